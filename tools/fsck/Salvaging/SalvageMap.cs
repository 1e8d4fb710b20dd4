using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Salvaging;

/// <summary>
/// Finds the files that hold the log, in its order, and says of each how far it counts. What the manifest lists is the
/// log; segments that it does not list count for what lies beyond. Without a manifest a later number overrides an
/// earlier one: that is how recoveries and rolls leave them.
/// </summary>
internal sealed class SalvageMap(CheckContext context, StoreIdentity store, Manifest? manifest)
{
    private readonly List<(string Path, ulong Number, SegmentHeader? Header)> _found = [];

    /// <summary>The files, in the order of the log.</summary>
    /// <param name="hotNames">The names in the folder of the log.</param>
    public IReadOnlyList<SalvageSegment> Make(IReadOnlyList<string> hotNames)
    {
        foreach (string name in hotNames) Look(name);
        _found.Sort((a, b) => a.Number.CompareTo(b.Number));
        if (manifest is null || manifest.Segments.Count == 0) return FromHeaders(_found, 0);
        foreach (SegmentEntry entry in manifest.Segments)
        {
            string path = StoreLayout.Segment(entry.Number);
            bool isThere = hotNames.Contains(path[(StoreLayout.HotFolder.Length + 1)..]);
            if (!isThere && entry.State != SegmentState.Archived)
                context.Report(FindingCode.SegmentMissing, path, 0, "The segment is not there; the manifest lists it.");
        }

        return FromManifest(manifest);
    }

    private void Look(string name)
    {
        string path = StoreLayout.HotFolder + "/" + name;
        bool isNamed = StoreLayout.TryParseSegment(name, out ulong number);
        using CheckedFile? file = context.TryOpen(path, out _);
        if (file is null) return;
        if (!HeaderCheck.TryRead(file, out SegmentHeader header, out Format.FormatFault fault))
        {
            bool isNewer = fault is Format.FormatFault.UnknownVersion or Format.FormatFault.UnknownFeature;
            // If nothing of it can be read, nobody may ever notice what was in there.
            bool isOfLog = isNamed && (manifest is null || manifest.Segments.Any(entry => entry.Number == number));
            if (isNewer || isOfLog) HeaderCheck.Read(context, file, path, out _);
            if (isNamed && !isNewer) _found.Add((path, number, null));
            return;
        }

        if (header.Store.Id != store.Id || header.Store.Salt != store.Salt)
        {
            context.Report(FindingCode.SegmentForeign, path, SegmentLayout.StoreId,
                $"The segment belongs to store {header.Store.Id}, not {store.Id}.");
            return;
        }

        // The frames were sealed for the number in the header, whatever the file is called now.
        if (!_found.Any(found => found.Number == header.Number && found.Header is not null))
            _found.Add((path, header.Number, header));
    }

    private List<SalvageSegment> FromManifest(Manifest listing)
    {
        List<SalvageSegment> segments = [];
        GroupChain chain = new(1, 1, 0);
        foreach (SegmentEntry entry in listing.Segments)
        {
            bool isSealed = entry.HasEnded;
            ulong gap = entry.FirstSequence > chain.NextSequence ? entry.FirstSequence - chain.NextSequence : 0;
            chain = new GroupChain(entry.FirstGroup, entry.FirstSequence, chain.PreviousCommit);
            int at = _found.FindIndex(each => each.Number == entry.Number);
            segments.Add(new SalvageSegment
            {
                Path = at < 0 ? StoreLayout.Segment(entry.Number) : _found[at].Path,
                Number = entry.Number,
                Chain = at >= 0 && _found[at].Header is SegmentHeader header ? ChainOf(header) : chain,
                EndBytes = isSealed ? entry.LogicalEndBytes : long.MaxValue,
                DeclaredGap = gap,
                LimitSequence = isSealed ? ManifestCheck.ChainAfter(entry).NextSequence : ulong.MaxValue,
                IsOpen = !isSealed,
                Archived = entry.State == SegmentState.Archived ? entry : null,
            });
            chain = ManifestCheck.ChainAfter(entry);
        }

        // An older manifest was put back: the segments that it does not know yet go on where its log ends.
        List<(string Path, ulong Number, SegmentHeader? Header)> later =
            [.. _found.Where(found => found.Number >= listing.NextSegment)];
        segments.AddRange(FromHeaders(later, chain.NextSequence - 1));
        return segments;
    }

    private static List<SalvageSegment> FromHeaders(
        List<(string Path, ulong Number, SegmentHeader? Header)> found, ulong lastSequence)
    {
        List<SalvageSegment> segments = [];
        ulong limit = ulong.MaxValue;
        for (int i = found.Count - 1; i >= 0; i--)
        {
            (string path, ulong number, SegmentHeader? header) = found[i];
            ulong followed = header is SegmentHeader seen
                ? seen.FirstSequence - Math.Min(seen.DeclaredGap, seen.FirstSequence)
                : 0;
            // A later file begins where this one does, or before: what a recovery made that was cut short.
            if (followed >= limit) continue;
            segments.Add(new SalvageSegment
            {
                Path = path,
                Number = number,
                Chain = header is SegmentHeader known ? ChainOf(known) : null,
                EndBytes = long.MaxValue,
                DeclaredGap = header?.DeclaredGap ?? 0,
                LimitSequence = limit,
                IsOpen = i == found.Count - 1,
            });
            if (header is SegmentHeader own && own.FirstSequence > lastSequence) limit = Math.Min(limit, followed);
        }

        segments.Reverse();
        return segments;
    }

    private static GroupChain ChainOf(in SegmentHeader header) =>
        new(header.FirstGroup, header.FirstSequence, header.PreviousCommit);
}
