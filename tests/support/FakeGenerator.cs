using System.Collections.Concurrent;
using Microsoft.Extensions.AI;

namespace Feedlog.Tests.Support;

/// <summary>An embedding generator that does what the test says, and remembers what it was asked.</summary>
public sealed class FakeGenerator : IEmbeddingGenerator<string, Embedding<float>>
{
    /// <summary>Values of each vector.</summary>
    public const int Dimensions = 4;

    private int _calls;

    /// <summary>Runs before each answer; may wait or throw.</summary>
    public Func<IReadOnlyList<string>, CancellationToken, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Makes the vector of a text.</summary>
    public Func<string, float[]> Make { get; set; } = VectorOf;

    /// <summary>Name of the model, if it has one.</summary>
    public string? ModelName { get; init; } = "fake";

    /// <summary>Every text that it was asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = new();

    /// <summary>How often it was called.</summary>
    public int Calls => Volatile.Read(ref _calls);

    /// <summary>A vector that differs for texts that differ in how often their letters occur.</summary>
    public static float[] VectorOf(string text)
    {
        float[] vector = new float[Dimensions];
        foreach (char letter in text) vector[letter % Dimensions]++;
        return vector;
    }

    /// <inheritdoc/>
    public async Task<GeneratedEmbeddings<Embedding<float>>> GenerateAsync(
        IEnumerable<string> values, EmbeddingGenerationOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        string[] texts = [.. values];
        Interlocked.Increment(ref _calls);
        foreach (string text in texts) Asked.Enqueue(text);
        await Before(texts, cancellationToken);
        return [.. texts.Select(text => new Embedding<float>(Make(text)))];
    }

    /// <inheritdoc/>
    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceType == typeof(EmbeddingGeneratorMetadata)
            ? new EmbeddingGeneratorMetadata("fake", null, ModelName, Dimensions)
            : null;

    /// <inheritdoc/>
    public void Dispose()
    {
    }
}
