using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Indexes;

/// <summary>What the log, or a part of it, says of the stretch of one run. One thread at a time.</summary>
internal sealed class RunLog
{
    private readonly EntryCollector? _collector;
    private readonly List<(long TimeMs, ulong LastSequence)> _groups = [];
    private IndexEntry? _openGroup;

    /// <summary>Knows nothing yet.</summary>
    /// <param name="collector">Shown every entry; null if nobody wants to see them.</param>
    public RunLog(EntryCollector? collector) => _collector = collector;

    /// <summary>The entries.</summary>
    public RunSums Sums { get; } = new();

    /// <summary>How many groups of the stretch were seen.</summary>
    public ulong GroupCount { get; private set; }

    /// <summary>True if something in the stretch could not be read.</summary>
    public bool IsBroken { get; set; }

    /// <summary>The first sequence; the largest u64 if there is none.</summary>
    public ulong FirstSequence { get; private set; } = ulong.MaxValue;

    /// <summary>What the manifest must say of where the stretch ends; null until its last group was seen.</summary>
    public IndexCoverage? End { get; private set; }

    /// <summary>XXH3 of the segment state behind the last group; null if it could not be computed.</summary>
    public ulong? StateHash { get; set; }

    /// <summary>Takes an entry.</summary>
    public void Add(EntryKind kind, in IndexEntry entry)
    {
        ulong hash = entry.Hash(kind);
        Sums.Add(kind, hash);
        _collector?.Offer(kind, entry, hash);
    }

    /// <summary>Takes a whole group.</summary>
    public void AddGroup(in CommitFrame commit)
    {
        GroupCount++;
        FirstSequence = Math.Min(FirstSequence, commit.FirstSequence);
        AddTime(commit.RecordedAtMs, commit.LastSequence);
    }

    /// <summary>Takes a time of recording, and the last sequence that is known of it so far.</summary>
    public void AddTime(long recordedAtMs, ulong lastSequence)
    {
        // Only what exceeds all times before it can begin an entry; the others are swallowed by it.
        if (_groups.Count > 0 && recordedAtMs <= _groups[^1].TimeMs)
            _groups[^1] = (_groups[^1].TimeMs, lastSequence);
        else
            _groups.Add((recordedAtMs, lastSequence));
    }

    /// <summary>Takes the groups of an archived segment, of which nobody knows more than that they were there.
    /// </summary>
    /// <param name="stretch">What the run says of its stretch.</param>
    /// <param name="segment">The segment.</param>
    public void AddArchivedGroups(IndexCoverage stretch, SegmentEntry segment)
    {
        ulong firstGroup = Math.Max(stretch.FirstGroup, segment.FirstGroup);
        ulong lastGroup = Math.Min(stretch.LastGroup, segment.LastGroup);
        GroupCount += lastGroup - firstGroup + 1;
        FirstSequence = Math.Min(FirstSequence, Math.Max(stretch.FirstSequence, segment.FirstSequence));
        if (stretch.LastGroup > segment.LastGroup) return;
        // Where a run ends within the segment, only the run itself says.
        bool isAtEnd = stretch.LastGroup == segment.LastGroup;
        End = new IndexCoverage
        {
            FirstSequence = FirstSequence,
            LastSequence = isAtEnd ? segment.LastSequence : stretch.LastSequence,
            FirstGroup = 0,
            LastGroup = stretch.LastGroup,
            LastCommit = isAtEnd ? segment.LastCommit : stretch.LastCommit,
            EndSegment = segment.Number,
            EndOffsetBytes = isAtEnd ? segment.LogicalEndBytes : stretch.EndOffsetBytes,
        };
    }

    /// <summary>The stretch ends with the group that was just added.</summary>
    public void SetEnd(in CommitFrame commit, ulong commitHash, ulong segmentNumber, long endBytes) =>
        End = new IndexCoverage
        {
            FirstSequence = FirstSequence,
            LastSequence = commit.LastSequence,
            FirstGroup = 0,
            LastGroup = commit.Group,
            LastCommit = commitHash,
            EndSegment = segmentNumber,
            EndOffsetBytes = endBytes,
        };

    /// <summary>Takes what a later part of the log says; the part is used up.</summary>
    public void Join(RunLog part)
    {
        Sums.Take(part.Sums);
        GroupCount += part.GroupCount;
        IsBroken |= part.IsBroken;
        FirstSequence = Math.Min(FirstSequence, part.FirstSequence);
        End ??= part.End;
        StateHash ??= part.StateHash;
        foreach ((long timeMs, ulong lastSequence) in part._groups)
        {
            if (_openGroup is IndexEntry open && timeMs > (long)open.First) Add(EntryKind.Group, open);
            long fromMs = Math.Max(timeMs, _openGroup is IndexEntry before ? (long)before.First : long.MinValue);
            _openGroup = new IndexEntry((ulong)fromMs, lastSequence);
        }
    }

    /// <summary>The whole log was seen.</summary>
    public void Finish()
    {
        if (_openGroup is IndexEntry open) Add(EntryKind.Group, open);
        _openGroup = null;
    }
}
