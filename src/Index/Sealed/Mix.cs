namespace Feedlog.Indexing.Sealed;

/// <summary>Spreads ids and sequences over 64 bits: the finaliser of MurmurHash3, which can be undone.</summary>
internal static class Mix
{
    /// <summary>The mix of a number.</summary>
    /// <param name="value">An id or a sequence, salted so that nobody can choose where it lands.</param>
    public static ulong Of(ulong value)
    {
        value ^= value >> 33;
        value *= 0xFF51_AFD7_ED55_8CCD;
        value ^= value >> 33;
        value *= 0xC4CE_B9FE_1A85_EC53;
        return value ^ value >> 33;
    }
}
