using System.Buffers.Binary;

namespace Feedlog.Format.Indexes;

/// <summary>Seals and checks the pages of index files. FORMAT.md section 7.3.</summary>
public static class IndexPage
{
    // Index files and segments are numbered apart: the bit keeps a page from passing for a part of a segment.
    private const ulong IndexFileBit = 1UL << 63;

    /// <summary>Writes the trailer of a page whose payload is complete.</summary>
    /// <param name="page">The whole page.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="fileNumber">The number of the index file.</param>
    /// <param name="pageNumber">Which page of the file it is.</param>
    public static void Seal(Span<byte> page, ulong salt, ulong fileNumber, long pageNumber)
    {
        BinaryPrimitives.WriteUInt64LittleEndian(
            page[IndexPageLayout.Hash..], HashOf(page, salt, fileNumber, pageNumber));
        page[IndexPageLayout.Reserved..IndexPageLayout.PageBytes].Clear();
    }

    /// <summary>Checks a page. Never throws.</summary>
    /// <param name="page">The whole page.</param>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="fileNumber">The number of the index file.</param>
    /// <param name="pageNumber">Which page of the file it is.</param>
    public static FormatFault Check(ReadOnlySpan<byte> page, ulong salt, ulong fileNumber, long pageNumber)
    {
        if (page.Length < IndexPageLayout.PageBytes) return FormatFault.Truncated;
        ulong hash = BinaryPrimitives.ReadUInt64LittleEndian(page[IndexPageLayout.Hash..]);
        if (hash != HashOf(page, salt, fileNumber, pageNumber)) return FormatFault.BadBodyChecksum;
        return page[IndexPageLayout.Reserved..IndexPageLayout.PageBytes].ContainsAnyExcept((byte)0)
            ? FormatFault.BadReserved
            : FormatFault.None;
    }

    private static ulong HashOf(ReadOnlySpan<byte> page, ulong salt, ulong fileNumber, long pageNumber)
    {
        ulong offsetBytes = (ulong)pageNumber * IndexPageLayout.PageBytes;
        return Checksum.Xxh3(
            page[..IndexPageLayout.PayloadBytes], Checksum.PlaceSeed(salt, fileNumber | IndexFileBit, offsetBytes));
    }
}
