using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;

namespace Feedlog.Fsck.Explain;

/// <summary>Finds out which part of a shard a byte belongs to. FORMAT.md sections 7.12 to 7.14.</summary>
internal static class ShardFinder
{
    /// <summary>The structures that the byte lies in, from the outside in.</summary>
    /// <param name="file">The shard, or a draft of one.</param>
    /// <param name="offsetBytes">The byte, in front of the end of the file.</param>
    public static List<FoundStructure> Find(CheckedFile file, long offsetBytes)
    {
        byte[] bytes = new byte[ShardLayout.HeaderBytes];
        int readBytes = file.Read(0, bytes);
        bool isRead = ShardHeader.TryRead(bytes.AsSpan(0, readBytes), out ShardHeader header, out FormatFault fault);
        if (offsetBytes < ShardLayout.HeaderBytes)
            return [new FoundStructure(Structure.ShardHeader, 0, ShardLayout.HeaderBytes, fault)];
        if (!isRead)
            return [Space("chunks; the header that their checksums need is damaged", ShardLayout.HeaderBytes, 0)];

        long lastPage = file.LengthBytes / IndexPageLayout.PageBytes - 1;
        byte[] page = ReadPage(file, lastPage);
        bool hasFooter = ShardFooter.TryRead(
            page, header.Store.Salt, header.Number, lastPage, out ShardFooter? footer, out fault);
        long number = offsetBytes / IndexPageLayout.PageBytes;
        if (number == lastPage)
        {
            long footerAt = lastPage * IndexPageLayout.PageBytes;
            return [new FoundStructure(Structure.ShardFooter, footerAt, IndexPageLayout.PageBytes, fault)];
        }

        if (!hasFooter) return [Space("chunks or directory; the footer is damaged", ShardLayout.HeaderBytes, 0)];
        return number >= footer!.DirectoryPage // TryRead said so.
            ? InDirectory(file, header, footer, offsetBytes)
            : InChunk(file, header, footer, offsetBytes);
    }

    private static List<FoundStructure> InDirectory(
        CheckedFile file, in ShardHeader header, ShardFooter footer, long offsetBytes)
    {
        long number = offsetBytes / IndexPageLayout.PageBytes;
        long pageAt = number * IndexPageLayout.PageBytes;
        FormatFault fault = ShardSeal.CheckPage(ReadPage(file, number), header.Store.Salt, header.Number, number);
        int inPage = (int)(offsetBytes - pageAt);
        if (inPage >= IndexPageLayout.Hash)
            return [new FoundStructure(Structure.IndexPageEnd, pageAt, IndexPageLayout.PageBytes, fault)];
        int row = inPage / ShardChunkLayout.HeadBytes;
        long index = (number - footer.DirectoryPage) * ShardChunkLayout.EntriesPerPage + row;
        return row < ShardChunkLayout.EntriesPerPage && index < footer.ChunkCount
            ?
            [
                new FoundStructure(Structure.ShardDirectoryEntry, pageAt + row * ShardChunkLayout.HeadBytes,
                    ShardChunkLayout.HeadBytes, fault),
            ]
            : [Space("space behind the last entry of the directory", offsetBytes, 0)];
    }

    private static List<FoundStructure> InChunk(
        CheckedFile file, in ShardHeader header, ShardFooter footer, long offsetBytes)
    {
        if (offsetBytes >= footer.ChunksEndBytes)
            return [Space("space between the chunks and their directory", footer.ChunksEndBytes, 0)];
        for (long index = 0; index < footer.ChunkCount; index++)
        {
            long number = footer.DirectoryPage + index / ShardChunkLayout.EntriesPerPage;
            int at = (int)(index % ShardChunkLayout.EntriesPerPage) * ShardChunkLayout.HeadBytes;
            bool isEntry = ShardChunkHead.TryReadEntry(ReadPage(file, number).AsSpan(at), header.Store.Salt,
                header.Number, out ShardChunkHead head, out _);
            if (!isEntry || offsetBytes < head.OffsetBytes || offsetBytes >= head.EndBytes) continue;
            return InChunk(file, header, head, offsetBytes);
        }

        return [Space("a chunk that the directory does not name", ShardLayout.HeaderBytes, 0)];
    }

    private static List<FoundStructure> InChunk(
        CheckedFile file, in ShardHeader header, in ShardChunkHead head, long offsetBytes)
    {
        byte[] bytes = new byte[head.TotalLengthBytes];
        int readBytes = file.Read(head.OffsetBytes, bytes);
        ShardChunk.TryRead(bytes.AsSpan(0, readBytes), header.Store.Salt, header.Number, head.OffsetBytes, out _,
            out FormatFault fault);
        List<FoundStructure> found =
            [new FoundStructure(Structure.ShardChunkHead, head.OffsetBytes, head.TotalLengthBytes, fault)];
        long bodyAt = head.OffsetBytes + ShardChunkLayout.HeadBytes;
        if (offsetBytes >= bodyAt)
        {
            found.Add(new FoundStructure(
                Structure.ShardChunkBody, bodyAt, head.TotalLengthBytes - ShardChunkLayout.HeadBytes, fault));
        }

        return found;
    }

    private static byte[] ReadPage(CheckedFile file, long number)
    {
        byte[] page = new byte[IndexPageLayout.PageBytes];
        if (number >= 0) file.Read(number * IndexPageLayout.PageBytes, page);
        return page;
    }

    private static FoundStructure Space(string name, long offsetBytes, long lengthBytes) =>
        new(new Structure(name, "", []), offsetBytes, lengthBytes, FormatFault.None);
}
