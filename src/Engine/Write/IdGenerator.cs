using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;

namespace Feedlog.Write;

/// <summary>
/// Makes ids: the first 64 bits of SHA-256 over the first 100 code points of the content, the time in ISO 8601, and 16
/// random bytes. Any thread.
/// </summary>
internal static class IdGenerator
{
    private const int CodePoints = 100;
    private const int CodePointBytesMax = 4;
    private const int TimeCharacters = 32;
    private const int RandomBytes = 16;

    /// <summary>A new id for a content (UTF-8) and a timestamp in ms.</summary>
    public static ulong Next(ReadOnlySpan<byte> content, long timestampMs)
    {
        Span<byte> input = stackalloc byte[(CodePoints * CodePointBytesMax) + TimeCharacters + RandomBytes];
        ReadOnlySpan<byte> beginning = content[..BytesOfCodePoints(content)];
        beginning.CopyTo(input);
        int at = beginning.Length;
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(timestampMs);
        time.TryFormat(
            input[at..], out int timeBytes, "yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture);
        at += timeBytes;
        Random.Shared.NextBytes(input.Slice(at, RandomBytes));
        at += RandomBytes;

        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(input[..at], hash);
        ulong id = BinaryPrimitives.ReadUInt64BigEndian(hash);
        return id == 0 ? 1 : id;
    }

    private static int BytesOfCodePoints(ReadOnlySpan<byte> utf8)
    {
        int count = 0;
        int limit = Math.Min(utf8.Length, CodePoints * CodePointBytesMax);
        for (int i = 0; i < limit; i++)
        {
            // Every byte but a continuation byte (10xxxxxx) begins a code point.
            if ((utf8[i] & 0xC0) != 0x80 && ++count > CodePoints) return i;
        }

        return limit;
    }
}
