using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>The pages of a section of an index file, which were found sound, in any order. One thread at a time.
/// </summary>
internal sealed class SectionPages : IDisposable
{
    private const int CachedPages = 64;

    private readonly CheckedFile _file;
    private readonly long _firstPage;
    private readonly byte[][] _pages = new byte[CachedPages][];
    private readonly long[] _numbers = new long[CachedPages];

    /// <summary>Opens a section; one that was left out has no pages.</summary>
    /// <exception cref="FileNotFoundException">A writer has removed the file meanwhile.</exception>
    public SectionPages(CheckContext context, IndexFileInPlace file, IndexSectionType type)
    {
        IndexSectionEntry? entry = file.Find(type);
        _firstPage = entry?.FirstPage ?? 0;
        Count = entry is IndexSectionEntry section
            ? new IndexSection(section.EntryBytes, section.FirstPage, section.EntryCount).PageCount
            : 0;
        Array.Fill(_numbers, -1);
        _file = context.TryOpen(file.Path, out _) ??
            throw new FileNotFoundException("The index file is gone.", file.Path);
    }

    /// <summary>How many pages the section has.</summary>
    public long Count { get; }

    /// <summary>The payload of a page, counted from the beginning of the section; valid until the next call.</summary>
    public ReadOnlySpan<byte> Page(long number)
    {
        int at = (int)(number % CachedPages);
        byte[] page = _pages[at] ??= new byte[IndexPageLayout.PayloadBytes];
        if (_numbers[at] != number)
        {
            _numbers[at] = number;
            page.AsSpan(_file.Read((_firstPage + number) * IndexPageLayout.PageBytes, page)).Clear();
        }

        return page;
    }

    /// <summary>The bytes from a place of a stream to the end of its page; empty behind the stream.</summary>
    public ReadOnlySpan<byte> At(long place)
    {
        if (place < 0 || place / IndexPageLayout.PayloadBytes >= Count) return [];
        return Page(place / IndexPageLayout.PayloadBytes)[(int)(place % IndexPageLayout.PayloadBytes)..];
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();
}
