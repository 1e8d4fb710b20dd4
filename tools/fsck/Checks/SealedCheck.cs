using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Checks a sealed segment: header, every group up to its logical end, footer, and its entry in the manifest.
/// </summary>
internal sealed class SealedCheck(CheckContext context, StoreIdentity store, Watermark? watermark)
{
    /// <summary>Checks one segment.</summary>
    public void Run(in ListedSegment listed, CheckedFile file)
    {
        SegmentEntry entry = listed.Entry;
        SegmentInPlace segment = new(file, listed.Path, entry.Number, store.Salt, context.Large);
        if (listed.CheckHeader(context, file, store) is not GroupChain start)
        {
            context.Totals.MissingFrames += entry.SlotCount;
            return;
        }

        long lengthBytes = file.LengthBytes;
        bool isPartial = context.Options.IsLive && watermark?.PublishedSegment == entry.Number &&
            watermark.Value.PublishedEndBytes < entry.LogicalEndBytes;
        long endBytes = isPartial ? watermark!.Value.PublishedEndBytes : entry.LogicalEndBytes; // isPartial knows one.
        if (lengthBytes < endBytes)
        {
            context.Report(FindingCode.SegmentTruncated, listed.Path, lengthBytes,
                $"The segment has {lengthBytes} bytes; its log ends at {endBytes}.");
        }

        context.Totals.Segments++;
        if (context.Options.IsQuick)
        {
            if (!isPartial) CompareFooterWithEntry(listed, segment);
            return;
        }

        SegmentTally tally = new(context, segment);
        GroupWalk walk = new(segment, tally, SegmentLayout.HeaderBytes, Math.Min(endBytes, lengthBytes), start)
        {
            WantedGroup = watermark?.PublishedGroup ?? 0,
        };
        Walk(segment, walk, Math.Min(endBytes, lengthBytes), isPartial ? 0 : entry.LastSequence + 1);
        LogCheck.CompareWithWatermark(context, segment, walk, watermark);
        if (walk.EndBytes < endBytes && !walk.HasDamage && lengthBytes < endBytes)
        {
            context.Totals.MissingFrames += DamageReport.MissingFrames(
                walk.Chain.NextSequence, entry.LastSequence + 1, 0);
        }

        if (isPartial) return;
        bool isWhole = !walk.HasDamage && walk.EndBytes == endBytes;
        if (isWhole) CompareWithEntry(listed, walk, tally);
        if (entry.FooterOffsetBytes == 0) return;
        SegmentFooter? footer = FooterCheck.Read(context, segment, entry.FooterOffsetBytes);
        if (isWhole && footer is not null)
            FooterCheck.Compare(context, segment, entry.FooterOffsetBytes, footer, entry, tally, walk);
    }

    private void Walk(SegmentInPlace segment, GroupWalk walk, long limitBytes, ulong followingSequence)
    {
        walk.Advance();
        while (walk.Fault != FormatFault.None || walk.EndBytes < limitBytes)
        {
            DamagedRange range = Resynchronizer.FindNext(segment, walk.EndBytes, limitBytes);
            DamageReport.Add(context, segment, walk, range, followingSequence);
            walk.Resume(range);
            if (range.Resume is null) break;
            walk.Advance();
        }
    }

    private void CompareWithEntry(in ListedSegment listed, GroupWalk walk, SegmentTally tally)
    {
        SegmentEntry found = listed.Entry with
        {
            LastSequence = tally.LastSequence,
            LastGroup = walk.Chain.NextGroup - 1,
            SlotCount = tally.SlotCount,
            TimeMinMs = tally.TimeMinMs,
            TimeMaxMs = tally.TimeMaxMs,
            LastCommit = walk.Chain.PreviousCommit,
        };
        if (found != listed.Entry) ReportMismatch(listed, found, "frames");
    }

    private void CompareFooterWithEntry(in ListedSegment listed, SegmentInPlace segment)
    {
        SegmentEntry entry = listed.Entry;
        if (entry.FooterOffsetBytes == 0) return;
        if (FooterCheck.Read(context, segment, entry.FooterOffsetBytes) is not SegmentFooter footer) return;
        SegmentEntry found = entry with
        {
            LastSequence = footer.LastSequence,
            LastGroup = footer.LastGroup,
            SlotCount = footer.SlotCount,
            LogicalEndBytes = footer.LogicalEndBytes,
            TimeMinMs = footer.TimeMinMs,
            TimeMaxMs = footer.TimeMaxMs,
            LastCommit = footer.LastCommit,
        };
        if (found != entry) ReportMismatch(listed, found, "footer");
    }

    private void ReportMismatch(in ListedSegment listed, SegmentEntry found, string witness)
    {
        (int Field, string Name, object Listed, object Found)[] fields =
        [
            (SegmentEntryLayout.LastSequence, "last sequence", listed.Entry.LastSequence, found.LastSequence),
            (SegmentEntryLayout.LastGroup, "last group", listed.Entry.LastGroup, found.LastGroup),
            (SegmentEntryLayout.SlotCount, "slot count", listed.Entry.SlotCount, found.SlotCount),
            (SegmentEntryLayout.LogicalEnd, "logical end", listed.Entry.LogicalEndBytes, found.LogicalEndBytes),
            (SegmentEntryLayout.TimeMin, "earliest time", listed.Entry.TimeMinMs, found.TimeMinMs),
            (SegmentEntryLayout.TimeMax, "latest time", listed.Entry.TimeMaxMs, found.TimeMaxMs),
            (SegmentEntryLayout.LastCommit, "last commit", listed.Entry.LastCommit, found.LastCommit),
        ];
        foreach ((int field, string name, object said, object seen) in fields)
        {
            if (said.Equals(seen)) continue;
            context.Report(FindingCode.ManifestMismatch, StoreLayout.Manifest,
                ManifestCheck.EntryOffsetBytes(listed.Index) + field,
                $"The manifest says {name} {said} of {listed.Path}; its {witness} say {seen}.");
        }
    }
}
