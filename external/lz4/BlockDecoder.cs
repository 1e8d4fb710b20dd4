using System.Runtime.CompilerServices;

namespace K4os.Compression.LZ4;

/// <summary>Decodes one block; safe on any bytes.</summary>
/// <remarks>
/// Two loops. The first runs while both buffers have slack and copies in wide steps that may overshoot into that
/// slack; it passes no verdict, but stops at the start of any sequence that it cannot prove to fit. The second takes
/// over there, checks every length exactly, and alone decides between done and faulty. The end-of-block rules bind
/// encoders only: a last sequence with fewer literals than they ask for is accepted. Time is linear in the two lengths.
/// </remarks>
internal static unsafe class BlockDecoder
{
    // A token, 14 literals, a distance and the 16 bytes a wide literal copy may read stay inside this.
    private const int ReadSlackBytes = 32;

    // 14 literals, an 18-byte match and the overshoot of either copy stay inside this.
    private const int WriteSlackBytes = 64;

    // The most a wide copy writes past the end of what it copies, rounded up.
    private const int OvershootBytes = 32;

    private const int Fault = -1;

    /// <summary>Decodes one whole block.</summary>
    /// <param name="source">Start of the block.</param>
    /// <param name="sourceLength">Length of the block in bytes, at least 1.</param>
    /// <param name="target">Start of the buffer for the raw bytes.</param>
    /// <param name="targetLength">Length of that buffer in bytes, at least 1.</param>
    /// <returns>Bytes decoded, or a negative number on any fault.</returns>
    internal static int Decode(byte* source, int sourceLength, byte* target, int targetLength) =>
        Decode(source, sourceLength, target, targetLength, cutsOff: false);

    /// <summary>Decodes a block up to a number of bytes; what would come behind them is not looked at.</summary>
    /// <param name="source">Start of the block.</param>
    /// <param name="sourceLength">Length of the block in bytes, at least 1.</param>
    /// <param name="target">Start of the buffer for the raw bytes.</param>
    /// <param name="targetLength">How many are wanted, at least 1.</param>
    /// <returns>Bytes decoded, fewer than wanted if the block ends before, or a negative number on any fault before.
    /// </returns>
    internal static int DecodePartly(byte* source, int sourceLength, byte* target, int targetLength) =>
        Decode(source, sourceLength, target, targetLength, cutsOff: true);

    private static int Decode(byte* source, int sourceLength, byte* target, int targetLength, bool cutsOff)
    {
        byte* read = source;
        byte* write = target;
        if (sourceLength > ReadSlackBytes && targetLength > WriteSlackBytes)
            DecodeWithSlack(ref read, source + sourceLength, target, ref write, target + targetLength);
        return DecodeSlowly(read, source + sourceLength, target, write, target + targetLength, cutsOff);
    }

    private static void DecodeWithSlack(
        ref byte* readState, byte* readEnd, byte* target, ref byte* writeState, byte* writeEnd)
    {
        byte* read = readState;
        byte* write = writeState;
        byte* readLimit = readEnd - ReadSlackBytes;
        byte* writeLimit = writeEnd - WriteSlackBytes;
        while (read < readLimit && write < writeLimit)
        {
            // The state names the start of a sequence that is not decoded yet, wherever this loop returns.
            readState = read;
            writeState = write;

            uint token = *read++;
            long literals = token >> 4;
            if (literals < BlockFormat.HalfTokenMax)
            {
                BlockBytes.Copy16(read, write);
            }
            else
            {
                uint added;
                do
                {
                    added = *read++;
                    literals += added;
                }
                while (added == BlockFormat.LengthByteMax && read < readLimit);
                if (added == BlockFormat.LengthByteMax || literals > readLimit - read || literals > writeLimit - write)
                    return;
                CopyWide(read, write, write + literals);
            }

            read += literals;
            write += literals;

            long distance = BlockBytes.Read16(read);
            read += BlockFormat.DistanceFieldBytes;
            if ((ulong)(distance - 1) >= (ulong)(write - target)) return;
            byte* match = write - distance;

            long length = (token & BlockFormat.HalfTokenMax) + BlockFormat.MatchBytesMin;
            if (length < BlockFormat.HalfTokenMax + BlockFormat.MatchBytesMin && distance >= 16)
            {
                BlockBytes.Copy16(match, write);
                BlockBytes.Copy2(match + 16, write + 16);
                write += length;
                continue;
            }

            if (length == BlockFormat.HalfTokenMax + BlockFormat.MatchBytesMin)
            {
                uint added;
                do
                {
                    added = *read++;
                    length += added;
                }
                while (added == BlockFormat.LengthByteMax && read < readEnd);
                if (added == BlockFormat.LengthByteMax || length > writeEnd - OvershootBytes - write) return;
            }

            CopyMatchWide(match, distance, write, write + length);
            write += length;
        }

        readState = read;
        writeState = write;
    }

    // What does not fit is a fault, or cut off.
    private static int DecodeSlowly(
        byte* read, byte* readEnd, byte* target, byte* write, byte* writeEnd, bool cutsOff)
    {
        while (read < readEnd)
        {
            uint token = *read++;
            long literals = token >> 4;
            if (literals == BlockFormat.HalfTokenMax && !TryAddLength(ref read, readEnd, ref literals)) return Fault;
            if (!TryFit(ref literals, writeEnd - write, cutsOff) || literals > readEnd - read) return Fault;
            Unsafe.CopyBlockUnaligned(write, read, (uint)literals);
            read += literals;
            write += literals;
            if (read == readEnd || (cutsOff && write == writeEnd)) return (int)(write - target);

            if (readEnd - read < BlockFormat.DistanceFieldBytes) return Fault;
            long distance = BlockBytes.Read16(read);
            read += BlockFormat.DistanceFieldBytes;
            if (distance == 0 || distance > write - target) return Fault;

            long length = token & BlockFormat.HalfTokenMax;
            if (length == BlockFormat.HalfTokenMax && !TryAddLength(ref read, readEnd, ref length)) return Fault;
            length += BlockFormat.MatchBytesMin;
            if (!TryFit(ref length, writeEnd - write, cutsOff)) return Fault;
            CopyMatchExactly(write, (uint)distance, (uint)length);
            write += length;
            if (cutsOff && write == writeEnd) return (int)(write - target);
        }

        // A block ends after literals, so the end of the source may not follow a match.
        return Fault;
    }

    private static bool TryFit(ref long length, long room, bool cutsOff)
    {
        if (length <= room) return true;
        length = room;
        return cutsOff;
    }

    private static bool TryAddLength(ref byte* read, byte* readEnd, ref long length)
    {
        while (read < readEnd)
        {
            uint added = *read++;
            length += added;
            if (added != BlockFormat.LengthByteMax) return true;
        }

        return false;
    }

    // Overshoots the limit by up to 31 bytes on both sides; source and target lie at least 16 bytes apart.
    private static void CopyWide(byte* source, byte* target, byte* targetLimit)
    {
        do
        {
            BlockBytes.Copy16(source, target);
            BlockBytes.Copy16(source + 16, target + 16);
            source += 32;
            target += 32;
        }
        while (target < targetLimit);
    }

    // Overshoots the limit by up to 31 bytes.
    private static void CopyMatchWide(byte* match, long distance, byte* write, byte* writeLimit)
    {
        if (distance >= 16)
            CopyWide(match, write, writeLimit);
        else
            RepeatedPattern.Write(match, (int)distance, write, writeLimit);
    }

    private static void CopyMatchExactly(byte* write, uint distance, uint length)
    {
        byte* match = write - distance;
        if (length <= 16 && distance < length)
        {
            for (uint done = 0; done < length; done++) write[done] = match[done];
            return;
        }

        // What lies between match and write doubles with every round, and no round reads what it writes.
        while (length > 0)
        {
            uint step = Math.Min(length, (uint)(write - match));
            Unsafe.CopyBlockUnaligned(write, match, step);
            write += step;
            length -= step;
        }
    }
}
