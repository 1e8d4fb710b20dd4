using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Building;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck.Salvaging;

/// <summary>
/// Takes every sound frame of one segment after the other over into a new store: whole groups as they are, and from
/// groups that are not whole what is left of them. Never takes bytes of a frame for a frame, nor a frame out of order.
/// </summary>
/// <param name="context">The run.</param>
/// <param name="salt">The salt of the old store.</param>
/// <param name="target">The new store.</param>
/// <param name="durableGroup">The highest group that was promised durable; null if nobody knows.</param>
internal sealed class SegmentHarvest(CheckContext context, ulong salt, StoreBuilder target, ulong? durableGroup)
{
    private ulong _durableGroup = durableGroup ?? 0;

    /// <summary>What was not found.</summary>
    public LostSequences Lost { get; } = new();

    /// <summary>The highest sequence of any sound header, taken or not.</summary>
    public ulong HighestSequence { get; private set; }

    /// <summary>Takes what one segment holds.</summary>
    public void Run(SalvageSegment source)
    {
        if (source.Chain is GroupChain first)
            Report(Lost.Skip(first.NextSequence - Math.Min(source.DeclaredGap, first.NextSequence), source.DeclaredGap),
                source.Path, 0);
        using CheckedFile? file = context.TryOpen(source.Path, out _);
        if (file is null) return;
        SegmentInPlace segment = new(file, source.Path, source.Number, salt, context.Large);
        long limitBytes = Math.Min(source.EndBytes, file.LengthBytes);
        GroupBatch groups = new(segment, SegmentLayout.HeaderBytes, limitBytes,
            source.Chain ?? new GroupChain(0, 0, 0));
        while (true)
        {
            while (groups.MoveNext())
            {
                if (!TakeGroups(segment, groups.Groups, source.LimitSequence)) return;
            }

            if (groups.EndBytes >= limitBytes || segment.HasFooterAt(groups.EndBytes)) return;
            DamagedRange range = Resynchronizer.FindNext(segment, groups.EndBytes, limitBytes);
            if (!TakeBroken(segment, source, groups, range)) return;
            groups.Resume(range.ToBytes, range.Resume!.Value); // There is one, or nothing would have been taken.
        }
    }

    /// <summary>Takes what shards hold of an archived segment; what they do not was lost with a chunk or a shard.
    /// </summary>
    public void RunArchived(SalvageSegment source, Manifest manifest)
    {
        SegmentEntry entry = source.Archived ?? throw new ArgumentException("It is not archived.", nameof(source));
        Report(Lost.Skip(entry.FirstSequence - Math.Min(source.DeclaredGap, entry.FirstSequence), source.DeclaredGap),
            source.Path, 0);
        using ArchivedFrames frames = new(context, manifest, entry);
        while (frames.MoveNext()) TakeArchived(frames, source.LimitSequence);
        target.EndLooseGroup();
        ReachEnd(source.LimitSequence, source.Path);
    }

    /// <summary>Takes what shards hold that no manifest lists, up to where a segment begins.</summary>
    /// <param name="frames">The frames; goes on where it was.</param>
    /// <param name="limitSequence">The first sequence of the segment.</param>
    public void RunFound(ArchivedFrames frames, ulong limitSequence)
    {
        while (frames.TryPeek(out ulong sequence) && sequence < limitSequence && frames.MoveNext())
            TakeArchived(frames, limitSequence);
        target.EndLooseGroup();
    }

    /// <summary>Everything before this sequence was given to somebody; what of it was not found is lost.</summary>
    public void ReachEnd(ulong sequence, string path) => Report(Lost.Reach(sequence), path, 0);

    private void TakeArchived(ArchivedFrames frames, ulong limitSequence)
    {
        context.CancellationToken.ThrowIfCancellationRequested();
        ulong sequence = frames.Frame.Header.Sequence;
        HighestSequence = Math.Max(HighestSequence, sequence);
        if (sequence < Lost.Next || sequence >= limitSequence) return;
        Report(Lost.Reach(sequence), StoreLayout.Segment(frames.Address.SegmentNumber), frames.Address.OffsetBytes);
        if (frames.RecordedAtMs != target.LooseTimeMs) target.EndLooseGroup();
        target.LooseTimeMs = frames.RecordedAtMs;
        target.AddLoose(frames.Frame);
        Lost.Find(sequence, 1);
        context.Totals.IntactFrames++;
    }

    // False where another file goes on.
    private bool TakeGroups(
        SegmentInPlace segment, IReadOnlyList<(long StartBytes, CommitFrame Commit)> groups, ulong limitSequence)
    {
        (long lastStart, CommitFrame last) = groups[^1];
        using GroupFrames frames = new(segment, lastStart + last.ByteCount);
        foreach ((long startBytes, CommitFrame commit) in groups)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            HighestSequence = Math.Max(HighestSequence, commit.LastSequence);
            if (commit.LastSequence >= limitSequence) return false;
            if (commit.DurableThrough < commit.Group)
                _durableGroup = Math.Max(_durableGroup, commit.DurableThrough);
            // A copy of what another file had.
            if (commit.FirstSequence < Lost.Next) continue;
            Report(Lost.Reach(commit.FirstSequence), segment.Path, startBytes);
            CopyGroup(frames, startBytes, commit);
            Lost.Find(commit.FirstSequence, (ulong)commit.FrameCount);
        }

        return true;
    }

    private void CopyGroup(GroupFrames frames, long startBytes, in CommitFrame commit)
    {
        target.BeginGroup(commit.FirstSequence, commit.ByteCount);
        frames.Begin(startBytes, commit);
        while (frames.MoveNext()) target.Add(frames.Frame);
        target.EndGroup(commit.RecordedAtMs);
        context.Totals.IntactFrames += commit.FrameCount;
    }

    // False where nothing can follow. The frames of a stretch without a whole group have sequences between those of
    // the groups around it: what has not was put there by somebody, and is no frame of this log.
    private bool TakeBroken(
        SegmentInPlace segment, SalvageSegment source, GroupBatch groups, in DamagedRange range)
    {
        ulong limit = range.Resume is GroupChain next ? Math.Min(next.NextSequence, source.LimitSequence) : 0;
        if (range.Resume is null) limit = source.LimitSequence;
        bool isPromised = range.Resume is not null || !source.IsOpen || source.Chain is null ||
            durableGroup is null || groups.Chain.NextGroup - 1 < _durableGroup;
        long takenFrames = 0;
        long leftFrames = 0;
        using FrameSearch search = segment.Search(range.FromBytes, range.ToBytes);
        while (search.MoveNext())
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            FrameHeader header = search.Header;
            if (!header.TakesSlot) continue;
            if (search.BodyFault != FormatFault.None)
            {
                context.Totals.DamagedFrames++;
                continue;
            }

            if (header.Sequence < Lost.Next || header.Sequence >= limit) continue;
            HighestSequence = Math.Max(HighestSequence, header.Sequence);
            if (!isPromised)
            {
                leftFrames++;
                continue;
            }

            Report(Lost.Reach(header.Sequence), segment.Path, range.FromBytes);
            target.AddLoose(search.Frame);
            context.Totals.IntactFrames++;
            Lost.Find(header.Sequence, 1);
            takenFrames++;
        }

        target.EndLooseGroup();
        if (takenFrames > 0)
        {
            context.Report(FindingCode.GroupBroken, segment.Path, range.FromBytes,
                $"{takenFrames} sound frames were taken that belong to no whole group.");
        }

        if (leftFrames > 0)
        {
            context.Report(FindingCode.FramesUnpromised, segment.Path, range.FromBytes,
                $"{leftFrames} sound frames belong to no whole group and were promised to nobody; they were left out.");
        }

        return range.Resume is not null;
    }

    private void Report((ulong First, ulong Last)? lost, string path, long offsetBytes)
    {
        if (lost is not (ulong First, ulong Last) range) return;
        context.Totals.MissingFrames += (long)(range.Last - range.First) + 1;
        context.Report(FindingCode.SequencesLost, path, offsetBytes, range.First == range.Last
            ? $"Sequence {range.First} was not found."
            : $"Sequences {range.First} to {range.Last} were not found.");
    }
}
