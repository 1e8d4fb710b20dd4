using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Reads the manifest and looks for contradictions in it. FORMAT.md sections 7.1 and 8.5.</summary>
internal static class ManifestCheck
{
    /// <summary>Where the entry with this index begins in the manifest, in bytes.</summary>
    public static long EntryOffsetBytes(int index) =>
        ManifestLayout.FixedBytes + index * (long)SegmentEntryLayout.EntryBytes;

    /// <summary>The manifest; null, with a finding, if it cannot be read.</summary>
    public static Manifest? Run(CheckContext context)
    {
        using CheckedFile? file = context.TryOpen(StoreLayout.Manifest, out bool isMissing);
        if (file is null)
        {
            if (isMissing)
                context.Report(FindingCode.ManifestMissing, StoreLayout.Manifest, 0, "There is no manifest.");
            return null;
        }

        long lengthBytes = file.LengthBytes;
        if (lengthBytes > FormatLimits.ManifestBytesMax)
        {
            context.Report(FindingCode.ManifestDamaged, StoreLayout.Manifest, 0,
                $"The manifest has {lengthBytes} bytes, more than any manifest may have.");
            return null;
        }

        byte[] bytes = new byte[lengthBytes];
        int readBytes = file.Read(0, bytes);
        if (Manifest.TryRead(bytes.AsSpan(0, readBytes), out Manifest? manifest, out FormatFault fault))
        {
            CheckEntries(context, manifest!); // TryRead said so.
            return manifest;
        }

        bool isNewer = fault is FormatFault.UnknownVersion or FormatFault.UnknownFeature;
        context.Report(isNewer ? FindingCode.VersionUnknown : FindingCode.ManifestDamaged, StoreLayout.Manifest,
            OffsetOf(fault), $"The manifest cannot be read: {fault}.");
        return null;
    }

    /// <summary>What the group after a sealed segment must follow from, as its entry says.</summary>
    public static GroupChain ChainAfter(SegmentEntry entry) => entry.SlotCount == 0
        ? new GroupChain(entry.LastGroup + 1, entry.FirstSequence, entry.LastCommit)
        : new GroupChain(entry.LastGroup + 1, entry.LastSequence + 1, entry.LastCommit);

    private static long OffsetOf(FormatFault fault) => fault switch
    {
        FormatFault.UnknownVersion => ManifestLayout.Version,
        FormatFault.UnknownFeature => ManifestLayout.RequiredFeatures,
        _ => 0,
    };

    private static void CheckEntries(CheckContext context, Manifest manifest)
    {
        IReadOnlyList<SegmentEntry> segments = manifest.Segments;
        if (segments.Count == 0 || segments[^1].State != SegmentState.Open)
            Report(context, ManifestLayout.SegmentCount, "No segment is open.");
        if (manifest.Generation == 0) Report(context, ManifestLayout.Generation, "The generation is 0.");

        GroupChain chain = new(1, 1, 0);
        for (int i = 0; i < segments.Count; i++)
        {
            SegmentEntry entry = segments[i];
            long at = EntryOffsetBytes(i);
            if (entry.FirstGroup != chain.NextGroup)
            {
                Report(context, at + SegmentEntryLayout.FirstGroup,
                    $"Segment {entry.Number} begins with group {entry.FirstGroup}, not {chain.NextGroup}.");
            }

            if (entry.FirstSequence < chain.NextSequence)
            {
                Report(context, at + SegmentEntryLayout.FirstSequence,
                    $"Segment {entry.Number} begins with sequence {entry.FirstSequence}, which was given before.");
            }

            CheckEntry(context, entry, at);
            chain = ChainAfter(entry);
        }

        // That they follow each other was a condition for reading the manifest.
        bool coversBeginning = manifest.Runs.Count == 0 || manifest.Runs[0].Coverage.FirstGroup == 1;
        if (!coversBeginning)
        {
            Report(context, EntryOffsetBytes(segments.Count) + IndexEntryLayout.FirstGroup,
                $"The first run begins with group {manifest.Runs[0].Coverage.FirstGroup}, not 1.");
        }
    }

    private static void CheckEntry(CheckContext context, SegmentEntry entry, long at)
    {
        SegmentEntry beginning = new()
        {
            Number = entry.Number,
            State = entry.State,
            FirstSequence = entry.FirstSequence,
            FirstGroup = entry.FirstGroup,
        };
        if (entry.State == SegmentState.Open)
        {
            if (entry != beginning) Report(context, at, $"Segment {entry.Number} is open and has an end.");
            return;
        }

        bool isOrdered = entry.LastGroup + 1 >= entry.FirstGroup &&
            entry.LogicalEndBytes >= SegmentLayout.HeaderBytes &&
            (entry.SlotCount == 0
                ? entry.LastSequence == 0
                : entry.LastSequence - entry.FirstSequence == (ulong)entry.SlotCount - 1);
        if (!isOrdered) Report(context, at, $"The ranges of segment {entry.Number} contradict each other.");
    }

    private static void Report(CheckContext context, long offsetBytes, string message) =>
        context.Report(FindingCode.ManifestInconsistent, StoreLayout.Manifest, offsetBytes, message);
}
