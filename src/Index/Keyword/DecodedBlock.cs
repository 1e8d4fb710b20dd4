using System.Buffers.Binary;
using System.Numerics;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>A block of postings that was read: how often each has the term first, which slots they are on demand.
/// </summary>
/// <remarks>Made to be used again; one thread. Reading never throws for what the bytes say: it returns false.</remarks>
internal sealed class DecodedBlock
{
    private readonly int[] _slots = new int[PostingBlockLayout.CountMax + GapDecoder.SlackSlots];
    private readonly int[] _exceptions = new int[PostingBlockLayout.CountMax];
    private int _form;
    private int _slotsOffset;
    private int _bitmapBytes;
    private int _firstSlot;
    private ulong _low0;
    private ulong _low1;
    private ulong _high0;
    private ulong _high1;

    /// <summary>Number of postings.</summary>
    public int Count { get; private set; }

    /// <summary>How many bytes the block takes.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>The slots, once <see cref="TryReadSlots"/> has read them.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>Makes it a block of given slots that have the term once each.</summary>
    public void Set(ReadOnlySpan<int> slots)
    {
        Count = slots.Length;
        slots.CopyTo(_slots);
        _low0 = _low1 = _high0 = _high1 = 0;
    }

    /// <summary>Gives its one slot a frequency.</summary>
    public void SetFrequency(int frequency)
    {
        int code = Math.Min(frequency, PostingBlock.ExceptionBase) - 1;
        _low0 = (ulong)(code & 1);
        _high0 = (ulong)(code >> 1);
        _exceptions[0] = frequency;
    }

    /// <summary>Reads how many postings there are and their frequencies.</summary>
    /// <param name="page">A page with its trailer.</param>
    /// <param name="offset">Where in it the block begins.</param>
    /// <param name="firstSlot">The first slot.</param>
    public bool TryReadFrequencies(ReadOnlySpan<byte> page, int offset, int firstSlot)
    {
        ReadOnlySpan<byte> payload = page[..IndexPageLayout.PayloadBytes];
        Count = 0;
        if ((uint)offset > (uint)(payload.Length - PostingBlockLayout.Slots)) return false;

        int count = payload[offset + PostingBlockLayout.Count] + 1;
        _form = payload[offset + PostingBlockLayout.Form];
        _firstSlot = firstSlot;
        int at = offset + PostingBlockLayout.Slots;
        bool isBitmap = (_form & PostingBlockLayout.BitmapBit) != 0;
        int planes = _form >> PostingBlockLayout.PlanesShift & 3;
        bool isForm = planes <= 2 && (_form & PostingBlockLayout.WidthMask) <= (isBitmap ? 0 : GapDecoder.WidthMax);
        if (count > PostingBlockLayout.CountMax || !isForm) return false;

        _bitmapBytes = isBitmap ? BinaryPrimitives.ReadUInt16LittleEndian(page[at..]) : 0;
        if (isBitmap) at += PostingBlock.BitmapLengthBytes;
        _slotsOffset = at;
        at += isBitmap ? _bitmapBytes : PostingBlock.GapBytes(count, _form & PostingBlockLayout.WidthMask);
        int planeBytes = PostingBlock.PlaneBytes(count);
        bool isInPage = at + planes * planeBytes <= payload.Length;
        if (!isInPage || (isBitmap && _bitmapBytes == 0)) return false;

        ReadPlane(payload, planes > 0 ? at : -1, planeBytes, out _low0, out _low1);
        ReadPlane(payload, planes > 1 ? at + planeBytes : -1, planeBytes, out _high0, out _high1);
        at += planes * planeBytes;
        if (!TryReadExceptions(payload, ref at)) return false;
        SizeBytes = at - offset;
        Count = count;
        return true;
    }

    /// <summary>Reads the slots of the block whose frequencies were read last.</summary>
    /// <param name="page">The same page.</param>
    /// <param name="slotLimit">All slots are below it; at most <see cref="PostingBlockLayout.SlotCountMax"/>.</param>
    public bool TryReadSlots(ReadOnlySpan<byte> page, int slotLimit)
    {
        if ((uint)_firstSlot >= (uint)slotLimit) return false;
        if (_bitmapBytes > 0) return TryReadBitmap(page.Slice(_slotsOffset, _bitmapBytes), slotLimit);
        _slots[0] = _firstSlot;
        GapDecoder.Decode(page[_slotsOffset..], _form & PostingBlockLayout.WidthMask, _slots, Count);
        // Gaps are so narrow that their sum cannot pass the largest number: slots rise, and the last is the highest.
        return _slots[Count - 1] < slotLimit;
    }

    /// <summary>How often a posting has the term.</summary>
    public int Frequency(int index)
    {
        ulong bit = 1UL << index;
        bool isUpper = index >= 64;
        int low = ((isUpper ? _low1 : _low0) & bit) != 0 ? 1 : 0;
        int high = ((isUpper ? _high1 : _high0) & bit) != 0 ? 2 : 0;
        int code = low + high;
        return code < PostingBlock.ExceptionBase - 1 ? code + 1 : _exceptions[ExceptionsBefore(index)];
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
            2 => (_low0 | _high0, _low1 | _high1),
            3 => (_high0, _high1),
            _ => (_high0 & _low0, _high1 & _low1),
        };
        mask0 &= LowBits(Count);
        mask1 &= LowBits(Count - 64);
    }

    /// <summary>Finds a slot.</summary>
    /// <returns>Its index, or -1.</returns>
    public int IndexOf(int slot) => Slots.IndexOf(slot);

    /// <summary>How many slots are below one.</summary>
    public int CountBelow(int slot)
    {
        int index = Slots.BinarySearch(slot);
        return index < 0 ? ~index : index;
    }

    private static ulong LowBits(int count) => count >= 64 ? ulong.MaxValue : count <= 0 ? 0 : (1UL << count) - 1;

    private static void ReadPlane(ReadOnlySpan<byte> payload, int at, int sizeBytes, out ulong first, out ulong second)
    {
        Span<byte> plane = stackalloc byte[2 * sizeof(ulong)];
        plane.Clear();
        if (at >= 0) payload.Slice(at, sizeBytes).CopyTo(plane);
        first = BinaryPrimitives.ReadUInt64LittleEndian(plane);
        second = BinaryPrimitives.ReadUInt64LittleEndian(plane[sizeof(ulong)..]);
    }

    private bool TryReadExceptions(ReadOnlySpan<byte> payload, ref int at)
    {
        int count = BitOperations.PopCount(_low0 & _high0) + BitOperations.PopCount(_low1 & _high1);
        if (count > _exceptions.Length) return false;
        for (int i = 0; i < count; i++)
        {
            if (!Varint.TryRead(payload, ref at, out long above) || above > int.MaxValue - PostingBlock.ExceptionBase)
                return false;
            _exceptions[i] = (int)above + PostingBlock.ExceptionBase;
        }

        return true;
    }

    private int ExceptionsBefore(int index)
    {
        ulong first = _low0 & _high0;
        if (index < 64) return BitOperations.PopCount(first & LowBits(index));
        return BitOperations.PopCount(first) + BitOperations.PopCount(_low1 & _high1 & LowBits(index - 64));
    }

    private bool TryReadBitmap(ReadOnlySpan<byte> bitmap, int slotLimit)
    {
        int found = 0;
        int start = _firstSlot;
        Span<byte> last = stackalloc byte[sizeof(ulong)];
        for (; bitmap.Length > 0; start += 64)
        {
            ulong word;
            if (bitmap.Length >= sizeof(ulong))
            {
                word = BinaryPrimitives.ReadUInt64LittleEndian(bitmap);
                bitmap = bitmap[sizeof(ulong)..];
            }
            else
            {
                last.Clear();
                bitmap.CopyTo(last);
                word = BinaryPrimitives.ReadUInt64LittleEndian(last);
                bitmap = default;
            }

            if (BitOperations.PopCount(word) > Count - found) return false;
            for (; word != 0; word &= word - 1) _slots[found++] = start + BitOperations.TrailingZeroCount(word);
        }

        return found == Count && _slots[0] == _firstSlot && _slots[found - 1] < slotLimit;
    }
}
