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

    /// <summary>The frequency that these numbers are counted from.</summary>
    internal const int ExceptionBase = PlanesMax + 1;

    /// <summary>Writes a block.</summary>
    /// <param name="target">At least <see cref="BytesMax"/> bytes.</param>
    /// <param name="slots">1 to <see cref="PostingBlockLayout.CountMax"/> rising slots.</param>
    /// <param name="frequencies">How often each has the term, at least 1.</param>
    /// <returns>How many bytes it takes.</returns>
    public static int Write(Span<byte> target, ReadOnlySpan<int> slots, ReadOnlySpan<int> frequencies)
    {
        int count = slots.Length;
        int planes = PlanesFor(frequencies);
        int widest = 0;
        for (int i = 1; i < count; i++) widest |= slots[i] - slots[i - 1] - 1;
        int width = BitOperations.Log2((uint)widest << 1 | 1);
        int gapBytes = GapBytes(count, width);
        int bitmapBytes = (slots[^1] - slots[0]) / 8 + 1;
        bool isBitmap = bitmapBytes + BitmapLengthBytes < gapBytes;

        int sizeBytes = PostingBlockLayout.Slots +
            (isBitmap ? BitmapLengthBytes + bitmapBytes : gapBytes) + planes * PlaneBytes(count);
        target[..sizeBytes].Clear();
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
            WriteGaps(target[at..], slots, width);
            at += gapBytes;
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

    private static void WriteGaps(Span<byte> target, ReadOnlySpan<int> slots, int width)
    {
        ulong bits = 0;
        int bitCount = 0;
        int at = 0;
        for (int i = 1; i < slots.Length; i++)
        {
            bits |= (ulong)(slots[i] - slots[i - 1] - 1) << bitCount;
            bitCount += width;
            for (; bitCount >= 8; bitCount -= 8, bits >>= 8) target[at++] = (byte)bits;
        }

        if (bitCount > 0) target[at] = (byte)bits;
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

            at += PlaneBytes(bit);
        }

        foreach (int frequency in frequencies)
        {
            if (planes == PlanesMax && frequency >= ExceptionBase)
                at += Varint.Write(target[at..], (ulong)(frequency - ExceptionBase));
        }

        return at;
    }
}
