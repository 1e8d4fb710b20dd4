using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Indexes;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Checks the segments and index files that the manifest lists, what the ones say of the others, and then the segments
/// that it does not list.
/// </summary>
internal sealed class LogCheck(CheckContext context, Manifest manifest, Watermark? watermark)
{
    /// <summary>Runs over the log.</summary>
    /// <param name="hotNames">The names in the folder of the log, as they were listed before.</param>
    public void Run(IReadOnlyList<string> hotNames)
    {
        CheckAge();
        List<ListedSegment> segments = FindSegments();
        IndexCheck indexes = new(manifest);
        bool areRunsCompared = !context.Options.IsQuick && manifest.Runs.Count > 0;
        if (areRunsCompared) context.Runs = new RunTally(manifest.Runs, manifest.Store.Salt);
        ulong lastGroup = 0;
        int logParts = segments.Count + manifest.Shards.Count;
        PartSchedule.Run(context, logParts + indexes.FileCount, ThreadCount(segments), (part, index) =>
        {
            if (index >= logParts)
            {
                indexes.RunFile(part, index - logParts);
                return;
            }

            if (index >= segments.Count)
            {
                ShardEntry shard = manifest.Shards[index - segments.Count];
                new ShardCheck(part, shard.Path).RunListed(shard, manifest.Store);
                return;
            }

            ulong lastOfSegment = RunSegment(part, segments[index]);
            if (index == segments.Count - 1) lastGroup = lastOfSegment;
        });
        indexes.Compare(context, (reading, stretch) => ReadAgain(reading, segments, stretch));
        indexes.CompareWords(context, segments);
        indexes.CompareVectors(context, segments);
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

    private List<ListedSegment> FindSegments()
    {
        List<ListedSegment> segments = [];
        GroupChain chain = new(1, 1, 0);
        for (int i = 0; i < manifest.Segments.Count; i++)
        {
            SegmentEntry entry = manifest.Segments[i];
            bool isPublished = watermark is not Watermark mark || entry.Number <= mark.PublishedSegment;
            if (context.Options.IsLive && !isPublished) break;
            segments.Add(new ListedSegment(entry, i, chain));
            // What the manifest says goes on, so that damage in one segment is not reported of the next.
            chain = ManifestCheck.ChainAfter(entry);
        }

        return segments;
    }

    private void ReadAgain(CheckContext reading, List<ListedSegment> segments, IndexCoverage stretch)
    {
        foreach (ListedSegment segment in segments)
        {
            SegmentEntry entry = segment.Entry;
            bool isBefore = entry.HasEnded && entry.LastGroup < stretch.FirstGroup;
            if (isBefore || entry.FirstGroup > stretch.LastGroup) continue;
            CheckContext part = reading.Fork();
            RunSegment(part, segment);
            reading.Join(part);
        }
    }

    // More threads than that would wait for each other, and each has windows of its own.
    private int ThreadCount(List<ListedSegment> segments)
    {
        const int threadsMax = 4;
        const long bytesWorthAThread = 8 << 20;
        if (context.Options.IsQuick) return 1;
        long totalBytes = manifest.IndexFiles.Sum(file => file.LengthBytes);
        foreach (ListedSegment segment in segments) totalBytes += segment.Entry.LogicalEndBytes;
        totalBytes += manifest.Shards.Sum(shard => shard.LengthBytes);
        return (int)Math.Clamp(totalBytes / bytesWorthAThread, 1, Math.Min(threadsMax, Environment.ProcessorCount));
    }

    private ulong RunSegment(CheckContext part, in ListedSegment listed)
    {
        if (listed.Entry.State == SegmentState.Archived)
        {
            new ArchivedCheck(part, manifest).Run(listed.Entry);
            return listed.Entry.LastGroup;
        }

        using CheckedFile? file = part.TryOpen(listed.Path, out bool isMissing);
        bool isSealed = listed.Entry.State == SegmentState.Sealed;
        ulong lastGroup = isSealed ? listed.Entry.LastGroup : listed.Chain.NextGroup - 1;
        if (file is not null)
        {
            if (!isSealed) return new TailCheck(part, manifest, watermark).Run(listed, file);
            new SealedCheck(part, manifest.Store, watermark).Run(listed, file);
            return lastGroup;
        }

        part.Totals.MissingFrames += listed.Entry.SlotCount;
        if (!isMissing) return lastGroup;
        part.Report(FindingCode.SegmentMissing, listed.Path, 0,
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
