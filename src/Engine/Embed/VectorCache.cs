using Feedlog.Format;

namespace Feedlog.Embed;

/// <summary>Vectors of contents that were embedded lately, bounded in bytes; the oldest go first. One thread.</summary>
internal sealed class VectorCache(long bytesMax)
{
    // What an entry takes beside its values.
    private const long EntryBytes = 120;

    private readonly Dictionary<WideHash, ReadOnlyMemory<float>> _vectors = [];
    private readonly Queue<WideHash> _order = new();

    /// <summary>About how many bytes it takes.</summary>
    public long LengthBytes { get; private set; }

    /// <summary>Finds the vector of a content; empty for one that has no direction.</summary>
    public bool TryFind(WideHash contentHash, out ReadOnlyMemory<float> vector) =>
        _vectors.TryGetValue(contentHash, out vector);

    /// <summary>Takes the vector of a content.</summary>
    public void Add(WideHash contentHash, ReadOnlyMemory<float> vector)
    {
        if (SizeOf(vector) > bytesMax || !_vectors.TryAdd(contentHash, vector)) return;
        _order.Enqueue(contentHash);
        LengthBytes += SizeOf(vector);
        while (LengthBytes > bytesMax && _vectors.Remove(_order.Dequeue(), out ReadOnlyMemory<float> oldest))
            LengthBytes -= SizeOf(oldest);
    }

    private static long SizeOf(ReadOnlyMemory<float> vector) => EntryBytes + vector.Length * (long)sizeof(float);
}
