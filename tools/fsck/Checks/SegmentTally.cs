using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Counts the frames of one segment: what its footer and its entry in the manifest must say. A frame counts before its
/// group is known to be whole, so what this says of the segment holds only if all groups were; what a frame adds to the
/// totals of the run waits for the commit.
/// </summary>
internal sealed class SegmentTally
{
    private readonly CheckContext _context;
    private readonly ChunkTracker _chunks = new();
    private readonly CheckTotals _groupTotals = new();
    private readonly string _path;
    private readonly ulong _number;
    private FindingList _groupFindings;
    private bool _hasDamage;
    private long _timeMinMs = long.MaxValue;
    private long _timeMaxMs = long.MinValue;

    /// <summary>A tally of nothing yet.</summary>
    /// <param name="context">The run.</param>
    /// <param name="segment">The segment.</param>
    public SegmentTally(CheckContext context, SegmentInPlace segment)
    {
        _context = context;
        _path = segment.Path;
        _number = segment.Number;
        _groupFindings = new FindingList(context.Options.FindingsMax);
    }

    /// <summary>Number of slot-bearing frames.</summary>
    public long SlotCount { get; private set; }

    /// <summary>Number of groups.</summary>
    public long GroupCount { get; private set; }

    /// <summary>Last sequence; 0 if there is none.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Earliest timestamp in ms; 0 if there is none.</summary>
    public long TimeMinMs => SlotCount == 0 ? 0 : _timeMinMs;

    /// <summary>Latest timestamp in ms; 0 if there is none.</summary>
    public long TimeMaxMs => SlotCount == 0 ? 0 : _timeMaxMs;

    /// <summary>Earliest expiry in ms; the largest i64 for none.</summary>
    public long ExpiryMinMs { get; private set; } = long.MaxValue;

    /// <summary>The highest group that a commit calls durable.</summary>
    public ulong DurableThrough { get; private set; }

    /// <summary>The frames of this group follow.</summary>
    public void BeginGroup(ulong group) => _context.Runs?.BeginGroup(group);

    /// <summary>Something was jumped over: what was counted no longer says everything about the segment.</summary>
    public void TakeDamage() => _hasDamage = true;

    /// <summary>Counts in a sound frame of a group that is being read.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="offsetBytes">Where it begins in the segment.</param>
    public void AddFrame(in FrameView frame, long offsetBytes)
    {
        FrameHeader header = frame.Header;
        long expiresAtMs = header.ExtensionsLengthBytes == 0 ? long.MaxValue : frame.ExpiresAtMs;
        _chunks.Add(offsetBytes, header, expiresAtMs);
        SlotCount++;
        LastSequence = header.Sequence;
        _timeMinMs = Math.Min(_timeMinMs, header.TimestampMs);
        _timeMaxMs = Math.Max(_timeMaxMs, header.TimestampMs);
        ExpiryMinMs = Math.Min(ExpiryMinMs, expiresAtMs);
        _groupTotals.Add(header);
        _context.Runs?.AddFrame(frame, FrameAddress.At(_number, offsetBytes), expiresAtMs);
        bool isKnown = RecordCheck.IsKnown(header.Type) &&
            (header.ExtensionsLengthBytes == 0 || FrameDecoder.IsReadable(frame));
        if (isKnown)
        {
            if (_context.Options.IsDeep) Decode(frame, offsetBytes);
            return;
        }

        _groupFindings.Add(FindingCode.RecordUnknown, _path, offsetBytes,
            $"The frame with sequence {header.Sequence} has type {(byte)header.Type} or an extension that this " +
            "program does not know.");
    }

    /// <summary>The group is whole: what its frames gave counts for the store.</summary>
    /// <param name="commit">Its commit.</param>
    /// <param name="commitHash">Its header checksum.</param>
    /// <param name="commitOffsetBytes">Where it begins.</param>
    public void TakeGroup(in CommitFrame commit, ulong commitHash, long commitOffsetBytes)
    {
        GroupCount++;
        _context.Totals.Groups++;
        _context.Totals.Add(_groupTotals);
        _context.Findings.Add(_groupFindings);
        if (_context.Runs is not null) TakeRun(_context.Runs, commit, commitHash, commitOffsetBytes);
        Forget();
        if (commit.DurableThrough < commit.Group)
        {
            DurableThrough = Math.Max(DurableThrough, commit.DurableThrough);
            return;
        }

        _context.Report(FindingCode.CommitImpossible, _path, commitOffsetBytes,
            $"The commit of group {commit.Group} calls group {commit.DurableThrough} durable.");
    }

    /// <summary>The group is not whole: its frames do not count for the store.</summary>
    public void DropGroup()
    {
        _context.Runs?.DropGroup();
        Forget();
    }

    /// <summary>The chunk directory that the footer must have.</summary>
    public IReadOnlyList<ChunkEntry> FinishChunks()
    {
        _chunks.Finish();
        return _chunks.Chunks;
    }

    private void Forget()
    {
        _groupTotals.Clear();
        if (!_groupFindings.IsEmpty) _groupFindings = new FindingList(_context.Options.FindingsMax);
    }

    // Where a run ends in this segment, it may also say what the footer will need.
    private void TakeRun(RunTally runs, in CommitFrame commit, ulong commitHash, long commitOffsetBytes)
    {
        long endBytes = commitOffsetBytes + CommitLayout.FrameBytes;
        if (runs.TakeGroup(commit, commitHash, _number, endBytes) is not RunLog log || _hasDamage) return;
        OpenSegmentState state = _chunks.Capture(_number, GroupCount);
        byte[] rows = new byte[state.RowCount * SegmentStateLayout.RowBytes];
        state.Write(rows);
        log.StateHash = Checksum.Xxh3(rows);
    }

    private void Decode(in FrameView frame, long offsetBytes)
    {
        if (RecordCheck.FindFault(frame) is not string fault) return;
        _groupFindings.Add(FindingCode.RecordIrregular, _path, offsetBytes,
            $"The frame with sequence {frame.Header.Sequence} is sound, but {fault}.");
    }
}
