using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Explain;

/// <summary>Finds out which part of an index file a byte belongs to. FORMAT.md sections 7.3 to 7.7.</summary>
internal static class IndexFinder
{
    /// <summary>The structures that the byte lies in, from the outside in.</summary>
    /// <param name="file">The index file.</param>
    /// <param name="place">The byte, in front of the end of the file.</param>
    /// <param name="store">The store, whose salt the checksums need; null if nobody knows it.</param>
    public static List<FoundStructure> Find(CheckedFile file, StorePlace place, StoreIdentity? store)
    {
        byte[] header = ReadPage(file, 0);
        long number = place.OffsetBytes / IndexPageLayout.PageBytes;
        long pageAt = number * IndexPageLayout.PageBytes;
        FormatFault fault = number == 0 && !header.AsSpan().StartsWith(IndexHeaderLayout.MagicBytes)
            ? FormatFault.BadMagic
            : FormatFault.None;
        if (fault == FormatFault.None && store is StoreIdentity known)
        {
            byte[] page = number == 0 ? header : ReadPage(file, number);
            fault = IndexPage.Check(page, known.Salt, place.IndexNumber, number);
        }

        int inPage = (int)(place.OffsetBytes - pageAt);
        if (inPage >= IndexPageLayout.Hash)
            return [new FoundStructure(Structure.IndexPageEnd, pageAt, IndexPageLayout.PageBytes, fault)];
        return number == 0 ? InHeader(header, inPage, fault) : InSection(header, number, inPage, fault);
    }

    private static byte[] ReadPage(CheckedFile file, long number)
    {
        byte[] page = new byte[IndexPageLayout.PageBytes];
        file.Read(number * IndexPageLayout.PageBytes, page);
        return page;
    }

    private static List<FoundStructure> InHeader(ReadOnlySpan<byte> header, int at, FormatFault fault)
    {
        List<FoundStructure> found =
            [new FoundStructure(Structure.IndexHeader, 0, IndexPageLayout.PageBytes, fault)];
        int index = (at - IndexHeaderLayout.Sections) / IndexSectionLayout.EntryBytes;
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(header[IndexHeaderLayout.SectionCount..]);
        if (at >= IndexHeaderLayout.Sections && index < count)
        {
            found.Add(new FoundStructure(Structure.IndexSection,
                IndexHeaderLayout.Sections + index * IndexSectionLayout.EntryBytes, IndexSectionLayout.EntryBytes,
                fault));
        }

        return found;
    }

    private static List<FoundStructure> InSection(
        ReadOnlySpan<byte> header, long page, int inPage, FormatFault fault)
    {
        ReadOnlySpan<byte> list = header[IndexHeaderLayout.Sections..IndexPageLayout.PayloadBytes];
        for (; IndexSectionEntry.TryRead(list, out IndexSectionEntry entry, out _);
            list = list[IndexSectionLayout.EntryBytes..])
        {
            IndexSection section = new(entry.EntryBytes, entry.FirstPage, entry.EntryCount);
            long pageInSection = page - entry.FirstPage;
            if (pageInSection < 0 || pageInSection >= section.PageCount) continue;
            long index = pageInSection * section.EntriesPerPage + inPage / entry.EntryBytes;
            if (index >= entry.EntryCount) break;
            if (entry.Type is IndexSectionType.Times or IndexSectionType.Groups or IndexSectionType.Expiries)
            {
                return
                [
                    new FoundStructure(Structure.PackedPage,
                        page * IndexPageLayout.PageBytes, IndexPageLayout.PayloadBytes, fault),
                ];
            }

            return
            [
                new FoundStructure(Structure.OfEntry(entry.Type, index),
                    page * IndexPageLayout.PageBytes + inPage / entry.EntryBytes * entry.EntryBytes, entry.EntryBytes,
                    fault),
            ];
        }

        return
        [
            new FoundStructure(new Structure("space behind the last entry of a section", "7.4", []),
                page * IndexPageLayout.PageBytes + inPage, 0, fault),
        ];
    }
}
