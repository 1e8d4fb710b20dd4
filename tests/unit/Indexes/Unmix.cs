namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Undoes the mix of ids: so that ids can be made that share a tag.</summary>
internal static class Unmix
{
    /// <summary>The number that has this mix.</summary>
    public static ulong Of(ulong value)
    {
        value ^= value >> 33;
        value *= Inverse(0xC4CE_B9FE_1A85_EC53);
        value ^= value >> 33;
        value *= Inverse(0xFF51_AFD7_ED55_8CCD);
        return value ^ value >> 33;
    }

    // Newton's iteration doubles the number of right bits each time.
    private static ulong Inverse(ulong odd)
    {
        ulong inverse = odd;
        for (int i = 0; i < 6; i++) inverse *= 2 - odd * inverse;
        return inverse;
    }
}
