namespace Feedlog.Indexing.Keyword;

/// <summary>Unsigned numbers of 7 bits a byte, the lowest first; the top bit says that more follow.</summary>
internal static class Varint
{
    /// <summary>The most bytes that a number takes.</summary>
    public const int BytesMax = 10;

    /// <summary>Writes a number.</summary>
    /// <returns>How many bytes it took.</returns>
    public static int Write(Span<byte> target, ulong value)
    {
        int count = 0;
        for (; value >= 0x80; value >>= 7) target[count++] = (byte)(value | 0x80);
        target[count++] = (byte)value;
        return count;
    }

    /// <summary>Reads a number and moves behind it. Never throws.</summary>
    /// <returns>False if the bytes end first, or the number has more than 63 bits.</returns>
    public static bool TryRead(ReadOnlySpan<byte> source, ref int offset, out long value)
    {
        // Most are a byte.
        int at = offset;
        if ((uint)at >= (uint)source.Length || source[at] >= 0x80) return TryReadLong(source, ref offset, out value);
        value = source[at];
        offset = at + 1;
        return true;
    }

    private static bool TryReadLong(ReadOnlySpan<byte> source, ref int offset, out long value)
    {
        value = 0;
        for (int shift = 0; shift < 63; shift += 7)
        {
            if ((uint)offset >= (uint)source.Length) return false;
            byte next = source[offset++];
            value |= (long)(next & 0x7F) << shift;
            if (next < 0x80) return true;
        }

        return false;
    }
}
