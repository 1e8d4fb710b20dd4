using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Checks the open segment, whose end nobody wrote down: what had been promised durable must be there, and what lies
/// behind it may be torn. FORMAT.md section 10.
/// </summary>
internal sealed class TailCheck(CheckContext context, Manifest manifest, Watermark? watermark)
{
    /// <summary>Checks the segment; returns the last group of the log.</summary>
    public ulong Run(in ListedSegment listed, CheckedFile file)
    {
        ulong lastGroup = listed.Chain.NextGroup - 1;
        if (listed.CheckHeader(context, file, manifest.Store) is not GroupChain start) return lastGroup;
        context.Totals.Segments++;
        if (context.Options.IsQuick) return ulong.MaxValue;

        SegmentInPlace segment = new(file, listed.Path, listed.Entry.Number, manifest.Store.Salt, context.Large);
        SegmentTally tally = new(context, segment);
        bool isBounded = context.Options.IsLive && watermark?.PublishedSegment == listed.Entry.Number;
        long limitBytes = isBounded ? watermark!.Value.PublishedEndBytes : file.LengthBytes; // isBounded knows one.
        GroupWalk walk = new(segment, tally, SegmentLayout.HeaderBytes, limitBytes, start)
        {
            WantedGroup = watermark?.PublishedGroup ?? 0,
        };
        if (isBounded) WalkPublished(segment, walk, limitBytes);
        else if (context.Options.IsLive) walk.Advance();
        else WalkToEnd(segment, walk, tally, Math.Max(lastGroup, LastOfRuns));
        LogCheck.CompareWithWatermark(context, segment, walk, watermark);
        return walk.Chain.NextGroup - 1;
    }

    // What a run covers was durable before the manifest named it.
    private ulong LastOfRuns => manifest.Runs.Count == 0 ? 0 : manifest.Runs[^1].Coverage.LastGroup;

    // Up to the published end every group was whole before the watermark was written.
    private void WalkPublished(SegmentInPlace segment, GroupWalk walk, long limitBytes)
    {
        walk.Advance();
        while (walk.Fault != FormatFault.None || walk.EndBytes < limitBytes)
        {
            DamagedRange range = Resynchronizer.FindNext(segment, walk.EndBytes, limitBytes);
            DamageReport.Add(context, segment, walk, range, PublishedEndSequence(ulong.MaxValue));
            walk.Resume(range);
            if (range.Resume is null) break;
            walk.Advance();
        }
    }

    private void WalkToEnd(SegmentInPlace segment, GroupWalk walk, SegmentTally tally, ulong coveredGroup)
    {
        walk.Advance();
        TailEvidence evidence = TailEvidence.Read(segment.File, segment.Salt, segment.Number, walk.EndBytes);
        ulong durable = Math.Max(
            Math.Max(coveredGroup, DurableInTail(segment, walk.EndBytes)), watermark?.DurableGroup ?? 0);
        while (true)
        {
            durable = Math.Max(durable, tally.DurableThrough);
            ulong lastGroup = walk.Chain.NextGroup - 1;
            bool isWrittenBehind = evidence.WrittenEndBytes > walk.EndBytes;
            if (lastGroup >= durable || !isWrittenBehind || segment.HasFooterAt(walk.EndBytes))
            {
                JudgeEnd(segment, walk, durable, isWrittenBehind ? evidence.WrittenEndBytes : 0);
                return;
            }

            DamagedRange range = Resynchronizer.FindNext(
                segment, walk.EndBytes, segment.File.LengthBytes);
            if (range.Resume is null) range = range with { ToBytes = evidence.WrittenEndBytes };
            DamageReport.Add(context, segment, walk, range, PublishedEndSequence(durable));
            durable = Math.Max(durable, range.DurableThrough);
            walk.Resume(range);
            if (range.Resume is null) return;
            walk.Advance();
        }
    }

    // What a commit says that lies among the bytes of a record is not evidence, so this is asked of the frames.
    private static ulong DurableInTail(SegmentInPlace segment, long startBytes)
    {
        ulong durable = 0;
        using FrameSearch search = segment.Search(startBytes, segment.File.LengthBytes);
        while (search.MoveNext())
        {
            bool isCommit = search.Header.Type == FrameType.Commit && search.BodyFault == FormatFault.None;
            if (!isCommit || !CommitFrame.TryRead(search.Frame, out CommitFrame commit, out _)) continue;
            if (commit.DurableThrough < commit.Group) durable = Math.Max(durable, commit.DurableThrough);
        }

        return durable;
    }

    // The walk is over: nothing that follows could be read, or nothing that follows had been promised.
    private void JudgeEnd(SegmentInPlace segment, GroupWalk walk, ulong durable, long writtenEndBytes)
    {
        ulong lastGroup = walk.Chain.NextGroup - 1;
        if (lastGroup < durable)
        {
            context.Totals.MissingFrames += DamageReport.MissingFrames(
                walk.Chain.NextSequence, PublishedEndSequence(durable), 0);
            context.Report(FindingCode.DurableMissing, segment.Path, walk.EndBytes,
                $"The log ends with group {lastGroup}; groups up to {durable} had been promised durable.");
            return;
        }

        if (writtenEndBytes > 0) ReportWritten(segment, walk, writtenEndBytes);
        if (watermark is Watermark mark && mark.PublishedGroup > lastGroup)
        {
            context.Report(FindingCode.TailLost, segment.Path, walk.EndBytes,
                $"The log ends with group {lastGroup}; groups up to {mark.PublishedGroup} were published and not yet " +
                "durable.");
        }
    }

    private void ReportWritten(SegmentInPlace segment, GroupWalk walk, long writtenEndBytes)
    {
        if (walk.Fault == FormatFault.UnknownVersion)
        {
            context.Report(FindingCode.VersionUnknown, segment.Path, walk.FaultOffsetBytes + FrameLayout.Version,
                $"Behind group {walk.Chain.NextGroup - 1} a newer program has gone on writing.");
            return;
        }

        bool isSealed = segment.HasFooterAt(walk.EndBytes);
        context.Report(isSealed ? FindingCode.SealUnfinished : FindingCode.TailTorn, segment.Path, walk.EndBytes,
            isSealed
                ? "The segment was closed with a footer, and the manifest calls it open."
                : $"{writtenEndBytes - walk.EndBytes} bytes behind the last whole group belong to no group that was " +
                $"promised to anybody ({walk.Fault}).");
    }

    // The sequence behind the last durable frame, if the watermark happens to know it; else 0.
    private ulong PublishedEndSequence(ulong durable) =>
        watermark is Watermark mark && mark.PublishedGroup <= durable ? mark.PublishedSequence + 1 : 0;
}
