using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>
/// How the entries of a packed page are to be read; the bytes of the page are handed in each time. Whatever the head of
/// the page said, no entry below <see cref="Count"/> lies outside of the page.
/// </summary>
internal readonly struct PackedPage
{
    private const int ByteShift = 3;
    private const int BitMask = 7;
    private const int WordBits = 64;

    // Behind the bits of the byte in which an entry begins, so many are sure to be in one word with it.
    private const int OneWordBits = WordBits - BitMask;

    private readonly long _timeMs;
    private readonly ulong _sequence;
    private readonly ulong _unit;
    private readonly int _timeBits;
    private readonly int _sequenceBits;
    private readonly long _slope;

    private PackedPage(ReadOnlySpan<byte> page)
    {
        Count = BinaryPrimitives.ReadUInt16LittleEndian(page[PackedPageLayout.Count..]);
        _timeBits = page[PackedPageLayout.TimeBits];
        _sequenceBits = page[PackedPageLayout.SequenceBits];
        _slope = (sbyte)page[PackedPageLayout.Slope];
        _unit = BinaryPrimitives.ReadUInt64LittleEndian(page[PackedPageLayout.TimeUnit..]);
        _timeMs = BinaryPrimitives.ReadInt64LittleEndian(page[PackedPageLayout.Time..]);
        _sequence = BinaryPrimitives.ReadUInt64LittleEndian(page[PackedPageLayout.Sequence..]);
    }

    /// <summary>Number of entries.</summary>
    public int Count { get; }

    /// <summary>The time of the first entry.</summary>
    public long FirstMs => _timeMs;

    /// <summary>Reads the head of a page and checks it.</summary>
    /// <param name="page">Payload and trailer of the page.</param>
    /// <param name="head">The head, when the result is true.</param>
    public static bool TryRead(ReadOnlySpan<byte> page, out PackedPage head)
    {
        head = new PackedPage(page);
        int usedBits = head.Count * (head._timeBits + head._sequenceBits);
        return head.Count is >= 1 and <= PackedPageLayout.CountMax &&
            head._timeBits <= PackedPageLayout.BitsMax && head._sequenceBits <= PackedPageLayout.BitsMax &&
            usedBits <= (IndexPageLayout.PayloadBytes - PackedPageLayout.Entries) << ByteShift &&
            head._slope is >= -1 and <= 1 && head._unit > 0 &&
            !page[PackedPageLayout.Reserved..PackedPageLayout.TimeUnit].ContainsAnyExcept((byte)0);
    }

    /// <summary>An entry.</summary>
    /// <param name="page">Payload and trailer of the page.</param>
    /// <param name="index">Which one, below <see cref="Count"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public TimeEntry At(ReadOnlySpan<byte> page, int index)
    {
        int bit = index * (_timeBits + _sequenceBits);
        ulong time;
        ulong sequence;
        if (_timeBits + _sequenceBits <= OneWordBits)
        {
            ulong word = BinaryPrimitives.ReadUInt64LittleEndian(page[ByteOf(bit)..]) >> (bit & BitMask);
            time = word & Mask(_timeBits);
            sequence = word >> _timeBits & Mask(_sequenceBits);
        }
        else
        {
            time = Bits(page, bit, _timeBits);
            sequence = Bits(page, bit + _timeBits, _sequenceBits);
        }

        return new TimeEntry(_timeMs + (long)(time * _unit), _sequence + sequence + (ulong)(_slope * index));
    }

    /// <summary>How many entries have a time below the bound, which is above that of the first.</summary>
    /// <param name="page">Payload and trailer of the page.</param>
    /// <param name="boundMs">The bound.</param>
    public int CountTimesBelow(ReadOnlySpan<byte> page, long boundMs)
    {
        // The entries count in units: so does the bound, rounded up.
        ulong bound = ((ulong)boundMs - (ulong)_timeMs - 1) / _unit;
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Bits(page, middle * (_timeBits + _sequenceBits), _timeBits) <= bound) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    /// <summary>How many entries have a sequence below the bound; they must rise by it.</summary>
    /// <param name="page">Payload and trailer of the page.</param>
    /// <param name="bound">The bound.</param>
    public int CountSequencesBelow(ReadOnlySpan<byte> page, ulong bound)
    {
        int low = 0;
        int high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (At(page, middle).Sequence < bound) low = middle + 1;
            else high = middle;
        }

        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int ByteOf(int bit) => PackedPageLayout.Entries + (bit >> ByteShift);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Mask(int bits) => bits == WordBits ? ulong.MaxValue : (1UL << bits) - 1;

    // Up to 64 bits from any bit on lie in nine bytes; behind the last entry there is the trailer of the page.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Bits(ReadOnlySpan<byte> page, int bit, int bits)
    {
        int at = ByteOf(bit);
        int shift = bit & BitMask;
        ulong word = BinaryPrimitives.ReadUInt64LittleEndian(page[at..]) >> shift;
        if (shift + bits > WordBits) word |= (ulong)page[at + sizeof(ulong)] << (WordBits - shift);
        return word & Mask(bits);
    }
}
