using System.Buffers;
using System.Numerics;

namespace K4os.Compression.LZ4;

/// <summary>The fast encoder: one hash table, one candidate a position, longer steps where nothing matches.</summary>
/// <remarks>
/// Sources below 64 KiB use 16-bit positions, so that twice the entries fit the same cache; longer ones use 32 bits.
/// An entry that was never set reads as position 0, which is a candidate like any other: every one is compared.
/// </remarks>
internal static unsafe class BlockEncoder
{
    private const int ShortSourceBytesLimit = 65536;
    private const int ShortTableBits = 13;
    private const int LongTableBits = 13;

    // After 2^6 misses in a row the search steps by 2, after as many again by 3, and so on.
    private const int StepShift = 6;

    private const uint HashFactor32 = 2654435761;
    private const ulong HashFactor64 = 0x9E3779B185EBCA87;

    /// <summary>Compresses a source into one block.</summary>
    /// <param name="source">Start of the source.</param>
    /// <param name="sourceLength">Its length in bytes, at least 1.</param>
    /// <param name="target">Start of the target.</param>
    /// <param name="targetLength">Its length in bytes, at least 1.</param>
    /// <returns>Bytes written, or a negative number if the target is too small.</returns>
    internal static int Encode(byte* source, int sourceLength, byte* target, int targetLength) =>
        sourceLength < ShortSourceBytesLimit
            ? EncodeWithTable<ushort>(source, sourceLength, target, targetLength, 1 << ShortTableBits)
            : EncodeWithTable<uint>(source, sourceLength, target, targetLength, 1 << LongTableBits);

    private static int EncodeWithTable<TPosition>(
        byte* source, int sourceLength, byte* target, int targetLength, int entryCount)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        byte* write = target;
        byte* writeEnd = target + targetLength;
        byte* anchor = source;
        if (sourceLength > BlockFormat.MatchStartMarginBytes)
        {
            TPosition[] entries = ArrayPool<TPosition>.Shared.Rent(entryCount);
            try
            {
                entries.AsSpan(0, entryCount).Clear();
                fixed (TPosition* table = entries)
                    write = EncodeMatches(source, sourceLength, write, writeEnd, table, out anchor);
            }
            finally
            {
                ArrayPool<TPosition>.Shared.Return(entries);
            }

            if (write == null) return -1;
        }

        byte* end = SequenceWriter.WriteFinal(write, writeEnd, anchor, (int)(source + sourceLength - anchor));
        return end == null ? -1 : (int)(end - target);
    }

    private static byte* EncodeMatches<TPosition>(
        byte* source, int sourceLength, byte* write, byte* writeEnd, TPosition* table, out byte* anchor)
        where TPosition : unmanaged, IBinaryInteger<TPosition>
    {
        byte* startLimit = source + sourceLength - BlockFormat.MatchStartMarginBytes + 1;
        byte* matchLimit = source + sourceLength - BlockFormat.FinalLiteralBytes;
        byte* read = source + 1;
        anchor = source;
        while (true)
        {
            byte* match;
            byte* next = read;
            uint hash = Hash<TPosition>(next);
            int stepSixtyFourths = 1 << StepShift;
            do
            {
                read = next;
                next += stepSixtyFourths++ >> StepShift;
                if (next > startLimit) return write;
                match = source + ulong.CreateTruncating(table[hash]);
                table[hash] = TPosition.CreateTruncating(read - source);
                hash = Hash<TPosition>(next);
            }
            while (!IsMatch<TPosition>(read, match));

            while (read > anchor && match > source && read[-1] == match[-1])
            {
                read--;
                match--;
            }

            // Where one match ends the next often starts, so that place is tried before the search goes on.
            do
            {
                int length = BlockFormat.MatchBytesMin + BlockBytes.CountEqual(
                    read + BlockFormat.MatchBytesMin, matchLimit, match + BlockFormat.MatchBytesMin);
                write = SequenceWriter.WriteMatch(
                    write, writeEnd, anchor, (int)(read - anchor), (int)(read - match), length);
                if (write == null) return null;

                read += length;
                anchor = read;
                if (read >= startLimit) return write;

                table[Hash<TPosition>(read - 2)] = TPosition.CreateTruncating(read - 2 - source);
                hash = Hash<TPosition>(read);
                match = source + ulong.CreateTruncating(table[hash]);
                table[hash] = TPosition.CreateTruncating(read - source);
            }
            while (IsMatch<TPosition>(read, match));

            read++;
        }
    }

    private static bool IsMatch<TPosition>(byte* read, byte* match)
        where TPosition : unmanaged
    {
        if (sizeof(TPosition) > sizeof(ushort) && read - match > BlockFormat.DistanceBytesMax) return false;
        return BlockBytes.Read32(read) == BlockBytes.Read32(match);
    }

    // 16-bit tables hash 4 bytes, the shortest match; long sources have better candidates by 5, and 8 are readable.
    private static uint Hash<TPosition>(byte* position)
        where TPosition : unmanaged =>
        sizeof(TPosition) == sizeof(ushort)
            ? (BlockBytes.Read32(position) * HashFactor32) >> (32 - ShortTableBits)
            : (uint)(((BlockBytes.Read64(position) << 24) * HashFactor64) >> (64 - LongTableBits));
}
