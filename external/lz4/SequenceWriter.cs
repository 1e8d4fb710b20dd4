using System.Runtime.CompilerServices;

namespace K4os.Compression.LZ4;

/// <summary>Writes the sequences of a block into a target of any size, which it never overruns.</summary>
internal static unsafe class SequenceWriter
{
    // Literals up to this many are copied by 8 bytes at a time; a call costs more.
    private const int WideCopyBytesMax = 64;

    /// <summary>Writes literals and a match.</summary>
    /// <param name="write">Where to write.</param>
    /// <param name="writeEnd">End of the target.</param>
    /// <param name="literals">The literals; at least 8 more bytes are readable behind them.</param>
    /// <param name="literalBytes">How many literals, at least 0.</param>
    /// <param name="distance">How far back the match lies, 1 to 65535.</param>
    /// <param name="matchBytes">Length of the match, at least 4.</param>
    /// <returns>The new write position, or null if the target is too small.</returns>
    internal static byte* WriteMatch(
        byte* write, byte* writeEnd, byte* literals, int literalBytes, int distance, int matchBytes)
    {
        byte* token = write;
        int matchCode = matchBytes - BlockFormat.MatchBytesMin;

        // 16 bytes cover token, distance, both first added lengths and the overshoot of a literal copy.
        long room = writeEnd - write;
        if (room < 16L + literalBytes + (literalBytes / BlockFormat.LengthByteMax) +
            (matchCode / BlockFormat.LengthByteMax))
        {
            if (room < ExactBytes(literalBytes, matchCode)) return null;
            write = WriteLiterals(write, literals, literalBytes);
        }
        else if (literalBytes < BlockFormat.HalfTokenMax)
        {
            *write++ = (byte)(literalBytes << 4);
            BlockBytes.Copy8(literals, write);
            if (literalBytes > 8) BlockBytes.Copy8(literals + 8, write + 8);
            write += literalBytes;
        }
        else
        {
            write = literalBytes > WideCopyBytesMax
                ? WriteLiterals(write, literals, literalBytes)
                : WriteLiteralsWide(write, literals, literalBytes);
        }

        write[0] = (byte)distance;
        write[1] = (byte)(distance >> 8);
        write += BlockFormat.DistanceFieldBytes;

        if (matchCode < BlockFormat.HalfTokenMax)
        {
            *token |= (byte)matchCode;
            return write;
        }

        *token |= BlockFormat.HalfTokenMax;
        return WriteAddedLength(write, matchCode - BlockFormat.HalfTokenMax);
    }

    /// <summary>Writes the last sequence of a block, which is literals only.</summary>
    /// <param name="write">Where to write.</param>
    /// <param name="writeEnd">End of the target.</param>
    /// <param name="literals">The literals.</param>
    /// <param name="literalBytes">How many literals, at least 0.</param>
    /// <returns>The end of the block, or null if the target is too small.</returns>
    internal static byte* WriteFinal(byte* write, byte* writeEnd, byte* literals, int literalBytes)
    {
        if (writeEnd - write < 1L + AddedBytes(literalBytes) + literalBytes) return null;
        return WriteLiterals(write, literals, literalBytes);
    }

    /// <summary>How many added length bytes a length needs behind its half of the token.</summary>
    /// <param name="length">The literal count, or the match length less 4.</param>
    /// <returns>The number of bytes, 0 or more.</returns>
    internal static int AddedBytes(int length) =>
        length < BlockFormat.HalfTokenMax
            ? 0
            : ((length - BlockFormat.HalfTokenMax) / BlockFormat.LengthByteMax) + 1;

    private static long ExactBytes(int literalBytes, int matchCode) =>
        1L + AddedBytes(literalBytes) + literalBytes + BlockFormat.DistanceFieldBytes + AddedBytes(matchCode);

    private static byte* WriteLiterals(byte* write, byte* literals, int literalBytes)
    {
        write = WriteLiteralCount(write, literalBytes);
        Unsafe.CopyBlockUnaligned(write, literals, (uint)literalBytes);
        return write + literalBytes;
    }

    private static byte* WriteLiteralsWide(byte* write, byte* literals, int literalBytes)
    {
        write = WriteLiteralCount(write, literalBytes);
        for (int done = 0; done < literalBytes; done += 8) BlockBytes.Copy8(literals + done, write + done);
        return write + literalBytes;
    }

    private static byte* WriteLiteralCount(byte* write, int literalBytes)
    {
        if (literalBytes < BlockFormat.HalfTokenMax)
        {
            *write = (byte)(literalBytes << 4);
            return write + 1;
        }

        *write = BlockFormat.HalfTokenMax << 4;
        return WriteAddedLength(write + 1, literalBytes - BlockFormat.HalfTokenMax);
    }

    private static byte* WriteAddedLength(byte* write, int length)
    {
        if (length >= BlockFormat.LengthByteMax)
        {
            int full = length / BlockFormat.LengthByteMax;
            Unsafe.InitBlockUnaligned(write, BlockFormat.LengthByteMax, (uint)full);
            write += full;
            length -= full * BlockFormat.LengthByteMax;
        }

        *write = (byte)length;
        return write + 1;
    }
}
