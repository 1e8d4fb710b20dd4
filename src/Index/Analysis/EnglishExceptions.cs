namespace Feedlog.Indexing.Analysis;

/// <summary>The words that Porter's second stemmer treats apart. Pure functions.</summary>
internal static class EnglishExceptions
{
    private const int WordBytesMin = 3;
    private const int WordBytesMax = 6;

    /// <summary>Stems a word that has a stem of its own.</summary>
    /// <param name="word">The word; receives the stem at its beginning.</param>
    /// <param name="lengthBytes">The length of the stem.</param>
    /// <returns>False, with nothing changed, for all other words.</returns>
    public static bool TryStem(Span<byte> word, out int lengthBytes)
    {
        lengthBytes = 0;
        if (word.Length is < WordBytesMin or > WordBytesMax) return false;
        ReadOnlySpan<byte> stem = StemOf(word);
        stem.CopyTo(word);
        lengthBytes = stem.Length;
        return lengthBytes > 0;
    }

    /// <summary>How long a beginning is that is R1's limit as it stands, so that "generate" and "general" differ; 0 for
    /// most words.</summary>
    public static int PrefixBytes(ReadOnlySpan<byte> word)
    {
        switch (word[0])
        {
            case (byte)'a':
                return word.StartsWith("arsen"u8) ? 5 : 0;
            case (byte)'c':
                return word.StartsWith("commun"u8) ? 6 : 0;
            case (byte)'e':
                return word.StartsWith("emerg"u8) ? 5 : 0;
            case (byte)'g':
                return word.StartsWith("gener"u8) ? 5 : 0;
            case (byte)'i':
                return word.StartsWith("inter"u8) ? 5 : 0;
            case (byte)'l':
                return word.StartsWith("later"u8) ? 5 : 0;
            case (byte)'o':
                return word.StartsWith("organ"u8) ? 5 : 0;
            case (byte)'p':
                return word.StartsWith("past"u8) ? 4 : 0;
            case (byte)'u':
                return word.StartsWith("univers"u8) ? 7 : 0;
            default:
                return 0;
        }
    }

    /// <summary>Whether the "eed" of a word is no ending.</summary>
    public static bool KeepsAgreed(ReadOnlySpan<byte> word) =>
        word.StartsWith("proceed"u8) || word.StartsWith("exceed"u8) || word.StartsWith("succeed"u8);

    /// <summary>Whether the "ing" of a word is no ending.</summary>
    public static bool KeepsGerund(ReadOnlySpan<byte> word) =>
        word.SequenceEqual("inning"u8) || word.SequenceEqual("outing"u8) || word.SequenceEqual("canning"u8) ||
        word.SequenceEqual("herring"u8) || word.SequenceEqual("earring"u8) || word.SequenceEqual("evening"u8);

    private static ReadOnlySpan<byte> StemOf(ReadOnlySpan<byte> word)
    {
        switch (word[0])
        {
            case (byte)'a':
                return word.SequenceEqual("atlas"u8) ? "atlas"u8 : word.SequenceEqual("andes"u8) ? "andes"u8 : [];
            case (byte)'b':
                return word.SequenceEqual("bias"u8) ? "bias"u8 : [];
            case (byte)'c':
                return word.SequenceEqual("cosmos"u8) ? "cosmos"u8 : [];
            case (byte)'e':
                return word.SequenceEqual("early"u8) ? "earli"u8 : [];
            case (byte)'g':
                return word.SequenceEqual("gently"u8) ? "gentl"u8 : [];
            case (byte)'h':
                return word.SequenceEqual("howe"u8) ? "howe"u8 : [];
            case (byte)'i':
                return word.SequenceEqual("idly"u8) ? "idl"u8 : [];
            case (byte)'n':
                return word.SequenceEqual("news"u8) ? "news"u8 : [];
            case (byte)'o':
                return word.SequenceEqual("only"u8) ? "onli"u8 : [];
            case (byte)'s':
                return StemOfS(word);
            case (byte)'u':
                return word.SequenceEqual("ugly"u8) ? "ugli"u8 : [];
            default:
                return [];
        }
    }

    private static ReadOnlySpan<byte> StemOfS(ReadOnlySpan<byte> word)
    {
        if (word.SequenceEqual("skis"u8)) return "ski"u8;
        if (word.SequenceEqual("skies"u8)) return "sky"u8;
        if (word.SequenceEqual("sky"u8)) return "sky"u8;
        return word.SequenceEqual("singly"u8) ? "singl"u8 : [];
    }
}
