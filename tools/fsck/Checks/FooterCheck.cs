using System.Globalization;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Reads the footer of a sealed segment and holds it against what its frames add up to. FORMAT.md section 6.
/// </summary>
internal static class FooterCheck
{
    /// <summary>Reads the footer; null, with a finding, if it cannot be read.</summary>
    public static SegmentFooter? Read(CheckContext context, SegmentInPlace segment, long offsetBytes)
    {
        FormatFault fault = FormatFault.BadHeaderChecksum;
        using FrameSearch search = segment.Search(offsetBytes, segment.File.LengthBytes);
        bool isThere = offsetBytes % FrameLayout.AlignmentBytes == 0 && search.MoveNext() &&
            search.OffsetBytes == offsetBytes;
        if (isThere) fault = search.BodyFault;
        if (fault == FormatFault.None && SegmentFooter.TryRead(search.Frame, out SegmentFooter? footer, out fault))
            return footer;

        context.Report(FindingCode.FooterDamaged, segment.Path, offsetBytes,
            $"The footer cannot be read: {fault}.");
        return null;
    }

    /// <summary>Compares the footer with a walk over the whole, undamaged segment.</summary>
    /// <param name="context">The run.</param>
    /// <param name="segment">The segment.</param>
    /// <param name="offsetBytes">Where the footer begins.</param>
    /// <param name="footer">The footer.</param>
    /// <param name="entry">The segment's entry in the manifest, whose beginning the header confirmed.</param>
    /// <param name="tally">What the walk counted.</param>
    /// <param name="walk">Where the walk ended.</param>
    public static void Compare(
        CheckContext context, SegmentInPlace segment, long offsetBytes, SegmentFooter footer,
        SegmentEntry entry, SegmentTally tally, GroupWalk walk)
    {
        void Expect<T>(int field, string name, T found, T expected)
            where T : IEquatable<T>
        {
            if (found.Equals(expected)) return;
            long at = offsetBytes + FrameLayout.HeaderBytes + field;
            context.Report(FindingCode.FooterMismatch, segment.Path, at, string.Create(
                CultureInfo.InvariantCulture, $"The footer says {name} {found}; the frames say {expected}."));
        }

        ulong lastGroup = walk.Chain.NextGroup - 1;
        Expect(FooterLayout.SlotCount, "slot count", footer.SlotCount, tally.SlotCount);
        Expect(FooterLayout.GroupCount, "group count", footer.GroupCount, tally.GroupCount);
        Expect(FooterLayout.FirstSequence, "first sequence", footer.FirstSequence,
            tally.SlotCount == 0 ? 0 : entry.FirstSequence);
        Expect(FooterLayout.LastSequence, "last sequence", footer.LastSequence, tally.LastSequence);
        Expect(FooterLayout.FirstGroup, "first group", footer.FirstGroup, entry.FirstGroup);
        Expect(FooterLayout.LastGroup, "last group", footer.LastGroup, lastGroup);
        Expect(FooterLayout.TimeMin, "earliest time", footer.TimeMinMs, tally.TimeMinMs);
        Expect(FooterLayout.TimeMax, "latest time", footer.TimeMaxMs, tally.TimeMaxMs);
        Expect(FooterLayout.ExpiryMin, "earliest expiry", footer.ExpiryMinMs, tally.ExpiryMinMs);
        Expect(FooterLayout.LastCommit, "last commit", footer.LastCommit, walk.Chain.PreviousCommit);
        Expect(FooterLayout.LogicalEnd, "logical end", footer.LogicalEndBytes, walk.EndBytes);

        IReadOnlyList<ChunkEntry> chunks = tally.FinishChunks();
        Expect(FooterLayout.ChunkCount, "chunk count", footer.Chunks.Count, chunks.Count);
        for (int i = 0; i < Math.Min(chunks.Count, footer.Chunks.Count); i++)
        {
            int field = FooterLayout.FixedBytes + i * ChunkLayout.EntryBytes;
            Expect(field, string.Create(CultureInfo.InvariantCulture, $"chunk {i}:"), footer.Chunks[i], chunks[i]);
        }
    }
}
