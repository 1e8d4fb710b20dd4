using System.Numerics;

namespace Feedlog.Indexing.HotKey;

/// <summary>How a bound on memory is divided: a quarter for the hash table, the rest for the log of records.</summary>
/// <param name="BytesMax">The bound, at least <see cref="HotKeyIndex.MemoryBytesMin"/>.</param>
/// <remarks>
/// The table cannot grow, but a full bucket (7 entries) gets overflow buckets, which FASTER never gives back. With the
/// months every bucket was full once, so they come to about as much as the table. What they take, the log gives up.
/// </remarks>
internal readonly record struct HotKeyMemory(long BytesMax)
{
    /// <summary>Bytes of a hash bucket.</summary>
    public const int BucketBytes = 64;

    private const long PageBytesMin = 16 * 1024;
    private const long PageBytesMax = 256 * 1024;

    // FASTER aligns a page inside an array that is two sectors larger.
    private const int PageOverheadBytes = 2 * 512;

    // Beyond those that hold records: the page allocated ahead, and up to four kept for the next need.
    private const int SparePages = 6;
    private const int PagesMin = 8;

    /// <summary>Buckets of the table, a power of two.</summary>
    public long TableBuckets => PowerOfTwoUpTo(BytesMax / 4 / BucketBytes);

    /// <summary>Bits of the size of a page: small enough that clearing one does not show in a look-up.</summary>
    public int PageBits => BitOperations.Log2((ulong)Math.Clamp(BytesMax / 1024, PageBytesMin, PageBytesMax));

    /// <summary>Bits of the address space of the log in memory, whose pages are never all filled.</summary>
    public int LogBits => PageBits + BitOperations.Log2((ulong)PagesFor(0) - 1) + 1;

    /// <summary>How many pages of the log's address space must stay empty.</summary>
    /// <param name="overflowBuckets">How many overflow buckets there are.</param>
    public int EmptyPagesFor(long overflowBuckets) => (1 << (LogBits - PageBits)) - PagesFor(overflowBuckets);

    /// <summary>What is taken, in bytes.</summary>
    /// <param name="pages">Pages of the log that are allocated.</param>
    /// <param name="overflowBuckets">How many overflow buckets there are.</param>
    public long BytesOf(long pages, long overflowBuckets) =>
        pages * PageBytes + (TableBuckets + overflowBuckets) * BucketBytes;

    private long PageBytes => (1L << PageBits) + PageOverheadBytes;

    private int PagesFor(long overflowBuckets) =>
        (int)Math.Max(PagesMin, (BytesMax - BytesOf(0, overflowBuckets)) / PageBytes - SparePages);

    private static long PowerOfTwoUpTo(long value) => 1L << BitOperations.Log2((ulong)value);
}
