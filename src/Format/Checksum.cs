using System.IO.Hashing;

namespace Feedlog.Format;

/// <summary>The two checksums of the format. FORMAT.md section 1.4.</summary>
public static class Checksum
{
    /// <summary>XXH3, 64 bits, of the bytes, with a seed.</summary>
    public static ulong Xxh3(ReadOnlySpan<byte> bytes, ulong seed = 0) =>
        bytes.Length >= LongHash.BytesMin
            ? LongHash.Compute(bytes, seed)
            : XxHash3.HashToUInt64(bytes, unchecked((long)seed));

    /// <summary>Has what hashes long inputs compiled, which takes some ms: so the first who needs it need not wait.
    /// </summary>
    public static void Prepare() => LongHash.Compute(stackalloc byte[LongHash.BytesMin], 0);

    /// <summary>XXH3, 128 bits, of the bytes, with a seed.</summary>
    public static WideHash Xxh3Wide(ReadOnlySpan<byte> bytes, ulong seed = 0)
    {
        Span<byte> hash = stackalloc byte[WideHash.Bytes];
        XxHash128.Hash(bytes, hash, unchecked((long)seed));
        return WideHash.Read(hash);
    }

    /// <summary>CRC-32 as in IEEE 802.3 (reflected polynomial 0xEDB88320) of the bytes.</summary>
    public static uint Crc32Ieee(ReadOnlySpan<byte> bytes) => Crc32.HashToUInt32(bytes);

    /// <summary>
    /// The seed of a header checksum: binds a structure to its store, its file and its place in the file.
    /// </summary>
    /// <param name="salt">The random salt of the store.</param>
    /// <param name="fileNumber">The number of the segment.</param>
    /// <param name="offsetBytes">Where the structure begins in the file.</param>
    /// <remarks>Both factors are odd, so neither a change of file nor of offset alone can leave the seed unchanged.
    /// </remarks>
    public static ulong PlaceSeed(ulong salt, ulong fileNumber, ulong offsetBytes) =>
#if SABOTAGE
        Sabotage.Is("drop-salt") ? 0 : Sabotage.Is("drop-place") ? salt :
#endif
        unchecked(salt + fileNumber * 0x9E37_79B9_7F4A_7C15 + offsetBytes * 0xD6E8_FEB8_6659_FD93);
}
