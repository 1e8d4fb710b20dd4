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
    public int PageCount { get; private set; }

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
        ulong time = Bits(_inPage * (_timeBits + _sequenceBits), _timeBits);
        ulong sequence = Bits(_inPage * (_timeBits + _sequenceBits) + _timeBits, _sequenceBits);
        long slope = (sbyte)_page[PackedPageLayout.Slope];
        Current = new IndexEntry(
            Word(PackedPageLayout.Time) + Word(PackedPageLayout.TimeUnit) * time,
            Word(PackedPageLayout.Sequence) + sequence + (ulong)(slope * _inPage));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => _pages.Dispose();

    private bool MoveToPage()
    {
        if (_nextPage == _pages.Count || Fault is not null) return false;
        _pages.Page(_nextPage++).CopyTo(_page);
        PageCount = BinaryPrimitives.ReadUInt16LittleEndian(_page.AsSpan(PackedPageLayout.Count));
        _timeBits = _page[PackedPageLayout.TimeBits];
        _sequenceBits = _page[PackedPageLayout.SequenceBits];
        _inPage = 0;
        string? fault = FindFault();
        if (fault is null) return true;
        Fault = string.Create(CultureInfo.InvariantCulture, $"its page {_nextPage - 1} {fault}");
        return false;
    }

    private string? FindFault()
    {
        if (PageCount is 0 or > PackedPageLayout.CountMax) return $"has {PageCount} entries";
        if (_timeBits > PackedPageLayout.BitsMax || _sequenceBits > PackedPageLayout.BitsMax)
            return $"has times of {_timeBits} and sequences of {_sequenceBits} bits";
        int usedBits = PageCount * (_timeBits + _sequenceBits);
        if (usedBits > EntryBits) return $"has {usedBits} bits of entries";
        if (Word(PackedPageLayout.TimeUnit) == 0) return "counts its times by 0";
        int slope = (sbyte)_page[PackedPageLayout.Slope];
        if (slope is < -1 or > 1) return $"has sequences that rise by {slope}";
        bool hasReserved = _page.AsSpan(PackedPageLayout.Reserved..PackedPageLayout.TimeUnit)
            .ContainsAnyExcept((byte)0);
        bool isFull = usedBits % ByteBits == 0;
        int last = PackedPageLayout.Entries + usedBits / ByteBits;
        bool hasMore = !isFull && _page[last] >> usedBits % ByteBits != 0 ||
            _page.AsSpan(isFull ? last : last + 1).ContainsAnyExcept((byte)0);
        return hasReserved || hasMore ? "is not zero where it must be" : null;
    }

    private ulong Word(int offset) => BinaryPrimitives.ReadUInt64LittleEndian(_page.AsSpan(offset));

    private ulong Bits(int bit, int count)
    {
        UInt128 wide = BinaryPrimitives.ReadUInt128LittleEndian(
            _page.AsSpan(PackedPageLayout.Entries + bit / ByteBits));
        return (ulong)((wide >> bit % ByteBits) & ((UInt128.One << count) - 1));
    }
}
