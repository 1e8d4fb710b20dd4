using Feedlog.Format;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Reads the header of a segment and holds it against what the store says. FORMAT.md sections 3 and 8.3.
/// </summary>
internal static class HeaderCheck
{
    /// <summary>The header; null, with a finding, if it cannot be read.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The segment.</param>
    /// <param name="path">Its name.</param>
    /// <param name="isNewer">True if it is sound and of a version that this program does not know.</param>
    public static SegmentHeader? Read(CheckContext context, CheckedFile file, string path, out bool isNewer)
    {
        bool isRead = TryRead(file, out SegmentHeader header, out FormatFault fault);
        isNewer = fault is FormatFault.UnknownVersion or FormatFault.UnknownFeature;
        if (isRead) return header;

        long offset = fault switch
        {
            FormatFault.UnknownVersion => SegmentLayout.Version,
            FormatFault.UnknownFeature => SegmentLayout.RequiredFeatures,
            _ => 0,
        };
        context.Report(isNewer ? FindingCode.VersionUnknown : FindingCode.SegmentHeaderDamaged, path, offset,
            $"The header of the segment cannot be read: {fault}.");
        return null;
    }

    /// <summary>Reads a header without judging the file.</summary>
    public static bool TryRead(CheckedFile file, out SegmentHeader header, out FormatFault fault)
    {
        byte[] bytes = new byte[SegmentLayout.HeaderBytes];
        int readBytes = file.Read(0, bytes);
        return SegmentHeader.TryRead(bytes.AsSpan(0, readBytes), out header, out fault);
    }

    /// <summary>Says whether a segment is the one of this store and number; if not, that is a finding.</summary>
    public static bool IsInPlace(
        CheckContext context, in SegmentHeader header, in StoreIdentity store, ulong number, string path)
    {
        if (header.Store.Id != store.Id || header.Store.Salt != store.Salt)
        {
            context.Report(FindingCode.SegmentForeign, path, SegmentLayout.StoreId,
                $"The segment belongs to store {header.Store.Id}, not {store.Id}.");
            return false;
        }

        if (header.Number == number) return true;
        context.Report(FindingCode.SegmentMisplaced, path, SegmentLayout.Number,
            $"The file holds segment {header.Number} under the name of segment {number}.");
        return false;
    }

    /// <summary>Checks that a segment follows from the one before and begins as the manifest says.</summary>
    public static void CheckChain(
        CheckContext context, in SegmentHeader header, SegmentEntry entry, GroupChain chain, string path)
    {
        if (header.FirstGroup != chain.NextGroup || header.FirstGroup != entry.FirstGroup)
        {
            Report(context, path, SegmentLayout.FirstGroup,
                $"The segment begins with group {header.FirstGroup}; the log before it ends with group " +
                $"{chain.NextGroup - 1}, and the manifest says {entry.FirstGroup}.");
        }

        if (header.PreviousCommit != chain.PreviousCommit)
        {
            Report(context, path, SegmentLayout.PreviousCommit,
                "The segment does not follow from the last commit before it.");
        }

        if (unchecked(header.FirstSequence - header.DeclaredGap) != chain.NextSequence)
        {
            Report(context, path, SegmentLayout.DeclaredGap,
                $"The segment begins with sequence {header.FirstSequence} after a gap of {header.DeclaredGap}; " +
                $"the next one would be {chain.NextSequence}.");
        }

        if (header.FirstSequence != entry.FirstSequence)
        {
            Report(context, path, SegmentLayout.FirstSequence,
                $"The segment begins with sequence {header.FirstSequence}; the manifest says {entry.FirstSequence}.");
        }
    }

    private static void Report(CheckContext context, string path, long offsetBytes, string message) =>
        context.Report(FindingCode.SegmentChain, path, offsetBytes, message);
}
