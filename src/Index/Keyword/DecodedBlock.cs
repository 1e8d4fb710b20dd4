using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
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
    private int _form;
    private int _offset;
    private int _planesOffset;
    private int _slotsOffset;
    private int _bitmapBytes;
    private int _firstSlot;
    private bool _isSparse;

    /// <summary>Number of postings.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the block takes, once its frequencies were read.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>The slots, once <see cref="TryReadSlots"/> has read them.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>How often they have the term, once <see cref="TryReadFrequencies"/> has read it.</summary>
    public BlockFrequencies Frequencies { get; } = new();

    /// <summary>Makes it a block of given slots that have the term once each.</summary>
    public void Set(ReadOnlySpan<int> slots)
    {
        Count = slots.Length;
        slots.CopyTo(_slots);
        EndGroups();
        Frequencies.SetOnce(slots.Length);
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
        _isSparse = (head & PostingBlockLayout.SparseBit) != 0;
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
        if (!Frequencies.TryRead(page, ref at, Count, planes, _isSparse)) return false;
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

    /// <summary>Those of some slots that are in the block and may score enough with it.</summary>
    /// <param name="slots">Rising slots.</param>
    /// <param name="scores">What each may score without the block.</param>
    /// <param name="worth">What the block adds; its frequencies were read.</param>
    /// <param name="cutoff">What is enough.</param>
    /// <param name="common">As long as the slots; may be where they are, or before.</param>
    /// <param name="sums">What each may score with the block; may be where the scores are, or before.</param>
    /// <returns>How many there are.</returns>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public int CopyCommon(
        ReadOnlySpan<int> slots, ReadOnlySpan<double> scores, in SlotWorth worth, double cutoff, Span<int> common,
        Span<double> sums)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(scores.Length, slots.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(common.Length, slots.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(sums.Length, slots.Length);
        int count = 0;
        ref int to = ref MemoryMarshal.GetReference(common);
        ref double sumTo = ref MemoryMarshal.GetReference(sums);
        ref double score = ref MemoryMarshal.GetReference(scores);
        ref int ends = ref MemoryMarshal.GetArrayDataReference(_ends);
        ref int first = ref MemoryMarshal.GetArrayDataReference(_slots);
        ref byte repeats = ref MemoryMarshal.GetReference(Frequencies.Repeats);
        Vector256<int> lower = Vector256.LoadUnsafe(ref ends);
        Vector256<int> upper = Vector256.LoadUnsafe(ref ends, GroupSlots);
        for (int i = 0; i < slots.Length; i++)
        {
            int slot = slots[i];
            Vector256<int> wanted = Vector256.Create(slot);
            nuint group = (nuint)FirstOfGroup(wanted, lower, upper);
            uint same = Vector256.Equals(Vector256.LoadUnsafe(ref first, group), wanted).ExtractMostSignificantBits();
            // Where there is none, 32 bytes behind the group one is read that does not count.
            byte again = Unsafe.Add(ref repeats, group + (nuint)BitOperations.TrailingZeroCount(same));
            double sum = Unsafe.Add(ref score, i) + worth.Of(slot, again);
            Unsafe.Add(ref to, count) = slot;
            Unsafe.Add(ref sumTo, count) = sum;
            count += (same != 0 ? 1 : 0) & (sum >= cutoff ? 1 : 0);
        }

        return count;
    }

    /// <summary>Those of some postings that may score enough.</summary>
    /// <param name="mask0">Which of the postings 0 to 63 count.</param>
    /// <param name="mask1">Which of the postings 64 to 127.</param>
    /// <param name="worth">What the block adds; its frequencies were read.</param>
    /// <param name="cutoff">What is enough.</param>
    /// <param name="slots">Room for a block: takes the slots.</param>
    /// <param name="scores">As much room: takes what each may score.</param>
    /// <returns>How many there are.</returns>
    public int CopyBest(
        ulong mask0, ulong mask1, in SlotWorth worth, double cutoff, Span<int> slots, Span<double> scores)
    {
        ReadOnlySpan<byte> repeats = Frequencies.Repeats;
        int count = 0;
        for (int half = 0; half < 2; half++)
        {
            for (ulong mask = half == 0 ? mask0 : mask1; mask != 0; mask &= mask - 1)
            {
                int posting = 64 * half + BitOperations.TrailingZeroCount(mask);
                int slot = _slots[posting];
                double score = worth.Of(slot, repeats[posting]);
                // No branch depends on the score: what is not enough is written over.
                slots[count] = slot;
                scores[count] = score;
                count += score >= cutoff ? 1 : 0;
            }
        }

        return count;
    }

    /// <summary>Which postings lie in a range of slots.</summary>
    /// <param name="start">The first slot that counts.</param>
    /// <param name="limit">The first slot behind those that count.</param>
    /// <returns>The index of the first of them, and the first index behind them; may be the other way round.</returns>
    public (int From, int To) Within(int start, int limit) =>
        (Slots[0] >= start ? 0 : CountBelow(start), Slots[^1] < limit ? Count : CountBelow(limit));

    /// <summary>Takes from a mask what lies outside of a range of slots.</summary>
    /// <param name="start">The first slot that counts.</param>
    /// <param name="limit">The first slot behind those that count.</param>
    /// <param name="mask0">Which of the postings 0 to 63 count.</param>
    /// <param name="mask1">Which of the postings 64 to 127.</param>
    public void Clip(int start, int limit, ref ulong mask0, ref ulong mask1)
    {
        (int from, int to) = Within(start, limit);
        mask0 &= BlockFrequencies.LowBits(to) & ~BlockFrequencies.LowBits(from);
        mask1 &= BlockFrequencies.LowBits(to - 64) & ~BlockFrequencies.LowBits(from - 64);
    }

    // Where the group begins that does not end below a slot, by the ends of the first eight groups and of the others.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int FirstOfGroup(Vector256<int> wanted, Vector256<int> lowerEnds, Vector256<int> upperEnds)
    {
        uint lower = Vector256.LessThan(lowerEnds, wanted).ExtractMostSignificantBits();
        uint upper = Vector256.LessThan(upperEnds, wanted).ExtractMostSignificantBits();
        return GroupSlots * BitOperations.PopCount(upper << GroupSlots | lower);
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
