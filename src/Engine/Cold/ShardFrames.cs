using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>
/// Reads all frames of listed shards, in order; every byte is checked on the way, and at the end that each shard holds
/// what the manifest says. Shards of which nothing is compressed stay so. Memory: a chunk of each shard. One thread.
/// </summary>
internal sealed class ShardFrames : IFrameSource
{
    private readonly ShardSet _shards;
    private readonly ColdWalk _walk;
    private readonly Dictionary<ulong, Tally> _tallies;
    private readonly IReadOnlySet<long> _promoted;
    private Tally? _current;

    /// <summary>Stands before the first frame.</summary>
    /// <param name="storage">Where the shards are.</param>
    /// <param name="store">The store.</param>
    /// <param name="shards">What the manifest says of them, by rising first address.</param>
    /// <param name="promoted">Where chunks begin that are to be uncompressed from now on; of one shard only.</param>
    /// <exception cref="FeedlogCorruptException">A shard is damaged.</exception>
    /// <exception cref="IOException">A shard is missing or cannot be read.</exception>
    public ShardFrames(
        IStorage storage, StoreIdentity store, IReadOnlyList<ShardEntry> shards, IReadOnlySet<long> promoted)
    {
        _promoted = promoted;
        _tallies = shards.ToDictionary(
            shard => shard.Number, shard => new Tally(shard, RawShard.Is(storage, shard)));
        _shards = ShardSet.Of(storage, shards, store.Salt, ReadMode.Positioned, new ChunkCache(0));
        _walk = new ColdWalk(_shards, 0, ulong.MaxValue);
    }

    /// <inheritdoc/>
    public FrameAddress Address => _walk.Address;

    /// <inheritdoc/>
    public FrameView Frame => _walk.Frame;

    /// <inheritdoc/>
    public long RecordedAtMs => _walk.RecordedAtMs;

    /// <inheritdoc/>
    public bool IsRaw => _current is { IsRaw: true } or { IsPromoted: true };

    /// <inheritdoc/>
    public long BytesRead { get; private set; }

    /// <inheritdoc/>
    public bool MoveNext()
    {
        if (!_walk.MoveNext())
        {
            foreach (Tally tally in _tallies.Values) tally.CheckEnd();
            return false;
        }

        _current = _tallies[_walk.Shard.Number];
        ShardChunkHead chunk = _walk.Chunk.Head;
        if (chunk.FirstAddress == _walk.Address)
        {
            BytesRead += chunk.TotalLengthBytes;
            _current.IsPromoted = _promoted.Contains(chunk.OffsetBytes);
        }

        _current.Count(_walk.Frame);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _walk.Dispose();
        _shards.Release();
    }

    private sealed class Tally(ShardEntry entry, bool isRaw)
    {
        private readonly ShardDigest _digest = new();
        private long _slotCount;

        public bool IsRaw => isRaw;

        public bool IsPromoted { get; set; }

        public void Count(in FrameView frame)
        {
            _slotCount++;
            _digest.Add(frame);
        }

        public void CheckEnd()
        {
            if (_slotCount == entry.SlotCount && _digest.Value == entry.FramesHash) return;
            throw Throw.Corrupt(FormatFault.BadOrder, entry.Path, 0, "A shard does not hold what the manifest says");
        }
    }
}
