using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>A block of postings that was read: how often each has the term first, which slots they are on demand.
/// </summary>
/// <remarks>Made to be used again; one thread. Reading never throws for what the bytes say: it returns false.</remarks>
internal sealed class DecodedBlock
{
    private const int GroupSlots = GapDecoder.SlackSlots;

    // Behind the last slot stands the largest number, up to the end of its group and one more.
    private readonly int[] _slots = new int[PostingBlockLayout.CountMax + GroupSlots];

    // The last slot of each group of eight.
    private readonly int[] _ends = new int[PostingBlockLayout.CountMax / GroupSlots];
    private readonly int[] _exceptions = new int[PostingBlockLayout.CountMax];
    private int _form;
    private int _offset;
    private int _planesOffset;
    private int _slotsOffset;
    private int _bitmapBytes;

    // All bits, or none where the first plane leaves out bytes.
    private uint _dense;
    private int _firstSlot;

    // Which postings, 0 to 63 and 64 to 127, stand at least twice, three and four times.
    private ulong _twice0;
    private ulong _twice1;
    private ulong _thrice0;
    private ulong _thrice1;
    private ulong _more0;
    private ulong _more1;

    /// <summary>Number of postings.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the block takes, once its frequencies were read.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>The slots, once <see cref="TryReadSlots"/> has read them.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>Makes it a block of given slots that have the term once each.</summary>
    public void Set(ReadOnlySpan<int> slots)
    {
        Count = slots.Length;
        slots.CopyTo(_slots);
        EndGroups();
        _twice0 = _twice1 = _thrice0 = _thrice1 = _more0 = _more1 = 0;
    }

    /// <summary>Gives its one slot a frequency.</summary>
    public void SetFrequency(int frequency)
    {
        _twice0 = frequency >= 2 ? 1UL : 0;
        _thrice0 = frequency >= 3 ? 1UL : 0;
        _more0 = frequency >= PostingBlock.ExceptionBase ? 1UL : 0;
        _exceptions[0] = frequency;
    }

    /// <summary>Reads how many postings there are, and where.</summary>
    /// <param name="page">A page with its trailer.</param>
    /// <param name="offset">Where in it the block begins.</param>
    /// <param name="firstSlot">The first slot.</param>
    public bool TryReadHeader(ReadOnlySpan<byte> page, int offset, int firstSlot)
    {
        Count = 0;
        if ((uint)offset > (uint)(IndexPageLayout.PayloadBytes - PostingBlockLayout.Slots)) return false;

        int head = page[offset + PostingBlockLayout.Count];
        int count = (head & ~PostingBlockLayout.SparseBit) + 1;
        _dense = (uint)(head >> 7) - 1;
        _form = page[offset + PostingBlockLayout.Form];
        _firstSlot = firstSlot;
        _offset = offset;
        int width = _form & PostingBlockLayout.WidthMask;
        bool isBitmap = (_form & PostingBlockLayout.BitmapBit) != 0;
        if (width > (isBitmap ? 0 : GapDecoder.WidthMax)) return false;

        _slotsOffset = offset + PostingBlockLayout.Slots;
        _bitmapBytes = 0;
        if (isBitmap)
        {
            _bitmapBytes = BinaryPrimitives.ReadUInt16LittleEndian(page[_slotsOffset..]);
            _slotsOffset += PostingBlock.BitmapLengthBytes;
            if (_bitmapBytes == 0) return false;
        }

        _planesOffset = _slotsOffset + (isBitmap ? _bitmapBytes : PostingBlock.GapBytes(count, width));
        if (_planesOffset > IndexPageLayout.PayloadBytes) return false;
        Count = count;
        return true;
    }

    /// <summary>Reads the frequencies of the block whose header was read last.</summary>
    /// <param name="page">The same page.</param>
    public bool TryReadFrequencies(ReadOnlySpan<byte> page)
    {
        int at = _planesOffset;
        int planes = _form >> PostingBlockLayout.PlanesShift & PostingBlock.PlanesMax;
        _twice0 = _twice1 = _thrice0 = _thrice1 = _more0 = _more1 = 0;
        if (planes > 0) ReadFirstPlane(page, ref at);
        if (planes > 1) ReadPlane(page, ref at, _twice0, _twice1, out _thrice0, out _thrice1);
        if (planes > 2) ReadPlane(page, ref at, _thrice0, _thrice1, out _more0, out _more1);
        if (at > IndexPageLayout.PayloadBytes || !TryReadExceptions(page, ref at)) return false;
        SizeBytes = at - _offset;
        return true;
    }

    /// <summary>Reads the slots of the block whose header was read last.</summary>
    /// <param name="page">The same page.</param>
    /// <param name="slotLimit">All slots are below it; at most <see cref="PostingBlockLayout.SlotCountMax"/>.</param>
    public bool TryReadSlots(ReadOnlySpan<byte> page, int slotLimit)
    {
        if ((uint)_firstSlot >= (uint)slotLimit) return false;
        if (_bitmapBytes > 0) return TryReadBitmap(page.Slice(_slotsOffset, _bitmapBytes), slotLimit);
        _slots[0] = _firstSlot;
        GapDecoder.Decode(page[_slotsOffset..], _form & PostingBlockLayout.WidthMask, _slots, Count);
        EndGroups();
        // Gaps are so narrow that their sum cannot pass the largest number: slots rise, and the last is the highest.
        return _slots[Count - 1] < slotLimit;
    }

    /// <summary>How often a posting has the term.</summary>
    public int Frequency(int index)
    {
        int shift = index & 63;
        bool isUpper = index >= 64;
        if (((isUpper ? _more1 : _more0) >> shift & 1) != 0) return _exceptions[ExceptionsBefore(index)];
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
        mask0 &= LowBits(Count);
        mask1 &= LowBits(Count - 64);
    }

    /// <summary>Finds a slot.</summary>
    /// <returns>Its index, or -1.</returns>
    public int IndexOf(int slot)
    {
        int index = CountBelow(slot);
        return _slots[index] == slot ? index : -1;
    }

    /// <summary>How many slots are below one.</summary>
    /// <param name="slot">Below the largest number.</param>
    public int CountBelow(int slot)
    {
        // No branch depends on what is in the block: first the groups that end below it, then those in the next one.
        Vector256<int> wanted = Vector256.Create(slot);
        int first = FirstOfGroup(
            wanted, Vector256.LoadUnsafe(ref _ends[0]), Vector256.LoadUnsafe(ref _ends[GroupSlots]));
        Vector256<int> slots = Vector256.LoadUnsafe(ref _slots[first]);
        return first + BitOperations.PopCount(Vector256.LessThan(slots, wanted).ExtractMostSignificantBits());
    }

    /// <summary>Those of some slots that are in the block.</summary>
    /// <param name="slots">Rising slots.</param>
    /// <param name="common">As long as these; may be where they are, or before.</param>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int CopyCommon(ReadOnlySpan<int> slots, Span<int> common)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(common.Length, slots.Length);
        int count = 0;
        ref int to = ref MemoryMarshal.GetReference(common);
        ref int ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        ref int first = ref MemoryMarshal.GetArrayDataReference(_slots);
        Vector256<int> lower = Vector256.LoadUnsafe(ref ends);
        Vector256<int> upper = Vector256.LoadUnsafe(ref ends, GroupSlots);
        foreach (int slot in slots)
        {
            // Where the slot would stand in its group need not be known.
            Vector256<int> wanted = Vector256.Create(slot);
            nuint group = (nuint)FirstOfGroup(wanted, lower, upper);
            Unsafe.Add(ref to, count) = slot;
            count += Vector256.EqualsAny(Vector256.LoadUnsafe(ref first, group), wanted) ? 1 : 0;
        }

        return count;
    }

    // Where the group begins that does not end below a slot, by the ends of the first eight groups and of the others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstOfGroup(Vector256<int> wanted, Vector256<int> lowerEnds, Vector256<int> upperEnds)
    {
        uint lower = Vector256.LessThan(lowerEnds, wanted).ExtractMostSignificantBits();
        uint upper = Vector256.LessThan(upperEnds, wanted).ExtractMostSignificantBits();
        return GroupSlots * BitOperations.PopCount(upper << GroupSlots | lower);
    }

    /// <summary>A word whose lowest bits are set: none below 1, all from 64 on.</summary>
    internal static ulong LowBits(int count) => count >= 64 ? ulong.MaxValue : count <= 0 ? 0 : (1UL << count) - 1;

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

    // Where bytes are left out, a bit for each byte stands before those that are not. No branch depends on it.
    private void ReadFirstPlane(ReadOnlySpan<byte> page, ref int at)
    {
        const ulong lowestBits = 0x0101010101010101;
        uint mask = BinaryPrimitives.ReadUInt16LittleEndian(page[at..]) | _dense;
        at += PostingBlock.SparseMaskBytes & (int)~_dense;
        mask &= (1U << PostingBlock.PlaneBytes(Count)) - 1;
        ulong first = BinaryPrimitives.ReadUInt64LittleEndian(page[at..]);
        int firstBytes = BitOperations.PopCount(mask & byte.MaxValue);
        ulong second = BinaryPrimitives.ReadUInt64LittleEndian(page[(at + firstBytes)..]);
        at += BitOperations.PopCount(mask);
        _twice0 = Spread(first, Spread(mask, lowestBits) * byte.MaxValue) & LowBits(Count);
        _twice1 = Spread(second, Spread(mask >> 8, lowestBits) * byte.MaxValue) & LowBits(Count - 64);
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

    private int ExceptionsBefore(int index)
    {
        if (index < 64) return BitOperations.PopCount(_more0 & LowBits(index));
        return BitOperations.PopCount(_more0) + BitOperations.PopCount(_more1 & LowBits(index - 64));
    }

    private void EndGroups()
    {
        Vector256.Create(int.MaxValue).StoreUnsafe(ref _slots[Count]);
        int groups = (Count + GroupSlots - 1) / GroupSlots;
        ref int last = ref _slots[GroupSlots - 1];
        ref int ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        for (int i = 0; i < groups; i++) Unsafe.Add(ref ends, i) = Unsafe.Add(ref last, GroupSlots * i);
        if (groups < _ends.Length) _ends.AsSpan(groups).Fill(int.MaxValue);
    }

    private bool TryReadBitmap(ReadOnlySpan<byte> bitmap, int slotLimit)
    {
        if (!BitmapDecoder.TryDecode(bitmap, _firstSlot, _slots, Count)) return false;
        EndGroups();
        return _slots[0] == _firstSlot && _slots[Count - 1] < slotLimit;
    }
}
