using System.Buffers.Binary;
using System.Globalization;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// The entries of a section of packed pages in order, whose checksums were found right before. FORMAT.md section 7.15.
/// One thread at a time.
/// </summary>
internal sealed class PackedStream : IEntryPlace, IDisposable
{
    private const int ByteBits = 8;
    private const int EntryBits = (IndexPageLayout.PayloadBytes - PackedPageLayout.Entries) * ByteBits;

    private readonly SectionPages _pages;
    private readonly long _sectionBytes;

    // The page, and room for a wide number that is read from its last byte on.
    private readonly byte[] _page = new byte[IndexPageLayout.PayloadBytes + 2 * sizeof(ulong)];
    private readonly List<(ulong Time, ulong Sequence)> _entries = [];
    private long _nextPage;
    private int _inPage = -1;
    private int _timeBits;
    private int _sequenceBits;

    /// <summary>Stands before the first entry.</summary>
    /// <param name="context">The run.</param>
    /// <param name="file">The index file.</param>
    /// <param name="type">The section.</param>
    /// <exception cref="FileNotFoundException">A writer has removed the file meanwhile.</exception>
    public PackedStream(CheckContext context, IndexFileInPlace file, IndexSectionType type)
    {
        _pages = new SectionPages(context, file, type);
        _sectionBytes = file.OffsetOf(type);
    }

    /// <summary>What is wrong with the page at which the stream has ended; null if it ended behind the last.</summary>
    public string? Fault { get; private set; }

    /// <summary>The current entry: a time and a sequence.</summary>
    public IndexEntry Current { get; private set; }

    /// <summary>How many entries the current page has.</summary>
    public int PageCount => _entries.Count;

    /// <summary>Says whether the current entry is the first of a page.</summary>
    public bool IsFirstOfPage => _inPage == 0;

    /// <inheritdoc/>
    public long Index { get; private set; } = -1;

    /// <inheritdoc/>
    public long OffsetBytes => _sectionBytes + (_nextPage - 1) * IndexPageLayout.PageBytes + PackedPageLayout.Entries +
        (long)_inPage * (_timeBits + _sequenceBits) / ByteBits;

    /// <summary>Moves to the next entry; false behind the last, and before a page that cannot be read.</summary>
    public bool MoveNext()
    {
        if (_inPage + 1 < PageCount) _inPage++;
        else if (!MoveToPage()) return false;
        Index++;
        Current = new IndexEntry(_entries[_inPage].Time, _entries[_inPage].Sequence);
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    private bool MoveToPage()
    {
        if (_nextPage == _pages.Count || Fault is not null) return false;
        _pages.Page(_nextPage++).CopyTo(_page);
        _entries.Clear();
        _inPage = 0;
        PackedHead head = new(
            _page[PackedPageLayout.TimeBits], _page[PackedPageLayout.SequenceBits],
            (sbyte)_page[PackedPageLayout.Slope], Word(PackedPageLayout.TimeUnit), Word(PackedPageLayout.Time),
            Word(PackedPageLayout.Sequence));
        (_timeBits, _sequenceBits) = (head.TimeBits, head.SequenceBits);
        int count = BinaryPrimitives.ReadUInt16LittleEndian(_page.AsSpan(PackedPageLayout.Count));
        string? fault = FindFault(head, count) ?? Unpack(head, count);
        if (fault is null) return true;
        Fault = string.Create(CultureInfo.InvariantCulture, $"its page {_nextPage - 1} {fault}");
        return false;
    }

    private string? FindFault(in PackedHead head, int count)
    {
        if (count is 0 or > PackedPageLayout.CountMax) return $"has {count} entries";
        bool isWide = head.TimeBits > PackedPageLayout.BitsMax || head.SequenceBits > PackedPageLayout.BitsMax;
        int usedBits = count * (head.TimeBits + head.SequenceBits);
        if (isWide || usedBits > EntryBits) return $"has no room for {count} entries with {head}";
        bool hasReserved = _page.AsSpan(PackedPageLayout.Reserved..PackedPageLayout.TimeUnit)
            .ContainsAnyExcept((byte)0);
        bool isFull = usedBits % ByteBits == 0;
        int last = PackedPageLayout.Entries + usedBits / ByteBits;
        bool hasMore = !isFull && _page[last] >> usedBits % ByteBits != 0 ||
            _page.AsSpan(isFull ? last : last + 1).ContainsAnyExcept((byte)0);
        return hasReserved || hasMore ? "is not zero where it must be" : null;
    }

    // The head must be the one that the entries ask for: the same entries always make the same bytes.
    private string? Unpack(in PackedHead head, int count)
    {
        for (int k = 0; k < count; k++)
        {
            int bit = k * (head.TimeBits + head.SequenceBits);
            _entries.Add((
                head.Time + head.TimeUnit * Bits(bit, head.TimeBits),
                head.Sequence + Bits(bit + head.TimeBits, head.SequenceBits) + (ulong)((long)head.Slope * k)));
        }

        PackedHead expected = PackedHead.Of(_entries);
        return expected == head ? null : $"says {head}; its entries say {expected}";
    }

    private ulong Word(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan(offset));

    private ulong Bits(int bit, int count)
    {
        UInt128 wide = BinaryPrimitives.ReadUInt128LittleEndian(
            _page.AsSpan(PackedPageLayout.Entries + bit / ByteBits));
        return (ulong)((wide >> bit % ByteBits) & ((UInt128.One << count) - 1));
    }
}
