namespace Feedlog.Indexing.Sealed;

/// <summary>The rule of the blocked Bloom filters: 10 bits an entry, 7 of them set, in one line of the cache.</summary>
internal static class FilterBlock
{
    /// <summary>Size of a block in bytes.</summary>
    public const int Bytes = 64;

    private const int Bits = Bytes * 8;
    private const int BitsPerEntry = 10;
    private const int Probes = 7;
    private const int StepShift = 9;

    /// <summary>How many blocks a filter of so many entries has.</summary>
    public static long Count(long entryCount) => Math.Max(1, (entryCount * BitsPerEntry + Bits - 1) / Bits);

    /// <summary>The block in which a hash is looked for.</summary>
    public static long Of(ulong hash, long blockCount) => (long)((hash >> 32) * (ulong)blockCount >> 32);

    /// <summary>Adds a hash.</summary>
    public static void Set(Span<byte> block, ulong hash)
    {
#if SABOTAGE
        if (Sabotage.Is("drop-filter-bits") && hash % 2 == 0) return;
#endif
        uint bit = (uint)hash % Bits;
        uint step = (uint)(hash >> StepShift) % Bits | 1;
        for (int i = 0; i < Probes; i++, bit = (bit + step) % Bits)
            block[(int)(bit >> 3)] |= (byte)(1 << (int)(bit & 7));
    }

    /// <summary>Says whether the hash may have been added; false is certain.</summary>
    public static bool MayHold(ReadOnlySpan<byte> block, ulong hash)
    {
        uint bit = (uint)hash % Bits;
        uint step = (uint)(hash >> StepShift) % Bits | 1;
        for (int i = 0; i < Probes; i++, bit = (bit + step) % Bits)
        {
            if ((block[(int)(bit >> 3)] >> (int)(bit & 7) & 1) == 0) return false;
        }

        return true;
    }
}
