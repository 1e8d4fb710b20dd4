using System.Buffers.Binary;
using System.Numerics;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Writes and measures blocks of postings.</summary>
internal static class PostingBlock
{
    /// <summary>More bytes than any block takes.</summary>
    public const int BytesMax = PostingBlockLayout.Slots + 2 + PostingBlockLayout.CountMax * (sizeof(uint) + 5);

    /// <summary>Bytes of the length of a bitmap.</summary>
    internal const int BitmapLengthBytes = sizeof(ushort);

    /// <summary>Most planes; what they cannot say follows as numbers.</summary>
    internal const int PlanesMax = 3;

    /// <summary>Bytes of what says which bytes of the first plane are there.</summary>
    internal const int SparseMaskBytes = sizeof(ushort);

    /// <summary>The frequency that these numbers are counted from.</summary>
    internal const int ExceptionBase = PlanesMax + 1;

    /// <summary>Most bits of such a number.</summary>
    internal const int ExceptionWidthMax = 31;

    /// <summary>Writes a block.</summary>
    /// <param name="target">At least <see cref="BytesMax"/> bytes.</param>
    /// <param name="slots">1 to <see cref="PostingBlockLayout.CountMax"/> rising slots.</param>
    /// <param name="frequencies">How often each has the term, at least 1.</param>
    /// <returns>How many bytes it takes.</returns>
    public static int Write(Span<byte> target, ReadOnlySpan<int> slots, ReadOnlySpan<int> frequencies)
    {
        int count = slots.Length;
        int planes = PlanesFor(frequencies);
        Span<int> gaps = stackalloc int[PostingBlockLayout.CountMax];
        gaps = gaps[..(count - 1)];
        for (int i = 0; i < gaps.Length; i++) gaps[i] = slots[i + 1] - slots[i] - 1;
        int width = WidthOf(gaps);
        int gapBytes = GapBytes(count, width);
        int bitmapBytes = (slots[^1] - slots[0]) / 8 + 1;
        bool isBitmap = bitmapBytes + BitmapLengthBytes < gapBytes;

        target[..BytesMax].Clear();
        target[PostingBlockLayout.Count] = (byte)(count - 1);
        target[PostingBlockLayout.Form] = (byte)(
            planes << PostingBlockLayout.PlanesShift | (isBitmap ? PostingBlockLayout.BitmapBit : width));
        int at = PostingBlockLayout.Slots;
        if (isBitmap)
        {
            BinaryPrimitives.WriteUInt16LittleEndian(target[at..], (ushort)bitmapBytes);
            at += BitmapLengthBytes;
            foreach (int slot in slots) target[at + (slot - slots[0]) / 8] |= (byte)(1 << ((slot - slots[0]) & 7));
            at += bitmapBytes;
        }
        else
        {
            at += WriteNumbers(target[at..], gaps, width);
        }

        return WriteFrequencies(target, at, frequencies, planes);
    }

    /// <summary>Bytes of the gaps of a block.</summary>
    public static int GapBytes(int count, int width) => ((count - 1) * width + 7) / 8;

    /// <summary>Bytes of a plane of a block.</summary>
    public static int PlaneBytes(int count) => (count + 7) / 8;

    private static int PlanesFor(ReadOnlySpan<int> frequencies)
    {
        int highest = 0;
        foreach (int frequency in frequencies) highest = Math.Max(highest, frequency);
        return Math.Min(highest - 1, PlanesMax);
    }

    private static int WidthOf(ReadOnlySpan<int> numbers)
    {
        int widest = 0;
        foreach (int number in numbers) widest |= number;
        return BitOperations.Log2((uint)widest << 1 | 1);
    }

    private static int WriteNumbers(Span<byte> target, ReadOnlySpan<int> numbers, int width)
    {
        ulong bits = 0;
        int bitCount = 0;
        int at = 0;
        foreach (int number in numbers)
        {
            bits |= (ulong)number << bitCount;
            bitCount += width;
            for (; bitCount >= 8; bitCount -= 8, bits >>= 8) target[at++] = (byte)bits;
        }

        if (bitCount > 0) target[at++] = (byte)bits;
        return at;
    }

    // The first plane says which stand more than once; each other one, of those in the plane before, which stand more
    // often than that.
    private static int WriteFrequencies(Span<byte> target, int at, ReadOnlySpan<int> frequencies, int planes)
    {
        for (int plane = 1; plane <= planes; plane++)
        {
            int bit = 0;
            foreach (int frequency in frequencies)
            {
                if (frequency < plane) continue;
                if (frequency > plane) target[at + bit / 8] |= (byte)(1 << (bit & 7));
                bit++;
            }

            int planeBytes = PlaneBytes(bit);
            if (plane == 1 && TryLeaveOutZeros(target.Slice(at, planeBytes), out int sparseBytes))
            {
                target[PostingBlockLayout.Count] |= PostingBlockLayout.SparseBit;
                planeBytes = sparseBytes;
            }

            at += planeBytes;
        }

        return planes == PlanesMax ? WriteExceptions(target, at, frequencies) : at;
    }

    // A bit for each byte of the plane says whether it is there: most words stand once in most records.
    private static bool TryLeaveOutZeros(Span<byte> plane, out int sizeBytes)
    {
        Span<byte> kept = stackalloc byte[PlaneBytes(PostingBlockLayout.CountMax)];
        uint mask = 0;
        int keptBytes = 0;
        for (int i = 0; i < plane.Length; i++)
        {
            if (plane[i] == 0) continue;
            mask |= 1U << i;
            kept[keptBytes++] = plane[i];
        }

        sizeBytes = SparseMaskBytes + keptBytes;
        if (sizeBytes >= plane.Length) return false;
        plane.Clear();
        BinaryPrimitives.WriteUInt16LittleEndian(plane, (ushort)mask);
        kept[..keptBytes].CopyTo(plane[SparseMaskBytes..]);
        return true;
    }

    private static int WriteExceptions(Span<byte> target, int at, ReadOnlySpan<int> frequencies)
    {
        Span<int> above = stackalloc int[PostingBlockLayout.CountMax];
        int count = 0;
        foreach (int frequency in frequencies)
        {
            if (frequency >= ExceptionBase) above[count++] = frequency - ExceptionBase;
        }

        int width = WidthOf(above[..count]);
        target[at++] = (byte)width;
        return at + WriteNumbers(target[at..], above[..count], width);
    }
}
