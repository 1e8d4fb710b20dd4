using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Words;

/// <summary>Reads blocks of postings: FORMAT.md section 7.9. One thread at a time.</summary>
internal sealed class BlockReader
{
    private readonly int[] _slots = new int[PostingBlockLayout.CountMax];
    private readonly int[] _frequencies = new int[PostingBlockLayout.CountMax];

    /// <summary>How many postings the block has.</summary>
    public int Count { get; private set; }

    /// <summary>The slots.</summary>
    public ReadOnlySpan<int> Slots => _slots.AsSpan(0, Count);

    /// <summary>How often each has the term.</summary>
    public ReadOnlySpan<int> Frequencies => _frequencies.AsSpan(0, Count);

    /// <summary>How many bytes it takes.</summary>
    public int SizeBytes { get; private set; }

    /// <summary>Reads a block.</summary>
    /// <param name="bytes">From its beginning to the end of its page.</param>
    /// <param name="firstSlot">Its first slot.</param>
    /// <returns>False if it is none.</returns>
    public bool TryRead(ReadOnlySpan<byte> bytes, long firstSlot)
    {
        Count = 0;
        if (bytes.Length < PostingBlockLayout.Slots || firstSlot is < 0 or >= PostingBlockLayout.SlotCountMax)
            return false;
        Count = (bytes[PostingBlockLayout.Count] & ~PostingBlockLayout.SparseBit) + 1;
        bool isSparse = (bytes[PostingBlockLayout.Count] & PostingBlockLayout.SparseBit) != 0;
        int form = bytes[PostingBlockLayout.Form];
        int width = form & PostingBlockLayout.WidthMask;
        int planes = form >> PostingBlockLayout.PlanesShift & 3;
        bool isBitmap = (form & PostingBlockLayout.BitmapBit) != 0;
        if (width > 24 || (isBitmap && width > 0) || (isSparse && planes == 0)) return false;
        _slots[0] = (int)firstSlot;
        ReadOnlySpan<byte> rest = bytes[PostingBlockLayout.Slots..];
        bool areRead = isBitmap ? TryReadBitmap(ref rest) : TryReadGaps(ref rest, width);
        if (!areRead || !TryReadFrequencies(ref rest, planes, isSparse)) return false;
        SizeBytes = bytes.Length - rest.Length;
        return true;
    }

    private bool TryReadGaps(ref ReadOnlySpan<byte> rest, int width)
    {
        int sizeBytes = ((Count - 1) * width + 7) / 8;
        if (sizeBytes > rest.Length) return false;
        for (int i = 1; i < Count; i++)
        {
            _slots[i] = _slots[i - 1] + 1 + Bits(rest, (i - 1) * width, width);
        }

        rest = rest[sizeBytes..];
        return true;
    }

    private bool TryReadBitmap(ref ReadOnlySpan<byte> rest)
    {
        if (rest.Length < sizeof(ushort)) return false;
        int sizeBytes = BinaryPrimitives.ReadUInt16LittleEndian(rest);
        rest = rest[sizeof(ushort)..];
        if (sizeBytes == 0 || sizeBytes > rest.Length || Bit(rest, 0) == 0) return false;
        int found = 0;
        for (int i = 0; i < 8 * sizeBytes; i++)
        {
            if (Bit(rest, i) == 0) continue;
            if (found == Count) return false;
            _slots[found++] = _slots[0] + i;
        }

        rest = rest[sizeBytes..];
        return found == Count;
    }

    private bool TryReadFrequencies(ref ReadOnlySpan<byte> rest, int planes, bool isSparse)
    {
        Array.Fill(_frequencies, 1, 0, Count);
        if (planes == 0) return true;
        // The postings that are not known to be below what the plane asks, of which each has a bit in it.
        Span<byte> left = stackalloc byte[PostingBlockLayout.CountMax];
        int leftCount = Count;
        for (int i = 0; i < leftCount; i++) left[i] = (byte)i;
        Span<byte> bits = stackalloc byte[PostingBlockLayout.CountMax / 8];
        for (int plane = 1; plane <= planes; plane++)
        {
            if (!TryTakePlane(ref rest, bits[..((leftCount + 7) / 8)], isSparse && plane == 1)) return false;
            int keptCount = 0;
            for (int i = 0; i < leftCount; i++)
            {
                if (Bit(bits, i) == 0) continue;
                _frequencies[left[i]] = plane + 1;
                left[keptCount++] = left[i];
            }

            leftCount = keptCount;
        }

        return planes < 3 || leftCount == 0 || TryReadHighest(ref rest, left[..leftCount]);
    }

    // A sparse plane says first which of its bytes are there.
    private static bool TryTakePlane(ref ReadOnlySpan<byte> rest, scoped Span<byte> plane, bool isSparse)
    {
        int there = (1 << plane.Length) - 1;
        if (isSparse)
        {
            if (rest.Length < sizeof(ushort)) return false;
            int said = BinaryPrimitives.ReadUInt16LittleEndian(rest);
            if ((said & ~there) != 0) return false;
            there = said;
            rest = rest[sizeof(ushort)..];
        }

        plane.Clear();
        for (int i = 0; i < plane.Length; i++)
        {
            if ((there >> i & 1) == 0) continue;
            if (rest.Length == 0) return false;
            plane[i] = rest[0];
            rest = rest[1..];
        }

        return true;
    }

    private bool TryReadHighest(ref ReadOnlySpan<byte> rest, scoped ReadOnlySpan<byte> postings)
    {
        if (rest.Length == 0) return false;
        int width = rest[0];
        rest = rest[1..];
        int sizeBytes = (postings.Length * width + 7) / 8;
        if (width > 31 || sizeBytes > rest.Length) return false;
        for (int i = 0; i < postings.Length; i++)
        {
            long above = 0;
            for (int bit = 0; bit < width; bit++) above |= (long)Bit(rest, i * width + bit) << bit;
            if (above > int.MaxValue - 4) return false;
            _frequencies[postings[i]] = 4 + (int)above;
        }

        rest = rest[sizeBytes..];
        return true;
    }

    // At most 24 bits, so that four bytes have them all.
    private static int Bits(ReadOnlySpan<byte> bytes, int index, int count)
    {
        int first = index / 8;
        uint value = first + sizeof(uint) <= bytes.Length
            ? BinaryPrimitives.ReadUInt32LittleEndian(bytes[first..])
            : Last(bytes[first..]);
        return (int)(value >> (index % 8) & (1U << count) - 1);
    }

    private static uint Last(ReadOnlySpan<byte> bytes)
    {
        uint value = 0;
        for (int i = bytes.Length - 1; i >= 0; i--) value = value << 8 | bytes[i];
        return value;
    }

    private static int Bit(ReadOnlySpan<byte> bytes, int index) => bytes[index / 8] >> (index % 8) & 1;
}
