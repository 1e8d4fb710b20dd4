using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Gathers where the pages of terms lie, and writes the pages that lead to them, level by level.</summary>
internal sealed class TermTree
{
    private readonly List<(byte[] First, long Page)> _children = [];

    /// <summary>Adds a page of terms.</summary>
    /// <param name="first">Its first term.</param>
    /// <param name="page">Which page of section Postings it is.</param>
    public void Add(byte[] first, long page) => _children.Add((first, page));

    /// <summary>Writes the section: the pages of level 1 first, the root last.</summary>
    public void Write(ByteStreamWriter stream)
    {
        List<(byte[] First, long Page)> level = _children;
        for (int number = 1; level.Count > 1 || (number == 1 && level.Count == 1); number++)
            level = WriteLevel(stream, level, number);
    }

    private static List<(byte[] First, long Page)> WriteLevel(
        ByteStreamWriter stream, List<(byte[] First, long Page)> children, int level)
    {
        List<(byte[] First, long Page)> pages = [];
        TermPageWriter writer = new(level);
        Span<byte> value = stackalloc byte[Varint.BytesMax];
        foreach ((byte[] first, long page) in children)
        {
            int valueBytes = Varint.Write(value, (ulong)page);
            if (writer.TryAdd(first, value[..valueBytes])) continue;
            EndPage(stream, writer, pages);
            writer.TryAdd(first, value[..valueBytes]);
        }

        EndPage(stream, writer, pages);
        return pages;
    }

    private static void EndPage(ByteStreamWriter stream, TermPageWriter writer, List<(byte[] First, long Page)> pages)
    {
        pages.Add((writer.FirstTerm.ToArray(), stream.Place / IndexPageLayout.PayloadBytes));
        Span<byte> page = new byte[IndexPageLayout.PayloadBytes];
        writer.Take(page);
        stream.Write(page);
        stream.EndPage();
    }
}
