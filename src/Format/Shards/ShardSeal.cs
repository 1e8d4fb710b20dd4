using Feedlog.Format.Indexes;

namespace Feedlog.Format.Shards;

/// <summary>Seeds of the checksums of a shard, and the seals of its pages. FORMAT.md section 7.12.</summary>
public static class ShardSeal
{
    /// <summary>The highest number of a shard.</summary>
    public const ulong NumberMax = (1UL << 36) - 1;

    // Shards, index files and segments are numbered apart: the bits keep one from passing for a part of another.
    private const ulong PageBit = 1UL << 62;
    private const ulong HeadBits = 1UL << 63 | PageBit;

    /// <summary>The seed of the checksum of the head of a chunk.</summary>
    /// <param name="salt">The salt of the store.</param>
    /// <param name="number">The number of the shard.</param>
    /// <param name="offsetBytes">Where the head begins in the shard.</param>
    public static ulong HeadSeed(ulong salt, ulong number, long offsetBytes) =>
        Checksum.PlaceSeed(salt, number | HeadBits, (ulong)offsetBytes);

    /// <summary>Writes the trailer of a page of the directory or of the footer.</summary>
    public static void SealPage(Span<byte> page, ulong salt, ulong number, long pageNumber) =>
        IndexPage.Seal(page, salt, number | PageBit, pageNumber);

    /// <summary>Checks a page of the directory or the footer. Never throws.</summary>
    public static FormatFault CheckPage(ReadOnlySpan<byte> page, ulong salt, ulong number, long pageNumber) =>
        IndexPage.Check(page, salt, number | PageBit, pageNumber);
}
