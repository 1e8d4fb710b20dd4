namespace Feedlog.Indexing.Analysis;

/// <summary>The arithmetic by which Hangul syllables compose and decompose (Unicode Standard, section
/// 3.12).</summary>
internal static class Hangul
{
    /// <summary>The most code points that a syllable decomposes to.</summary>
    public const int PartsMax = 3;

    private const int SyllableBase = 0xAC00;
    private const int SyllableCount = 11172;
    private const int LeadBase = 0x1100;
    private const int LeadCount = 19;
    private const int VowelBase = 0x1161;
    private const int VowelCount = 21;

    // One below the first trailing consonant: offset 0 means that there is none.
    private const int TrailBase = 0x11A7;
    private const int TrailCount = 28;

    /// <summary>Writes the conjoining letters of a syllable; <paramref name="target"/> holds three.</summary>
    /// <returns>How many were written: two or three.</returns>
    public static int Decompose(int syllable, Span<int> target)
    {
        int index = syllable - SyllableBase;
        int trail = index % TrailCount;
        target[0] = LeadBase + (index / (VowelCount * TrailCount));
        target[1] = VowelBase + (index / TrailCount % VowelCount);
        if (trail == 0)
            return 2;
        target[2] = TrailBase + trail;
        return PartsMax;
    }

    /// <summary>Composes lead and vowel, or an open syllable and a trailing consonant.</summary>
    /// <returns>False when the two do not compose by arithmetic.</returns>
    public static bool TryCompose(int first, int second, out int composite)
    {
        int lead = first - LeadBase;
        int vowel = second - VowelBase;
        if ((uint)lead < LeadCount && (uint)vowel < VowelCount)
        {
            composite = SyllableBase + (((lead * VowelCount) + vowel) * TrailCount);
            return true;
        }

        int index = first - SyllableBase;
        int trail = second - TrailBase;
        bool isOpen = (uint)index < SyllableCount && index % TrailCount == 0;
        composite = first + trail;
        return isOpen && trail is > 0 and < TrailCount;
    }
}
