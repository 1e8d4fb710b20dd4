using Feedlog.Cold;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Open;

/// <summary>
/// Asks frames of sealed indexes while the log behind them is replayed, before anything is published. Opens what it is
/// asked for, and reads by position. One thread.
/// </summary>
/// <param name="storage">Where the store is.</param>
/// <param name="manifest">Its manifest.</param>
/// <param name="indexes">The indexes.</param>
internal sealed class ReplayFrames(IStorage storage, Manifest manifest, SealedIndexes indexes)
    : TrustingFrames, IDisposable
{
    // Victims of neighbours are often neighbours.
    private const long CacheBytes = 16 << 20;

    private SegmentSet? _segments;

    /// <summary>Closes what was opened; who is asked again opens it again.</summary>
    public void Dispose()
    {
        _segments?.Release();
        _segments = null;
    }

    /// <inheritdoc/>
    protected override SegmentSet Acquire() => _segments ??= Open();

    /// <inheritdoc/>
    protected override void Release(SegmentSet segments)
    {
    }

    private SegmentSet Open()
    {
        ulong salt = manifest.Store.Salt;
        ChunkCache cache = new(CacheBytes);
        SegmentReader[] readers = [.. manifest.Segments.Where(entry => entry.State != SegmentState.Archived)
            .Select(entry => new SegmentReader(storage, entry.Number, salt, ReadMode.Positioned))];
        ShardFile[] shards = [.. manifest.Shards
            .Select(entry => new ShardFile(storage, entry, salt, ReadMode.Positioned, cache))];
        SegmentSet segments = new(readers, shards, new MovedFrames(storage, salt, cache), indexes, salt);
        // The set has taken its own references.
        foreach (SegmentReader reader in readers) reader.Release();
        foreach (ShardFile shard in shards) shard.Release();
        return segments;
    }
}
