using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A section of packed pages, with its fences. Any thread.</summary>
/// <remarks>Every look-up throws <see cref="IndexDamageException"/> when pages and fences contradict each other.
/// </remarks>
internal sealed class PackedSection
{
    // What turns a signed word into one that is compared without sign.
    private const ulong SignBit = 1UL << 63;

    private readonly IndexFileReader _reader;
    private readonly IndexSection _section;
    private readonly IndexSection _fences;

    private PackedSection(IndexFileReader reader, IndexSection section, IndexSection fences)
    {
        _reader = reader;
        _section = section;
        _fences = fences;
    }

    /// <summary>Number of pages, at least one.</summary>
    public long PageCount => _fences.EntryCount;

    /// <summary>Number of entries, as the last fence says.</summary>
    public long Count
    {
        get
        {
            TimeFence last = Fence(PageCount - 1);
            return last.FirstEntry + last.EntryCount;
        }
    }

    /// <summary>Finds the section and its fences, which follow it by number.</summary>
    /// <returns>False if one of them does not fit the other; both may be missing.</returns>
    public static bool TryOpen(IndexFileReader reader, IndexSectionType type, out PackedSection? section)
    {
        section = null;
        bool hasEntries = reader.TryGetSection(type, out IndexSection entries);
        bool hasFences = reader.TryGetSection(type + 1, out IndexSection fences);
        if (!hasEntries && !hasFences) return true;
        if (!hasEntries || !hasFences || fences.EntryCount != entries.PageCount) return false;
        section = new PackedSection(reader, entries, fences);
        return true;
    }

    /// <summary>Whether the pages may hold so many entries.</summary>
    public bool MayHold(long entryCount) =>
        entryCount >= PageCount && (entryCount - 1) / PackedPageLayout.CountMax < PageCount;

    /// <summary>An entry.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    public TimeEntry At(long index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)index, (ulong)Count);
        long page = PageOf(index, out PackedPage head, out int inPage);
        return head.At(Page(page), inPage);
    }

    /// <summary>How many entries have a time below the bound.</summary>
    public long CountTimesBelow(long boundMs)
    {
        long page = CountFences(TimeFenceLayout.Time, SignBit, (ulong)boundMs ^ SignBit) - 1;
        if (page < 0) return 0;
        PackedPage head = Head(page, out TimeFence fence);
        return fence.FirstEntry + head.CountTimesBelow(Page(page), boundMs);
    }

    /// <summary>How many entries have a sequence below the bound; entries must rise by it.</summary>
    public long CountSequencesBelow(ulong bound)
    {
        long page = CountFences(TimeFenceLayout.Sequence, 0, bound) - 1;
        if (page < 0) return 0;
        PackedPage head = Head(page, out TimeFence fence);
        return fence.FirstEntry + head.CountSequencesBelow(Page(page), bound);
    }

    /// <summary>The page with an entry.</summary>
    /// <param name="index">Number of the entry in the section.</param>
    /// <param name="head">The head of the page.</param>
    /// <param name="inPage">Number of the entry in the page.</param>
    public long PageOf(long index, out PackedPage head, out int inPage)
    {
        long page = CountFences(TimeFenceLayout.FirstEntry, 0, (ulong)index + 1) - 1;
        if (page < 0) throw _reader.Contradiction(_fences);
        head = Head(page, out TimeFence fence);
        ulong offset = (ulong)(index - fence.FirstEntry);
        if (offset >= (ulong)head.Count) throw _reader.Contradiction(_fences);
        inPage = (int)offset;
        return page;
    }

    /// <summary>Payload and trailer of a page.</summary>
    public ReadOnlySpan<byte> Page(long page) => _reader.PaddedPage(_section, page);

    /// <summary>The head of a page.</summary>
    public PackedPage Head(long page) => Head(page, out _);

    /// <summary>An exception that says that the entries cannot be what was written.</summary>
    public IndexDamageException Contradiction() => _reader.Contradiction(_section);

    private TimeFence Fence(long page) => TimeFence.Read(_reader.Entry(_fences, page));

    private PackedPage Head(long page, out TimeFence fence)
    {
        fence = Fence(page);
        bool isSound = PackedPage.TryRead(Page(page), out PackedPage head) &&
            head.Count == fence.EntryCount && head.FirstMs == fence.First.TimeMs;
        return isSound ? head : throw Contradiction();
    }

    // How many fences have a word below the bound.
    private long CountFences(int wordOffset, ulong flip, ulong bound)
    {
        long low = 0;
        long high = PageCount;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(_reader.Entry(_fences, middle)[wordOffset..]);
            if ((word ^ flip) < bound) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
