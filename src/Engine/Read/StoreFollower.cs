using Feedlog.Feed;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Tail;
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
    private MemoryCatalog _catalog = new();
    private LogReplay _replay;
    private Manifest _manifest;
    private Watermark _watermark;
    private Watermark _attempted;
    private ulong _segmentNumber;
    private long _positionBytes;
    private ulong _publishedSequence;
    private bool _isTorn;
    private bool _isClosed;

    /// <summary>A follower that has read nothing yet.</summary>
    public StoreFollower(IStorage storage, FeedlogOptions options, Manifest manifest)
    {
        _storage = storage;
        _options = options;
        _manifest = manifest;
        Views = new PublishedViews(storage, manifest.Store.Salt, options.ReadMode);
        _replay = new LogReplay(storage, manifest.Store, _catalog) { Durable = _durable };
    }

    /// <summary>What was read so far.</summary>
    public PublishedViews Views { get; }

    /// <summary>The manifest as it was read last.</summary>
    public Manifest Manifest => _manifest;

    /// <summary>How many frames were read.</summary>
    public long FrameCount => _replay.FrameCount;

    /// <summary>Waits for a refresh that is running and lets no other begin.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
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
            }
        }
    }

    private void TryRefresh(CancellationToken cancellationToken)
    {
        Watermark watermark = WatermarkFile.Read(_storage, _manifest.Store.Salt);
        _attempted = watermark;
        bool isFirst = _segmentNumber == 0;
        if (!isFirst && watermark.Counter == _watermark.Counter) return;

        Manifest manifest = ManifestFile.Read(_storage);
        if (!isFirst && !IsContinuation(manifest))
        {
            StartOver();
            isFirst = true;
        }

        _manifest = manifest;
        int before = _catalog.Slots.Count;
        _durable.Advance(watermark.DurableGroup);
        foreach (SegmentEntry entry in manifest.Segments)
        {
            bool isPublished = watermark.PublishedSegment == 0 || entry.Number <= watermark.PublishedSegment;
            if (entry.Number < _segmentNumber || !isPublished) continue;
            ReadSegment(entry, watermark, cancellationToken);
        }

        _watermark = watermark;
        if (isFirst || _catalog.Slots.Count > before) Publish();
        Views.PublishDurable(_durable.Sequence);
    }

    // Damage stays where it is; a writer that rolled or recovered has left another manifest or watermark.
    private bool HasMoved() =>
        ManifestFile.Read(_storage).Generation != _manifest.Generation ||
        WatermarkFile.Read(_storage, _manifest.Store.Salt).Counter != _attempted.Counter;

    // The segment that was read last must still be there, and reach at least as far.
    private bool IsContinuation(Manifest manifest)
    {
        SegmentEntry current = manifest.Segments.FirstOrDefault(entry => entry.Number == _segmentNumber);
        return current.State == SegmentState.Open ||
            (current.State == SegmentState.Sealed && current.LogicalEndBytes >= _positionBytes);
    }

    private void ReadSegment(in SegmentEntry entry, in Watermark watermark, CancellationToken cancellationToken)
    {
        // What is sealed was synced before the manifest said so.
        if (entry.State == SegmentState.Sealed) _durable.Advance(entry.LastGroup);
        bool isNew = entry.Number != _segmentNumber;
        using IStorageFile file = isNew
            ? _replay.Open(entry, out _)
            : _storage.Open(StoreLayout.Segment(entry.Number), StorageOpen.Read);
        if (isNew) _positionBytes = SegmentLayout.HeaderBytes;
        _segmentNumber = entry.Number;
        long limit = entry.State == SegmentState.Sealed ? entry.LogicalEndBytes : file.LengthBytes;
        if (entry.Number == watermark.PublishedSegment) limit = Math.Min(limit, watermark.PublishedEndBytes);
        GroupScanner scanner = new(
            file, _manifest.Store.Salt, entry.Number, _positionBytes, limit, _replay.Chain);
        _replay.Replay(scanner, entry.Number, null, ulong.MaxValue, cancellationToken);
        _positionBytes = scanner.EndBytes;
        // Without a watermark (a lost file) nobody knows how far was published: the whole groups that are there count.
        bool isBounded = entry.State == SegmentState.Sealed || watermark.PublishedSegment != 0;
        if (isBounded && scanner.EndBytes < limit)
        {
            throw Throw.Corrupt(scanner.Fault, StoreLayout.Segment(entry.Number), scanner.FaultOffsetBytes,
                "A published group cannot be read");
        }
    }

    private void Publish()
    {
        List<SegmentEntry> read = [.. _manifest.Segments.Where(entry => entry.Number <= _segmentNumber)];
        int count = _catalog.Slots.Count;
        ulong sequence = count == 0 ? 0 : _catalog.Slots[count - 1].Sequence;
        if (read.Count == 0) return;
        Views.Publish(_catalog, read, _positionBytes, sequence);
        _publishedSequence = sequence;
    }

    private void StartOver()
    {
        _manifest = ManifestFile.Read(_storage);
        _catalog = new MemoryCatalog();
        _replay = new LogReplay(_storage, _manifest.Store, _catalog) { Durable = _durable };
        _durable.Restart(durableSequence: 0);
        _watermark = default;
        _segmentNumber = 0;
        _positionBytes = 0;
    }
}
