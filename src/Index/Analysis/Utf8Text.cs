using System.Buffers;
using System.Text;

namespace Feedlog.Indexing.Analysis;

/// <summary>Reads and writes single code points of UTF-8.</summary>
internal static class Utf8Text
{
    /// <summary>The most bytes that a code point takes.</summary>
    public const int CodePointBytesMax = 4;

    /// <summary>Reads the code point at an offset, which lies within the text, and moves the offset past
    /// it.</summary>
    /// <returns>The code point, or -1 where the bytes are not UTF-8; the offset has then moved past the bad
    /// bytes.</returns>
    public static int Read(ReadOnlySpan<byte> utf8, ref int offset)
    {
        ReadOnlySpan<byte> rest = utf8[offset..];
        int first = rest[0];
        if (first < 0x80)
        {
            offset++;
            return first;
        }

        // Two and three bytes are decoded here because nearly all text beyond ASCII takes these two lengths.
        if (rest.Length >= 2 && first is >= 0xC2 and < 0xE0 && (rest[1] & 0xC0) == 0x80)
        {
            offset += 2;
            return ((first & 0x1F) << 6) | (rest[1] & 0x3F);
        }

        if (rest.Length >= 3 && first is >= 0xE0 and < 0xF0 && (rest[1] & 0xC0) == 0x80 && (rest[2] & 0xC0) == 0x80)
        {
            int codePoint = ((first & 0xF) << 12) | ((rest[1] & 0x3F) << 6) | (rest[2] & 0x3F);
            // Overlong forms and surrogates have this shape as well; the general decoder refuses them.
            if (codePoint is >= 0x800 and (< 0xD800 or >= 0xE000))
            {
                offset += 3;
                return codePoint;
            }
        }

        OperationStatus status = Rune.DecodeFromUtf8(rest, out Rune rune, out int consumedBytes);
        offset += consumedBytes;
        return status == OperationStatus.Done ? rune.Value : -1;
    }

    /// <summary>Writes a code point; <paramref name="target"/> holds four bytes.</summary>
    /// <returns>How many bytes were written.</returns>
    public static int Write(int codePoint, Span<byte> target)
    {
        if (codePoint < 0x80)
        {
            target[0] = (byte)codePoint;
            return 1;
        }

        if (codePoint < 0x800)
        {
            target[1] = (byte)(0x80 | (codePoint & 0x3F));
            target[0] = (byte)(0xC0 | (codePoint >> 6));
            return 2;
        }

        if (codePoint < 0x10000)
        {
            target[2] = (byte)(0x80 | (codePoint & 0x3F));
            target[1] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
            target[0] = (byte)(0xE0 | (codePoint >> 12));
            return 3;
        }

        target[3] = (byte)(0x80 | (codePoint & 0x3F));
        target[2] = (byte)(0x80 | ((codePoint >> 6) & 0x3F));
        target[1] = (byte)(0x80 | ((codePoint >> 12) & 0x3F));
        target[0] = (byte)(0xF0 | (codePoint >> 18));
        return 4;
    }
}
