using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Without a manifest: takes every segment for a part of the log, in the order of the numbers, and counts what can be
/// read. What belongs to the log cannot be known, so nothing is said about order between segments.
/// </summary>
internal sealed class UnlistedLogCheck(CheckContext context)
{
    /// <summary>Runs over the names in the folder of the log.</summary>
    public void Run(IReadOnlyList<string> hotNames)
    {
        if (FindStore(hotNames) is not StoreIdentity store)
        {
            ReportHeaders(hotNames);
            return;
        }

        Watermark? watermark = WatermarkCheck.Run(context, store.Salt);
        ulong lastGroup = 0;
        string lastPath = "";
        long lastEndBytes = 0;
        foreach (string name in hotNames)
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number)) continue;
            string path = StoreLayout.Segment(number);
            using CheckedFile? file = context.TryOpen(path, out _);
            if (file is null) continue;
            if (HeaderCheck.Read(context, file, path, out _) is not SegmentHeader header) continue;
            if (!HeaderCheck.IsInPlace(context, header, store, number, path)) continue;
            if (context.Options.IsQuick) continue;
            GroupWalk walk = Walk(new SegmentInPlace(file, path, number, store.Salt, context.Large), header);
            if (walk.Chain.NextGroup - 1 < lastGroup) continue;
            (lastGroup, lastPath, lastEndBytes) = (walk.Chain.NextGroup - 1, path, walk.EndBytes);
        }

        if (watermark is not Watermark mark || mark.DurableGroup <= lastGroup || context.Options.IsQuick) return;
        context.Report(FindingCode.DurableMissing, lastPath, lastEndBytes,
            $"The segments end with group {lastGroup}; groups up to {mark.DurableGroup} had been promised durable.");
    }

    private GroupWalk Walk(SegmentInPlace segment, in SegmentHeader header)
    {
        context.Totals.Segments++;
        long limitBytes = segment.File.LengthBytes;
        GroupWalk walk = new(segment, new SegmentTally(context, segment), SegmentLayout.HeaderBytes, limitBytes,
            new GroupChain(header.FirstGroup, header.FirstSequence, header.PreviousCommit));
        walk.Advance();
        while (walk.Fault != FormatFault.None)
        {
            DamagedRange range = Resynchronizer.FindNext(segment, walk.EndBytes, limitBytes);
            // Where no group follows, the log ended, torn or not; nobody can say how.
            if (range.Resume is null) break;
            DamageReport.Add(context, segment, walk, range, followingSequence: 0);
            walk.Resume(range);
            walk.Advance();
        }

        return walk;
    }

    // Without a single sound header nobody can say which store this was.
    private void ReportHeaders(IReadOnlyList<string> hotNames)
    {
        foreach (string name in hotNames)
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number)) continue;
            using CheckedFile? file = context.TryOpen(StoreLayout.Segment(number), out _);
            if (file is not null) HeaderCheck.Read(context, file, file.Path, out _);
        }
    }

    // The store that most segments name: a file of another store may lie among them.
    private StoreIdentity? FindStore(IReadOnlyList<string> hotNames)
    {
        Dictionary<(Guid, ulong), (int Count, StoreIdentity Store)> votes = [];
        foreach (string name in hotNames)
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number)) continue;
            using CheckedFile? file = context.TryOpen(StoreLayout.Segment(number), out _);
            if (file is null || !HeaderCheck.TryRead(file, out SegmentHeader header, out _)) continue;
            (Guid, ulong) key = (header.Store.Id, header.Store.Salt);
            votes[key] = (votes.GetValueOrDefault(key).Count + 1, header.Store);
        }

        return votes.Count == 0 ? null : votes.Values.MaxBy(vote => vote.Count).Store;
    }
}
