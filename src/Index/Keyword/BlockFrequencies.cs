using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>How often the records of a block have the term: bit planes, and numbers for what has it more often.
/// </summary>
/// <remarks>Made to be used again; one thread. Reading never throws for what the bytes say: it returns false.</remarks>
internal sealed class BlockFrequencies
{
    /// <summary>The most that <see cref="Repeats"/> says.</summary>
    public const int RepeatsMax = 15;

    private const ulong LowestBits = 0x0101010101010101;

    // What a look-up reads that finds no posting.
    private const int RepeatsSlack = 8 * sizeof(uint) + 1;

    private readonly int[] _exceptions = new int[PostingBlockLayout.CountMax];
    private readonly byte[] _repeats = new byte[PostingBlockLayout.CountMax + RepeatsSlack];
    private bool _hasRepeats;
    private int _count;

    // Which postings, 0 to 63 and 64 to 127, stand at least twice, three and four times.
    private ulong _twice0;
    private ulong _twice1;
    private ulong _thrice0;
    private ulong _thrice1;
    private ulong _more0;
    private ulong _more1;

    /// <summary>How often each posting has the term again: one less than its frequency, and
    /// <see cref="RepeatsMax"/> for all that is more.</summary>
    /// <remarks>Longer than the block: what is behind it may be read and says nothing.</remarks>
    public ReadOnlySpan<byte> Repeats
    {
        get
        {
            if (!_hasRepeats) FillRepeats();
            return _repeats;
        }
    }

    /// <summary>Makes them those of postings that have the term once each.</summary>
    /// <param name="count">How many postings.</param>
    public void SetOnce(int count)
    {
        _count = count;
        _hasRepeats = false;
        _twice0 = _twice1 = _thrice0 = _thrice1 = _more0 = _more1 = 0;
    }

    /// <summary>Gives the first posting a frequency.</summary>
    public void SetFirst(int frequency)
    {
        _hasRepeats = false;
        _twice0 = frequency >= 2 ? 1UL : 0;
        _thrice0 = frequency >= 3 ? 1UL : 0;
        _more0 = frequency >= PostingBlock.ExceptionBase ? 1UL : 0;
        _exceptions[0] = frequency;
    }

    /// <summary>Reads them.</summary>
    /// <param name="page">A page with its trailer.</param>
    /// <param name="at">Where in it the planes begin, then the first byte behind all.</param>
    /// <param name="count">How many postings.</param>
    /// <param name="planes">How many planes.</param>
    /// <param name="isSparse">Whether the first plane leaves out bytes.</param>
    public bool TryRead(ReadOnlySpan<byte> page, ref int at, int count, int planes, bool isSparse)
    {
        SetOnce(count);
        if (planes > 0) ReadFirstPlane(page, ref at, isSparse ? 0 : uint.MaxValue);
        if (planes > 1) ReadPlane(page, ref at, _twice0, _twice1, out _thrice0, out _thrice1);
        if (planes > 2) ReadPlane(page, ref at, _thrice0, _thrice1, out _more0, out _more1);
        return at <= IndexPageLayout.PayloadBytes && TryReadExceptions(page, ref at);
    }

    /// <summary>How often a posting has the term.</summary>
    public int Of(int posting)
    {
        int shift = posting & 63;
        bool isUpper = posting >= 64;
        if (((isUpper ? _more1 : _more0) >> shift & 1) != 0) return _exceptions[ExceptionsBefore(posting)];
        ulong twice = (isUpper ? _twice1 : _twice0) >> shift & 1;
        ulong thrice = (isUpper ? _thrice1 : _thrice0) >> shift & 1;
        return 1 + (int)(twice + thrice);
    }

    /// <summary>Which postings have the term at least so often; for 5 and more, at least 4 times.</summary>
    /// <param name="frequency">At least 1.</param>
    /// <param name="mask0">Postings 0 to 63.</param>
    /// <param name="mask1">Postings 64 to 127.</param>
    public void MaskAtLeast(int frequency, out ulong mask0, out ulong mask1)
    {
        (mask0, mask1) = frequency switch
        {
            <= 1 => (ulong.MaxValue, ulong.MaxValue),
            2 => (_twice0, _twice1),
            3 => (_thrice0, _thrice1),
            _ => (_more0, _more1),
        };
        mask0 &= LowBits(_count);
        mask1 &= LowBits(_count - 64);
    }

    /// <summary>A word whose lowest bits are set: none below 1, all from 64 on.</summary>
    public static ulong LowBits(int count) => count >= 64 ? ulong.MaxValue : count <= 0 ? 0 : (1UL << count) - 1;

    private void FillRepeats()
    {
        Span<ulong> eights = MemoryMarshal.Cast<byte, ulong>(_repeats.AsSpan(0, PostingBlockLayout.CountMax));
        for (int i = 0; i < eights.Length / 2; i++)
        {
            eights[i] = Bytes(_twice0, i) + Bytes(_thrice0, i) + Bytes(_more0, i);
            eights[i + eights.Length / 2] = Bytes(_twice1, i) + Bytes(_thrice1, i) + Bytes(_more1, i);
        }

        int exception = 0;
        for (ulong more = _more0; more != 0; more &= more - 1)
            _repeats[BitOperations.TrailingZeroCount(more)] = Repeat(_exceptions[exception++]);
        for (ulong more = _more1; more != 0; more &= more - 1)
            _repeats[64 + BitOperations.TrailingZeroCount(more)] = Repeat(_exceptions[exception++]);
        _hasRepeats = true;

        static byte Repeat(int frequency) => (byte)Math.Min(frequency - 1, RepeatsMax);
        static ulong Bytes(ulong plane, int eight) => Spread(plane >> (8 * eight) & byte.MaxValue, LowestBits);
    }

    // The trailer of a page is longer than a plane: what was read from there is refused behind the last plane.
    private static void ReadPlane(
        ReadOnlySpan<byte> page, ref int at, ulong within0, ulong within1, out ulong plane0, out ulong plane1)
    {
        int count0 = BitOperations.PopCount(within0);
        int count = count0 + BitOperations.PopCount(within1);
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(page[at..]);
        ulong second = BinaryPrimitives.ReadUInt64LittleEndian(page[(at + sizeof(ulong))..]);
        plane0 = Spread(first, within0);
        ulong rest = count0 == 64 ? second : first >> count0 | second << 1 << (63 - count0);
        plane1 = Spread(rest, within1);
        at += PostingBlock.PlaneBytes(count);
    }

    // Where bytes are left out, a bit for each byte stands before those that are not. No branch depends on it: dense
    // has all bits or none.
    private void ReadFirstPlane(ReadOnlySpan<byte> page, ref int at, uint dense)
    {
        uint mask = BinaryPrimitives.ReadUInt16LittleEndian(page[at..]) | dense;
        at += PostingBlock.SparseMaskBytes & (int)~dense;
        mask &= (1U << PostingBlock.PlaneBytes(_count)) - 1;
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(page[at..]);
        int firstBytes = BitOperations.PopCount(mask & byte.MaxValue);
        ulong second = BinaryPrimitives.ReadUInt64LittleEndian(page[(at + firstBytes)..]);
        at += BitOperations.PopCount(mask);
        _twice0 = Spread(first, Spread(mask, LowestBits) * byte.MaxValue) & LowBits(_count);
        _twice1 = Spread(second, Spread(mask >> 8, LowestBits) * byte.MaxValue) & LowBits(_count - 64);
    }

    // Puts the lowest bits, one after the other, where a mask has bits.
    private static ulong Spread(ulong bits, ulong mask)
    {
        if (Bmi2.X64.IsSupported) return Bmi2.X64.ParallelBitDeposit(bits, mask);
        ulong spread = 0;
        for (; mask != 0; mask &= mask - 1, bits >>= 1)
        {
            if ((bits & 1) != 0) spread |= mask & (0 - mask);
        }

        return spread;
    }

    // Reads beyond the payload end in the trailer.
    private bool TryReadExceptions(ReadOnlySpan<byte> page, ref int at)
    {
        int count = BitOperations.PopCount(_more0) + BitOperations.PopCount(_more1);
        if (count == 0) return true;
        int width = page[at++];
        int bit = 8 * at;
        at += (count * width + 7) / 8;
        if (width > PostingBlock.ExceptionWidthMax || at > IndexPageLayout.PayloadBytes) return false;
        int mask = (int)((1U << width) - 1);
        int highest = 0;
        for (int i = 0; i < count; i++, bit += width)
        {
            ulong bits = BinaryPrimitives.ReadUInt64LittleEndian(page[(bit >> 3)..]);
            int above = (int)(bits >> (bit & 7)) & mask;
            highest = Math.Max(highest, above);
            _exceptions[i] = above + PostingBlock.ExceptionBase;
        }

        return highest <= int.MaxValue - PostingBlock.ExceptionBase;
    }

    private int ExceptionsBefore(int posting)
    {
        if (posting < 64) return BitOperations.PopCount(_more0 & LowBits(posting));
        return BitOperations.PopCount(_more0) + BitOperations.PopCount(_more1 & LowBits(posting - 64));
    }
}
