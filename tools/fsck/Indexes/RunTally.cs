using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

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

        if (header.Id != 0) log.Add(EntryKind.Id, new IndexEntry(header.Id, address.Packed));
        log.Add(EntryKind.Time, new IndexEntry((ulong)header.TimestampMs, header.Sequence));
        if (expiresAtMs != long.MaxValue)
            log.Add(EntryKind.Expiry, new IndexEntry((ulong)expiresAtMs, header.Sequence));
        if ((header.Flags & FrameFlags.HasKey) == 0) return;

        WideHash hash = IndexRules.KeyHash(frame.Stream, frame.Key, _salt);
        log.Add(EntryKind.Key,
            new IndexEntry(hash.High, hash.Low, header.Sequence, address.Packed));
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

    /// <summary>The group is not whole.</summary>
    public void DropGroup()
    {
        if (_isInGroup && _current >= 0 && _logs[_current] is RunLog log) log.IsBroken = true;
        _isInGroup = false;
    }

    private bool Covers(int run, ulong group) =>
        group >= _runs[run].Coverage.FirstGroup && group <= _runs[run].Coverage.LastGroup;
}
