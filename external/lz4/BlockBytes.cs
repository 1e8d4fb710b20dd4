using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace K4os.Compression.LZ4;

/// <summary>Unaligned reads, copies and comparisons; every caller has checked the bounds these methods state.</summary>
internal static unsafe class BlockBytes
{
    /// <summary>Reads 2 bytes, little-endian.</summary>
    /// <param name="position">Start of 2 readable bytes.</param>
    /// <returns>The value.</returns>
    internal static ushort Read16(byte* position) =>
        BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(position, sizeof(ushort)));

    /// <summary>Reads 4 bytes, little-endian.</summary>
    /// <param name="position">Start of 4 readable bytes.</param>
    /// <returns>The value.</returns>
    internal static uint Read32(byte* position) =>
        BinaryPrimitives.ReadUInt32LittleEndian(new ReadOnlySpan<byte>(position, sizeof(uint)));

    /// <summary>Reads 8 bytes, little-endian.</summary>
    /// <param name="position">Start of 8 readable bytes.</param>
    /// <returns>The value.</returns>
    internal static ulong Read64(byte* position) =>
        BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(position, sizeof(ulong)));

    /// <summary>Copies exactly 2 bytes.</summary>
    /// <param name="source">Start of 2 readable bytes.</param>
    /// <param name="target">Start of 2 writable bytes.</param>
    internal static void Copy2(byte* source, byte* target) =>
        Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ushort>(source));

    /// <summary>Copies exactly 8 bytes.</summary>
    /// <param name="source">Start of 8 readable bytes.</param>
    /// <param name="target">Start of 8 writable bytes.</param>
    internal static void Copy8(byte* source, byte* target) =>
        Unsafe.WriteUnaligned(target, Unsafe.ReadUnaligned<ulong>(source));

    /// <summary>Copies exactly 16 bytes; all are read before any is written.</summary>
    /// <param name="source">Start of 16 readable bytes.</param>
    /// <param name="target">Start of 16 writable bytes.</param>
    internal static void Copy16(byte* source, byte* target) => Vector128.Load(source).Store(target);

    /// <summary>Counts the equal bytes at the start of two stretches.</summary>
    /// <param name="first">Start of the later stretch.</param>
    /// <param name="firstLimit">End of the later stretch.</param>
    /// <param name="second">Start of the earlier stretch, before <paramref name="first"/>.</param>
    /// <returns>The count in bytes, at most the length of the later stretch.</returns>
    internal static int CountEqual(byte* first, byte* firstLimit, byte* second)
    {
        byte* start = first;
        while (firstLimit - first >= sizeof(ulong))
        {
            ulong difference = Read64(first) ^ Read64(second);
            if (difference != 0)
                return (int)(first - start) + (BitOperations.TrailingZeroCount(difference) >> 3);
            first += sizeof(ulong);
            second += sizeof(ulong);
        }

        while (first < firstLimit && *first == *second)
        {
            first++;
            second++;
        }

        return (int)(first - start);
    }
}
