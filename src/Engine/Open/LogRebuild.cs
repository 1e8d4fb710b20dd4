using Feedlog.Cold;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Open;

/// <summary>
/// Makes the indexes of a store anew beside its writer, as they will be without what is erased; goes on where it was
/// as often as the log has grown. One thread at a time.
/// </summary>
internal sealed class LogRebuild
{
    private readonly IStorage _storage;
    private readonly StoreIdentity _store;
    private readonly LogReplay _replay;
    private ulong _segmentNumber;
    private long _positionBytes;

    /// <summary>Indexes of nothing yet.</summary>
    /// <param name="storage">Where the store is.</param>
    /// <param name="store">The store.</param>
    /// <param name="options">How it was opened.</param>
    /// <param name="views">What the store has published.</param>
    /// <param name="erasure">What is erased; finds the frames concerned on the way.</param>
    public LogRebuild(
        IStorage storage, StoreIdentity store, FeedlogOptions options, PublishedViews views, Erasure erasure)
    {
        _storage = storage;
        _store = store;
        Catalog = new IndexCatalog(
            new SealedIndexes([], [], [], []), new GroupChain(1, 1, 0), long.MinValue, options.TailBytes, store.Salt,
            new PublishedFrames(views));
        // Runs must not end in the midst of what will be archived.
        _replay = new LogReplay(storage, store, Catalog) { Erasure = erasure, FreezesWithin = false };
    }

    /// <summary>The indexes.</summary>
    public IndexCatalog Catalog { get; }

    /// <summary>Reads what has come since.</summary>
    /// <param name="manifest">The manifest as it is.</param>
    /// <param name="endBytes">Where the open segment ends.</param>
    /// <param name="cancellationToken">Ends it.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: the log cannot be read.</exception>
    /// <exception cref="IOException">The same.</exception>
    public void ReadTo(Manifest manifest, long endBytes, CancellationToken cancellationToken)
    {
        foreach (SegmentEntry entry in manifest.Segments)
        {
            if (entry.Number < _segmentNumber) continue;
            bool isNew = entry.Number > _segmentNumber;
            _segmentNumber = entry.Number;
            if (entry.State == SegmentState.Archived) _replay.ReplayArchived(entry, manifest.Shards, cancellationToken);
            else Read(entry, isNew, entry.HasEnded ? entry.LogicalEndBytes : endBytes, cancellationToken);
            if (entry.HasEnded && Catalog.IsTailFull) Catalog.Freeze(_replay.Chain, null);
        }
    }

    private void Read(SegmentEntry entry, bool isNew, long endBytes, CancellationToken cancellationToken)
    {
        long startBytes = _positionBytes;
        string path = StoreLayout.Segment(entry.Number);
        using IStorageFile file = isNew
            ? _replay.Open(entry, out _, out startBytes)
            : _storage.Open(path, StorageOpen.Read);
        GroupScanner groups = new(file, _store.Salt, entry.Number, startBytes, endBytes, _replay.Chain);
        _replay.Replay(groups, entry.Number, null, ulong.MaxValue, cancellationToken);
        _positionBytes = groups.EndBytes;
        if (groups.EndBytes < endBytes)
            throw Throw.Corrupt(groups.Fault, path, groups.FaultOffsetBytes, "A group of the log cannot be read");
    }
}
