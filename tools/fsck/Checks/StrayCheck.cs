using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>
/// Looks at segments that the manifest does not list. Most are leftovers; one that holds durable groups beyond the log
/// means that the manifest is not the newest.
/// </summary>
internal sealed class StrayCheck(CheckContext context, Manifest manifest, Watermark? watermark)
{
    /// <summary>Runs over the names in the folder of the log.</summary>
    /// <param name="hotNames">The names.</param>
    /// <param name="lastGroup">The last group of the log; the largest u64 if nobody looked.</param>
    public void Run(IReadOnlyList<string> hotNames, ulong lastGroup)
    {
        HashSet<ulong> listed = manifest.Segments.Where(entry => entry.State != SegmentState.Archived)
            .Select(entry => entry.Number).ToHashSet();
        foreach (string name in hotNames)
        {
            if (!StoreLayout.TryParseSegment(name, out ulong number) || listed.Contains(number)) continue;
            // A writer at work makes the next segment before it lists it.
            if (context.Options.IsLive && number >= manifest.NextSegment) continue;
            CheckStray(StoreLayout.Segment(number), number, lastGroup);
        }
    }

    private void CheckStray(string path, ulong number, ulong lastGroup)
    {
        using CheckedFile? file = context.TryOpen(path, out _);
        if (file is null) return;
        bool isOurs = HeaderCheck.TryRead(file, out SegmentHeader header, out _) &&
            header.Store.Id == manifest.Store.Id && header.Store.Salt == manifest.Store.Salt &&
            header.Number == number;
        if (isOurs && !context.Options.IsQuick && HoldsDurable(file, path, header, lastGroup, out ulong lastHeld))
        {
            context.Report(FindingCode.SegmentUnlisted, path, 0,
                $"The manifest does not list this segment, and it holds groups {lastGroup + 1} to {lastHeld} of the " +
                "log.");
            return;
        }

        context.Report(FindingCode.StrayFile, path, 0, isOurs
            ? "The manifest does not list this segment, and nothing in it is missing from the log."
            : "The manifest does not list this file, and it is no segment of this store.");
    }

    // Copies that a recovery made and did not list hold groups, but none that was promised beyond the log.
    private bool HoldsDurable(
        CheckedFile file, string path, in SegmentHeader header, ulong lastGroup, out ulong lastHeld)
    {
        SegmentInPlace segment = new(file, path, header.Number, manifest.Store.Salt, context.Large);
        GroupChain chain = new(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
        using GroupReader reader = new(segment, null, SegmentLayout.HeaderBytes, segment.File.LengthBytes, chain);
        ulong durable = watermark?.DurableGroup ?? 0;
        lastHeld = header.FirstGroup - 1;
        while (reader.MoveNext())
        {
            lastHeld = reader.Commit.Group;
            if (reader.Commit.DurableThrough < lastHeld) durable = Math.Max(durable, reader.Commit.DurableThrough);
        }

        return lastHeld >= header.FirstGroup && lastHeld > lastGroup && durable > lastGroup;
    }
}
