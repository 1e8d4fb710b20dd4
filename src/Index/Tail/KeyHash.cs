using System.Runtime.CompilerServices;
using Feedlog.Format;

namespace Feedlog.Indexing.Tail;

/// <summary>The salted 128-bit hash that stands for a (stream, key) in memory.</summary>
public static class KeyHash
{
    // 0xFF occurs in no UTF-8 text, so ("ab", "c") and ("a", "bc") differ.
    private const byte Separator = 0xFF;

    /// <summary>Hashes a stream and a key, both UTF-8.</summary>
    [SkipLocalsInit] // Only what was written is hashed.
    public static WideHash Of(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> key, ulong salt)
    {
        Span<byte> bytes = stackalloc byte[FormatLimits.StreamBytesMax + 1 + FormatLimits.KeyBytesMax];
        stream.CopyTo(bytes);
        bytes[stream.Length] = Separator;
        key.CopyTo(bytes[(stream.Length + 1)..]);
        return Checksum.Xxh3Wide(bytes[..(stream.Length + 1 + key.Length)], salt);
    }
}
