using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Checks the segments that the manifest lists, in order, and then those that it does not.</summary>
internal sealed class LogCheck(CheckContext context, Manifest manifest, Watermark? watermark)
{
    /// <summary>Runs over the log.</summary>
    /// <param name="hotNames">The names in the folder of the log, as they were listed before.</param>
    public void Run(IReadOnlyList<string> hotNames)
    {
        CheckAge();
        GroupChain chain = new(1, 1, 0);
        ulong lastGroup = 0;
        for (int i = 0; i < manifest.Segments.Count; i++)
        {
            SegmentEntry entry = manifest.Segments[i];
            bool isPublished = watermark is not Watermark mark || entry.Number <= mark.PublishedSegment;
            if (context.Options.IsLive && !isPublished) break;
            ListedSegment listed = new(entry, i, chain);
            lastGroup = RunSegment(listed);
            // What the manifest says goes on, so that damage in one segment is not reported of the next.
            chain = ManifestCheck.ChainAfter(entry);
        }

        new StrayCheck(context, manifest, watermark).Run(hotNames, lastGroup);
    }

    /// <summary>Holds the published end against the group that was found to end there.</summary>
    public static void CompareWithWatermark(
        CheckContext context, SegmentInPlace segment, GroupWalk walk, Watermark? watermark)
    {
        bool isMet = walk.WantedGroupEndBytes > 0 && watermark?.PublishedSegment == segment.Number;
        if (!isMet || watermark is not Watermark mark) return;
        if (mark.PublishedEndBytes != walk.WantedGroupEndBytes)
        {
            context.Report(FindingCode.WatermarkMismatch, StoreLayout.Watermark,
                mark.SlotOffsetBytes + WatermarkLayout.PublishedEnd,
                $"The published end of group {mark.PublishedGroup} is {mark.PublishedEndBytes}; the group ends at " +
                $"{walk.WantedGroupEndBytes} in {segment.Path}.");
        }

        if (mark.PublishedSequence != walk.WantedGroupLastSequence)
        {
            context.Report(FindingCode.WatermarkMismatch, StoreLayout.Watermark,
                mark.SlotOffsetBytes + WatermarkLayout.PublishedSequence,
                $"The published sequence is {mark.PublishedSequence}; group {mark.PublishedGroup} ends with " +
                $"{walk.WantedGroupLastSequence}.");
        }
    }

    private ulong RunSegment(in ListedSegment listed)
    {
        using CheckedFile? file = context.TryOpen(listed.Path, out bool isMissing);
        bool isSealed = listed.Entry.State == SegmentState.Sealed;
        ulong lastGroup = isSealed ? listed.Entry.LastGroup : listed.Chain.NextGroup - 1;
        if (file is not null)
        {
            if (!isSealed) return new TailCheck(context, manifest.Store, watermark).Run(listed, file);
            new SealedCheck(context, manifest.Store, watermark).Run(listed, file);
            return lastGroup;
        }

        context.Totals.MissingFrames += listed.Entry.SlotCount;
        if (!isMissing) return lastGroup;
        context.Report(FindingCode.SegmentMissing, listed.Path, 0,
            $"The segment is not there; the manifest lists it with {listed.Entry.SlotCount} frames.");
        return lastGroup;
    }

    private void CheckAge()
    {
        if (watermark is not Watermark mark || mark.PublishedSegment < manifest.NextSegment) return;
        context.Report(FindingCode.ManifestStale, StoreLayout.Manifest, ManifestLayout.NextSegment,
            $"The watermark names segment {mark.PublishedSegment}; this manifest has given numbers only below " +
            $"{manifest.NextSegment}.");
    }
}
