using System.Text;
using Feedlog.Format.Frames;
using Microsoft.Extensions.AI;

namespace Feedlog;

/// <summary>What makes vectors of the contents of records, and how they are kept.</summary>
public sealed record EmbeddingOptions
{
    private const int BatchMaxMax = 64;
    private const long CacheBytesMax = 1L << 30;

    /// <summary>Makes the vectors. It is called by one thread at a time, and not disposed by the store.</summary>
    public required IEmbeddingGenerator<string, Embedding<float>> Generator { get; init; }

    /// <summary>
    /// Name under which vectors are kept, 1 to 255 bytes of UTF-8; if left out, that of the generator's default model.
    /// </summary>
    public string? Model { get; init; }

    /// <summary>How values are kept. I8 takes a quarter of F32, and finds nearly the same.</summary>
    public VectorElementType ElementType { get; init; } = VectorElementType.I8;

    /// <summary>So many texts at most are given to the generator at once; 1 to 64.</summary>
    public int BatchMax { get; init; } = BatchMaxMax;

    /// <summary>
    /// How much memory vectors of contents may take that are kept in case the same content comes again; 0 for none, up
    /// to 1 GiB.
    /// </summary>
    public long CacheBytes { get; init; } = 4 * 1024 * 1024;

    /// <summary>The name under which vectors are kept; empty if neither the options nor the generator say.</summary>
    internal string ModelName => Model ??
        (Generator.GetService(typeof(EmbeddingGeneratorMetadata)) as EmbeddingGeneratorMetadata)?.DefaultModelId ?? "";

    /// <summary>Vectors of character trigrams: no model, the same on every machine.</summary>
    public static EmbeddingOptions Trigrams() => new() { Generator = new TrigramEmbeddingGenerator() };

    /// <summary>Throws if the options contradict a limit.</summary>
    /// <exception cref="ArgumentException">An option is out of its range; the message names it.</exception>
    internal void Validate()
    {
        ArgumentNullException.ThrowIfNull(Generator);
        Check(Encoding.UTF8.GetByteCount(ModelName) is >= 1 and <= byte.MaxValue, nameof(Model),
            "1 to 255 bytes; the generator names no model of its own");
        Check(VectorFrame.ElementBytes(ElementType) > 0, nameof(ElementType), "F32, F16 or I8");
        Check(BatchMax is >= 1 and <= BatchMaxMax, nameof(BatchMax), "1 to 64");
        Check(CacheBytes is >= 0 and <= CacheBytesMax, nameof(CacheBytes), "0 to 1,073,741,824");
    }

    private static void Check(bool isSound, string name, string range)
    {
        if (!isSound) throw new ArgumentException($"{name} must be {range}.", name);
    }
}
