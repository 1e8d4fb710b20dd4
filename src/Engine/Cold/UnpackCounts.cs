using System.Runtime.InteropServices;

namespace Feedlog.Cold;

/// <summary>
/// How often chunks of shards were unpacked since the store was opened: of those that are unpacked most, about. Any
/// thread.
/// </summary>
/// <remarks>The table is bounded: when it is full all counts are halved, and what has none left goes.</remarks>
internal sealed class UnpackCounts
{
    private const int ChunksMax = 4096;

    private readonly Lock _gate = new();
    private readonly Dictionary<(ulong Shard, long OffsetBytes), int> _counts = [];

    /// <summary>Counts a chunk that was unpacked.</summary>
    /// <param name="shardNumber">The shard.</param>
    /// <param name="offsetBytes">Where the chunk begins in it.</param>
    public void Add(ulong shardNumber, long offsetBytes)
    {
        lock (_gate)
        {
            while (_counts.Count >= ChunksMax && !_counts.ContainsKey((shardNumber, offsetBytes))) Halve();
            CollectionsMarshal.GetValueRefOrAddDefault(_counts, (shardNumber, offsetBytes), out _)++;
        }
    }

    /// <summary>The chunks that were unpacked so often at least, by shard, with their counts.</summary>
    public ILookup<ulong, (long OffsetBytes, int Count)> AtLeast(int bar)
    {
        lock (_gate)
        {
            return _counts.Where(pair => pair.Value >= bar)
                .ToLookup(pair => pair.Key.Shard, pair => (pair.Key.OffsetBytes, pair.Value));
        }
    }

    private void Halve()
    {
        foreach ((ulong Shard, long OffsetBytes) key in _counts.Keys.ToArray())
        {
            int half = _counts[key] / 2;
            if (half == 0) _counts.Remove(key);
            else _counts[key] = half;
        }
    }
}
