using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Building;

/// <summary>
/// Makes a new store of sound frames. The manifest comes last: until <see cref="Finish"/> has returned there is no
/// store that anybody would open. One thread.
/// </summary>
/// <remarks>Sequences may have gaps: a segment ends before each, and the next one declares it.</remarks>
internal sealed class StoreBuilder : IDisposable
{
    private const string LockNote = "fsck makes this store";

    private readonly IStorage _storage;
    private readonly Manifest _template;
    private readonly long _segmentBytesMax;
    private readonly TimeProvider _clock;
    private readonly List<SegmentEntry> _segments = [];
    private readonly List<string> _made = [];
    private IDisposable? _lock;
    private SegmentBuilder? _segment;
    private GroupChain _chain = new(1, 1, 0);
    private bool _isFinished;

    /// <summary>Takes the folder, which must not hold anything yet.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="template">Identity and traits of the store; its lists are not used.</param>
    /// <param name="clock">Gives the times of creation.</param>
    /// <param name="segmentBytesMax">Where segments end, in bytes.</param>
    /// <exception cref="CommandException">The folder holds something, or somebody else makes a store in it.</exception>
    /// <exception cref="IOException">The folder cannot be made.</exception>
    public StoreBuilder(
        IStorage storage, Manifest template, TimeProvider clock, long segmentBytesMax = FormatLimits.SegmentBytesMax)
    {
        _storage = storage;
        _template = template;
        _clock = clock;
        _segmentBytesMax = segmentBytesMax;
        TargetFolder.RequireUnused(storage);
        storage.CreateFolder("");
        if (!storage.TryLock(StorageLockKind.Writer, LockNote, out _lock, out string holder))
            throw new CommandException("Locked", $"{storage.Place} is in use: {holder}");
        storage.CreateFolder(StoreLayout.HotFolder);
    }

    /// <summary>The last sequence that went in; 0 if none did.</summary>
    public ulong LastSequence => _chain.NextSequence - 1;

    /// <summary>When frames that belong to no whole group count as recorded, ms since 1970 UTC; the time of the group
    /// before unless it is set.</summary>
    public long LooseTimeMs { get; set; }

    /// <summary>Begins a group that is to stay one.</summary>
    /// <param name="firstSequence">The sequence of its first frame; above all before.</param>
    /// <param name="byteCount">Bytes of its frames: a group never spans segments.</param>
    public void BeginGroup(ulong firstSequence, long byteCount)
    {
        EndLooseGroup();
        MakeRoom(firstSequence, byteCount);
    }

    /// <summary>Takes the next frame of the group, with the next sequence.</summary>
    public void Add(in FrameView frame) => _segment!.Add(frame, frame.Header.Sequence); // A group was begun.

    /// <summary>Ends the group.</summary>
    /// <param name="recordedAtMs">When it was recorded, ms since 1970 UTC.</param>
    public void EndGroup(long recordedAtMs)
    {
        // Durable so far is what lies in segments that were sealed; it is as true as it needs to be.
        ulong durable = _segments.Count == 0 ? 0 : _segments[^1].LastGroup;
        _segment!.Commit(recordedAtMs, durable); // A group was begun.
        _chain = _segment.Chain;
        LooseTimeMs = recordedAtMs;
    }

    /// <summary>Takes a frame that belongs to no whole group; it shares one with others like it.</summary>
    /// <param name="frame">A sound frame with a sequence above all before.</param>
    public void AddLoose(in FrameView frame)
    {
        ulong sequence = frame.Header.Sequence;
        int lengthBytes = frame.Header.TotalLengthBytes;
        int openFrames = _segment?.OpenFrames ?? 0;
        bool fits = openFrames > 0 && openFrames < FormatLimits.GroupFramesMax &&
            sequence == _segment!.Chain.NextSequence + (ulong)openFrames && // It has open frames.
            _segment.OpenBytes + lengthBytes <= FormatLimits.GroupBytesMax &&
            _segment.EndBytes + _segment.OpenBytes + lengthBytes + CommitLayout.FrameBytes <= _segmentBytesMax;
        if (!fits) BeginGroup(sequence, lengthBytes);
        Add(frame);
    }

    /// <summary>Closes the group of loose frames, if there is one.</summary>
    public void EndLooseGroup()
    {
        if (_segment is { OpenFrames: > 0 }) EndGroup(LooseTimeMs);
    }

    /// <summary>Makes all of it a store, closed in good order.</summary>
    /// <param name="nextSequence">No frame of the store will have a lower one than this from now on.</param>
    /// <returns>The manifest.</returns>
    /// <exception cref="IOException">It is no store yet.</exception>
    public Manifest Finish(ulong nextSequence)
    {
        EndLooseGroup();
        SealSegment();
        ulong lastSequence = LastSequence;
        ulong number = BeginSegment(Math.Max(nextSequence, _chain.NextSequence)).Number;
        _segment!.Sync(); // It was begun.
        _storage.SyncFolder(StoreLayout.HotFolder);
        _made.Add(StoreLayout.Watermark);
        _made.Add(ManifestWriter.WatermarkDraft);
        _made.Add(StoreLayout.ManifestDraft);
        _made.Add(StoreLayout.Manifest);
        ManifestWriter.ReplaceWatermark(_storage, _template.Store.Salt, new Watermark
        {
            Counter = 0,
            DurableGroup = _chain.NextGroup - 1,
            PublishedSegment = number,
            PublishedEndBytes = SegmentLayout.HeaderBytes,
            PublishedGroup = _chain.NextGroup - 1,
            PublishedSequence = lastSequence,
        });
        Manifest manifest = _template with
        {
            Generation = 1,
            NextSegment = number + 1,
            NextIndexFile = 1,
            Segments = [.. _segments, new SegmentEntry
            {
                Number = number,
                State = SegmentState.Open,
                FirstSequence = _segment.Chain.NextSequence,
                FirstGroup = _segment.Chain.NextGroup,
            }],
            Runs = [],
            Deaths = [],
            Words = [],
            Vectors = [],
        };
        ManifestWriter.Replace(_storage, manifest);
        _isFinished = true;
        return manifest;
    }

    /// <summary>Lets go of the folder; what was not finished is removed as far as that can be done.</summary>
    public void Dispose()
    {
        _segment?.Dispose();
        _segment = null;
        if (!_isFinished) TargetFolder.Clear(_storage, _made);
        _lock?.Dispose();
        _lock = null;
    }

    private void MakeRoom(ulong firstSequence, long byteCount)
    {
        bool isFull = _segment is not null &&
            _segment.EndBytes + byteCount + CommitLayout.FrameBytes > _segmentBytesMax && _segment.HasGroups;
        if (_segment is null || isFull || firstSequence != _chain.NextSequence)
        {
            SealSegment();
            BeginSegment(firstSequence);
        }
    }

    private SegmentBuilder BeginSegment(ulong firstSequence)
    {
        ulong number = (ulong)_segments.Count + 1;
        string path = StoreLayout.Segment(number);
        SegmentHeader header = new()
        {
            Store = _template.Store,
            Number = number,
            FirstSequence = firstSequence,
            DeclaredGap = firstSequence - _chain.NextSequence,
            FirstGroup = _chain.NextGroup,
            PreviousCommit = _chain.PreviousCommit,
            CreatedAtMs = NowMs,
        };
        _made.Add(path);
        _segment = new SegmentBuilder(_storage, header, path);
        _chain = _chain with { NextSequence = firstSequence };
        return _segment;
    }

    private void SealSegment()
    {
        if (_segment is null) return;
        _segments.Add(_segment.Seal(NowMs));
        _segment.Dispose();
        _segment = null;
    }

    private long NowMs => _clock.GetUtcNow().ToUnixTimeMilliseconds();
}
