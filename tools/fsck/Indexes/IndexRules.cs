using System.Numerics;
using System.Runtime.CompilerServices;
using Feedlog.Format;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// The rules of FORMAT.md section 7.6, written down once more: a checker that asks the builder of an index what is
/// right finds no mistake of the builder.
/// </summary>
internal static class IndexRules
{
    /// <summary>Size of a block of a filter in bytes.</summary>
    public const int BlockBytes = 64;

    private const byte KeySeparator = 0xFF;
    private const int BlockBits = BlockBytes * 8;
    private const int FilterBitsPerEntry = 10;
    private const int FilterProbes = 7;
    private const int EntriesPerBucket = 4;

    /// <summary>The finaliser of MurmurHash3.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong value)
    {
        value ^= value >> 33;
        value *= 0xFF51_AFD7_ED55_8CCD;
        value ^= value >> 33;
        value *= 0xC4CE_B9FE_1A85_EC53;
        return value ^ value >> 33;
    }

    /// <summary>The hash of a key in its stream.</summary>
    public static WideHash KeyHash(ReadOnlySpan<byte> stream, ReadOnlySpan<byte> key, ulong salt)
    {
        Span<byte> bytes = stackalloc byte[FormatLimits.StreamBytesMax + 1 + FormatLimits.KeyBytesMax];
        stream.CopyTo(bytes);
        bytes[stream.Length] = KeySeparator;
        key.CopyTo(bytes[(stream.Length + 1)..]);
        return Checksum.Xxh3Wide(bytes[..(stream.Length + 1 + key.Length)], salt);
    }

    /// <summary>The tag of an id.</summary>
    public static uint IdTag(ulong id, ulong salt) => Tag(Mix(id ^ salt));

    /// <summary>The tag of a hash: its top 32 bits.</summary>
    public static uint Tag(ulong hash) => (uint)(hash >> 32);

    /// <summary>The filter hash of an entry with this tag.</summary>
    public static ulong TagFilterHash(uint tag) => (ulong)tag << 32 | Mix(tag) & uint.MaxValue;

    /// <summary>How many bits of the tag name a bucket.</summary>
    public static int BucketBits(long entryCount)
    {
        int bits = 1;
        while ((1L << bits) * EntriesPerBucket < entryCount) bits++;
        return bits;
    }

    /// <summary>How many blocks a filter has.</summary>
    public static long BlockCount(long entryCount) =>
        Math.Max(1, (entryCount * FilterBitsPerEntry + BlockBits - 1) / BlockBits);

    /// <summary>The block of an entry with this filter hash.</summary>
    public static long Block(ulong hash, long blockCount) => (long)((hash >> 32) * (ulong)blockCount >> 32);

    /// <summary>Sets the bits of an entry with this filter hash.</summary>
    public static void SetBits(Span<byte> block, ulong hash)
    {
        ulong first = hash & (BlockBits - 1);
        ulong step = hash >> BitOperations.Log2(BlockBits) & (BlockBits - 1) | 1;
        for (ulong i = 0; i < FilterProbes; i++)
        {
            uint bit = (uint)((first + i * step) % BlockBits);
            block[(int)(bit / 8)] |= (byte)(1 << (int)(bit % 8));
        }
    }
}
