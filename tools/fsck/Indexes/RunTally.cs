using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Takes down what the runs must say, while the log goes by. A frame counts before its group is known to be whole; if
/// the group is not, its run is not compared at all. One thread at a time.
/// </summary>
internal sealed class RunTally
{
    private readonly IReadOnlyList<IndexFileEntry> _runs;
    private readonly ulong _salt;
    private readonly EntryCollector? _collector;
    private readonly RunLog?[] _logs;
    private int _current = -1;
    private bool _isInGroup;

    /// <summary>Knows nothing yet.</summary>
    /// <param name="runs">The runs, in the order of their stretches.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="collector">Shown every entry; null if nobody wants to see them.</param>
    public RunTally(IReadOnlyList<IndexFileEntry> runs, ulong salt, EntryCollector? collector = null)
    {
        _runs = runs;
        _salt = salt;
        _collector = collector;
        _logs = new RunLog?[runs.Count];
    }

    /// <summary>What the log says of the run with this index; null if nothing.</summary>
    public RunLog? Log(int run) => _logs[run];

    /// <summary>A tally for a part of the log.</summary>
    public RunTally Fork() => new(_runs, _salt, _collector);

    /// <summary>Takes what a later part of the log says.</summary>
    public void Join(RunTally part)
    {
        for (int i = 0; i < _logs.Length; i++)
        {
            if (part._logs[i] is not RunLog log) continue;
            RunLog whole = _logs[i] ??= new RunLog(_collector);
            whole.Join(log);
        }
    }

    /// <summary>The whole log was seen.</summary>
    public void Finish()
    {
        foreach (RunLog? log in _logs) log?.Finish();
    }

    /// <summary>The frames of this group follow.</summary>
    public void BeginGroup(ulong group)
    {
        _isInGroup = false;
        if (_current >= 0 && Covers(_current, group)) return;
        _current = -1;
        for (int i = 0; i < _runs.Count && _current < 0; i++)
        {
            if (Covers(i, group)) _current = i;
        }
    }

    /// <summary>Takes a sound frame.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="address">Where it lies.</param>
    /// <param name="expiresAtMs">When it expires; the largest i64 for never.</param>
    public void AddFrame(in FrameView frame, FrameAddress address, long expiresAtMs)
    {
        if (_current < 0) return;
        _isInGroup = true;
        RunLog log = _logs[_current] ??= new RunLog(_collector);
        FrameHeader header = frame.Header;
        bool isRecord = header.Type == FrameType.Record;
        log.Add(EntryKind.Slot, new IndexEntry(header.Sequence, address.Packed, isRecord ? 0UL : 1));
        if (!isRecord) return;

        if (header.Id != 0)
            log.Add(EntryKind.Id, new IndexEntry(IndexRules.IdTag(header.Id, _salt), header.Sequence));
        log.Add(EntryKind.Time, new IndexEntry((ulong)header.TimestampMs, header.Sequence));
        if (expiresAtMs != long.MaxValue)
            log.Add(EntryKind.Expiry, new IndexEntry((ulong)expiresAtMs, header.Sequence));
        if ((header.Flags & FrameFlags.HasKey) == 0) return;

        WideHash hash = IndexRules.KeyHash(frame.Stream, frame.Key, _salt);
        log.Add(EntryKind.Key, new IndexEntry(IndexRules.Tag(hash.High), header.Sequence));
    }

    /// <summary>The group is whole.</summary>
    /// <param name="commit">Its commit.</param>
    /// <param name="commitHash">The header checksum of the commit.</param>
    /// <param name="segmentNumber">The segment.</param>
    /// <param name="endBytes">Where the commit ends in it.</param>
    /// <returns>What the log says of the run that ends here, which lacks the segment state; null if none does.
    /// </returns>
    public RunLog? TakeGroup(in CommitFrame commit, ulong commitHash, ulong segmentNumber, long endBytes)
    {
        _isInGroup = false;
        if (_current < 0) return null;
        RunLog log = _logs[_current] ??= new RunLog(_collector);
        log.AddGroup(commit);
        if (commit.Group != _runs[_current].Coverage.LastGroup) return null;
        log.SetEnd(commit, commitHash, segmentNumber, endBytes);
        return log;
    }

    /// <summary>Takes a sound frame of an archived segment, whose groups are not known, but where runs end.</summary>
    /// <param name="frame">The frame.</param>
    /// <param name="address">Where it was written.</param>
    /// <param name="recordedAtMs">When its group was recorded, ms since 1970 UTC.</param>
    public void AddArchived(in FrameView frame, FrameAddress address, long recordedAtMs)
    {
        ulong sequence = frame.Header.Sequence;
        if (_current < 0 || !CoversSequence(_current, sequence)) _current = FindRun(sequence);
        if (_current < 0) return;
        AddFrame(frame, address, frame.Header.ExtensionsLengthBytes == 0 ? long.MaxValue : frame.ExpiresAtMs);
        _isInGroup = false;
        _logs[_current]!.AddTime(recordedAtMs, sequence); // AddFrame made it.
    }

    /// <summary>The frames of an archived segment have gone by.</summary>
    /// <param name="segment">The segment.</param>
    /// <param name="isBroken">Whether some could not be read.</param>
    public void EndArchived(SegmentEntry segment, bool isBroken)
    {
        _current = -1;
        for (int i = 0; i < _runs.Count; i++)
        {
            IndexCoverage stretch = _runs[i].Coverage;
            if (stretch.LastGroup < segment.FirstGroup || stretch.FirstGroup > segment.LastGroup) continue;
            RunLog log = _logs[i] ??= new RunLog(_collector);
            log.IsBroken |= isBroken;
            log.AddArchivedGroups(stretch, segment);
        }
    }

    /// <summary>The group is not whole.</summary>
    public void DropGroup()
    {
        if (_isInGroup && _current >= 0 && _logs[_current] is RunLog log) log.IsBroken = true;
        _isInGroup = false;
    }

    private int FindRun(ulong sequence)
    {
        for (int i = 0; i < _runs.Count; i++)
        {
            if (CoversSequence(i, sequence)) return i;
        }

        return -1;
    }

    private bool CoversSequence(int run, ulong sequence) =>
        sequence >= _runs[run].Coverage.FirstSequence && sequence <= _runs[run].Coverage.LastSequence;

    private bool Covers(int run, ulong group) =>
        group >= _runs[run].Coverage.FirstGroup && group <= _runs[run].Coverage.LastGroup;
}
