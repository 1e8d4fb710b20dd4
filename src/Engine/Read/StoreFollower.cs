using Feedlog.Cold;
using Feedlog.Feed;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Open;
using Feedlog.Write;

namespace Feedlog.Read;

/// <summary>
/// Follows a store that somebody else may be writing: reads the log up to the watermark's published end, and on
/// request what was published since. Changes no byte. One thread at a time (guarded by a lock).
/// </summary>
internal sealed class StoreFollower
{
    private const int AttemptsMax = 10;

    private readonly Lock _gate = new();
    private readonly IStorage _storage;
    private readonly FeedlogOptions _options;
    private readonly DurableGroups _durable = new();
    private IndexCatalog _catalog;
    private LogReplay _replay;
    private ReplayFrames _replayFrames;
    private Manifest _manifest;
    private Watermark _watermark;
    private Watermark _attempted;
    private ulong _segmentNumber;
    private long _positionBytes;
    private ulong _publishedSequence;
    private bool _isTorn;
    private string _indexFault = "";
    private bool _isClosed;

    /// <summary>A follower that has read nothing yet.</summary>
    public StoreFollower(IStorage storage, FeedlogOptions options, Manifest manifest)
    {
        _storage = storage;
        _options = options;
        _manifest = manifest;
        Views = new PublishedViews(storage, manifest.Store.Salt, options, isWriter: false);
        (_catalog, _replay, _replayFrames) = OpenIndexes();
    }

    /// <summary>What was read so far.</summary>
    public PublishedViews Views { get; }

    /// <summary>The manifest as it was read last.</summary>
    public Manifest Manifest => _manifest;

    /// <summary>How many frames were read.</summary>
    public long FrameCount => _replay.FrameCount;

    /// <summary>
    /// Says whether a slot of the watermark was damaged: then the groups that were published last may be missing here.
    /// </summary>
    public bool HasDamagedMark { get; private set; }

    /// <summary>
    /// Waits for a refresh that is running, lets no other begin, and lets go of the index files; what was published
    /// holds its own.
    /// </summary>
    public void Close()
    {
        lock (_gate)
        {
            if (!_isClosed) LetGo();
            _isClosed = true;
        }
    }

    /// <summary>Takes in what was published since; true if there was anything.</summary>
    /// <exception cref="FeedlogException">The log is damaged, or changed faster than it could be read.</exception>
    public bool Refresh(CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            if (_isClosed) return false;

            // A refresh that was cut short has applied an unknown part of what it read.
            if (_isTorn) StartOver();
            _isTorn = true;
            ulong before = _publishedSequence;
            for (int attempt = 1; ; attempt++)
            {
                try
                {
                    TryRefresh(cancellationToken);
                    _isTorn = false;
                    return _publishedSequence > before;
                }
                catch (Exception moved) when (
                    moved is FileNotFoundException or FeedlogCorruptException && attempt < AttemptsMax && HasMoved())
                {
                    // The writer may have rolled or recovered in between: read the manifest again, from the start.
                    StartOver();
                }
                catch (IndexDamageException damage) when (_indexFault.Length == 0)
                {
                    // The log says the same again.
                    _indexFault = damage.Message;
                    StartOver();
                }
            }
        }
    }

    private void TryRefresh(CancellationToken cancellationToken)
    {
        Watermark watermark = WatermarkFile.Read(_storage, _manifest.Store.Salt, out int damagedSlots);
        _attempted = watermark;
        HasDamagedMark = damagedSlots > 0;
        bool isFirst = _segmentNumber == 0;
        if (!isFirst && watermark.Counter == _watermark.Counter) return;

        Manifest manifest = ManifestFile.Read(_storage);
        if (!isFirst && (!IsContinuation(manifest) || ShouldReadIndexes(manifest)))
        {
            StartOver();
            watermark = WatermarkFile.Read(_storage, manifest.Store.Salt, out _);
            manifest = _manifest;
            isFirst = true;
        }

        _manifest = manifest;
        watermark = WithIndexes(watermark);
        ulong before = _catalog.LastSequence;
        _durable.Advance(watermark.DurableGroup);
        foreach (SegmentEntry entry in manifest.Segments)
        {
            bool isPublished = watermark.PublishedSegment == 0 || entry.Number <= watermark.PublishedSegment;
            if (entry.Number < _segmentNumber || !isPublished) continue;
            ReadSegment(entry, watermark, cancellationToken);
        }

        _watermark = watermark;
        if (isFirst || _catalog.LastSequence > before) Publish();
        Views.PublishDurable(_durable.Sequence);
    }

    // Damage stays where it is; a writer that rolled or recovered has left another manifest or watermark.
    private bool HasMoved() =>
        ManifestFile.Read(_storage).Generation != _manifest.Generation ||
        WatermarkFile.Read(_storage, _manifest.Store.Salt, out _).Counter != _attempted.Counter;

    // The segment that was read last must still be there, and reach at least as far. Where shards have changed,
    // something may have been purged that was read before.
    private bool IsContinuation(Manifest manifest)
    {
        if (!manifest.Shards.SequenceEqual(_manifest.Shards)) return false;
        SegmentEntry? current = manifest.Find(_segmentNumber);
        return current?.State == SegmentState.Open ||
            (current?.State == SegmentState.Sealed && current.LogicalEndBytes >= _positionBytes) ||
            (current?.State == SegmentState.Archived && current.LogicalEndBytes == _positionBytes);
    }

    // The writer's index files say the same as a long tail, in less memory.
    private bool ShouldReadIndexes(Manifest manifest) =>
        _catalog.TailBytes >= 2 * _options.TailBytes && manifest.Runs.Count > 0 &&
        manifest.Runs[^1].Coverage.LastSequence > _catalog.Parts.Sealed.LastSequence;

    // What index files cover was published and is durable, also if a power loss has set the watermark back.
    private Watermark WithIndexes(in Watermark watermark)
    {
        if (_manifest.Runs.Count == 0) return watermark;
        IndexCoverage covered = _manifest.Runs[^1].Coverage;
        return watermark.PublishedSegment == 0 || watermark.PublishedGroup >= covered.LastGroup
            ? watermark
            : watermark with { PublishedSegment = covered.EndSegment, PublishedEndBytes = covered.EndOffsetBytes };
    }

    private void ReadSegment(SegmentEntry entry, in Watermark watermark, CancellationToken cancellationToken)
    {
        // What is sealed was synced before the manifest said so.
        if (entry.HasEnded) _durable.Advance(entry.LastGroup);
        bool isNew = entry.Number != _segmentNumber;
        _segmentNumber = entry.Number;
        if (entry.State == SegmentState.Archived || (isNew && _replay.IsCovered(entry)))
        {
            if (isNew && !_replay.IsCovered(entry)) ReadArchived(entry, cancellationToken);
            _positionBytes = entry.LogicalEndBytes;
            return;
        }

        long startBytes = _positionBytes;
        using IStorageFile file = isNew
            ? _replay.Open(entry, out _, out startBytes)
            : _storage.Open(StoreLayout.Segment(entry.Number), StorageOpen.Read);
        _positionBytes = startBytes;
        long limit = entry.HasEnded ? entry.LogicalEndBytes : file.LengthBytes;
        if (entry.Number == watermark.PublishedSegment) limit = Math.Min(limit, watermark.PublishedEndBytes);
        GroupScanner scanner = new(
            file, _manifest.Store.Salt, entry.Number, _positionBytes, limit, _replay.Chain);
        _replay.Replay(scanner, entry.Number, null, ulong.MaxValue, cancellationToken);
        _positionBytes = scanner.EndBytes;
        // Without a watermark (a lost file) nobody knows how far was published: the whole groups that are there count.
        bool isBounded = entry.HasEnded || watermark.PublishedSegment != 0;
        if (isBounded && scanner.EndBytes < limit)
        {
            throw Throw.Corrupt(scanner.Fault, StoreLayout.Segment(entry.Number), scanner.FaultOffsetBytes,
                "A published group cannot be read");
        }
    }

    private void ReadArchived(SegmentEntry entry, CancellationToken cancellationToken)
    {
        _replay.ReplayArchived(entry, _manifest.Shards, cancellationToken);
        _durable.Restart(_catalog.LastSequence);
        _durable.Advance(entry.LastGroup);
    }

    private void Publish()
    {
        List<SegmentEntry> read = [.. _manifest.Segments.Where(entry => entry.Number <= _segmentNumber)];
        if (read.Count == 0) return;
        Views.Publish(_catalog, read, _manifest.Shards, _positionBytes);
        // From now on what is published covers all that the runs do, and follows the writer.
        _catalog.Frames = new PublishedFrames(Views);
        _replayFrames.Dispose();
        _publishedSequence = _catalog.LastSequence;
    }

    // A follower makes no files: what the writer's index files do not cover yet stays in one tail.
    private (IndexCatalog Catalog, LogReplay Replay, ReplayFrames Frames) OpenIndexes()
    {
        FeedlogOptions options = _options with { TailBytes = long.MaxValue };
        IndexOpening opening = IndexOpening.Open(_storage, _manifest, options, _indexFault);
        for (int attempt = 1; opening.Fault.Length > 0 && _indexFault.Length == 0 && attempt < AttemptsMax; attempt++)
        {
            // The writer may have merged files away since the manifest was read.
            Manifest manifest = ManifestFile.Read(_storage);
            if (manifest.Generation == _manifest.Generation) break;
            opening.Catalog.Parts.Sealed.Release();
            _manifest = manifest;
            opening = IndexOpening.Open(_storage, _manifest, options);
        }

        opening.Replay.Durable = _durable;
        _durable.Restart(opening.Catalog.LastSequence);
        return (opening.Catalog, opening.Replay, opening.Frames);
    }

    private void LetGo()
    {
        _replayFrames.Dispose();
        _catalog.Parts.Sealed.Release();
    }

    private void StartOver()
    {
        _manifest = ManifestFile.Read(_storage);
        LetGo();
        (_catalog, _replay, _replayFrames) = OpenIndexes();
        _watermark = default;
        _segmentNumber = 0;
        _positionBytes = 0;
    }
}
