using System.Numerics;

namespace Feedlog.Format.Indexes;

/// <summary>Where the entries of a section of an index file lie.</summary>
public readonly struct IndexSection
{
    /// <summary>Size of an entry of a section that is a stream of bytes: they fill its pages without a gap.</summary>
    public const int StreamEntryBytes = LargestEntryBytes;

    private const int LargestEntryShift = 6;
    private const int LargestEntryBytes = 1 << LargestEntryShift;
    private const int SmallestEntryBytes = 4;
    private const int LargestEntriesPerPage = IndexPageLayout.PayloadBytes / LargestEntryBytes;

    // How often the entry size must be doubled to become the largest: all divisions are then by one constant.
    private readonly int _shift;

    /// <summary>A section.</summary>
    /// <param name="entryBytes">Size of an entry: 4, 8, 16, 32 or 64 bytes.</param>
    /// <param name="firstPage">Number of its first page.</param>
    /// <param name="entryCount">Number of its entries.</param>
    public IndexSection(int entryBytes, long firstPage, long entryCount)
    {
        if (!IsEntrySize((uint)entryBytes)) throw new ArgumentOutOfRangeException(nameof(entryBytes));
        _shift = LargestEntryShift - BitOperations.Log2((uint)entryBytes);
        FirstPage = firstPage;
        EntryCount = entryCount;
    }

    /// <summary>Size of an entry in bytes.</summary>
    public int EntryBytes => LargestEntryBytes >> _shift;

    /// <summary>Number of the first page.</summary>
    public long FirstPage { get; }

    /// <summary>Number of entries.</summary>
    public long EntryCount { get; }

    /// <summary>How many entries a full page holds.</summary>
    public int EntriesPerPage => LargestEntriesPerPage << _shift;

    /// <summary>Number of pages.</summary>
    public long PageCount =>
        (long)((((ulong)EntryCount + (ulong)EntriesPerPage - 1) >> _shift) / LargestEntriesPerPage);

    /// <summary>Whether entries may have this size: a power of two, so that they fill the pages evenly.</summary>
    internal static bool IsEntrySize(ulong entryBytes) =>
        entryBytes is >= SmallestEntryBytes and <= LargestEntryBytes && BitOperations.IsPow2(entryBytes);

    /// <summary>Finds the page and the offset in it of an entry.</summary>
    internal long PageOf(long index, out int offsetBytes)
    {
        ulong page = ((ulong)index >> _shift) / LargestEntriesPerPage;
        ulong inPage = (ulong)index - (page * LargestEntriesPerPage << _shift);
        offsetBytes = (int)inPage << (LargestEntryShift - _shift);
        return FirstPage + (long)page;
    }
}
