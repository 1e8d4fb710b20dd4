using System.Globalization;
using System.Text;

namespace Feedlog.Embeddings.WordPiece;

/// <summary>Brings text to the form in which models of the BERT family expect it.</summary>
internal static class BertText
{
    /// <summary>Drops controls, makes all blanks alike, sets CJK characters apart, and folds as the model asks.
    /// </summary>
    /// <param name="text">Any text; lone surrogates count as controls.</param>
    /// <param name="isLowerCase">Whether to lower-case.</param>
    /// <param name="stripsAccents">Whether to take accents off.</param>
    public static string Normalize(ReadOnlySpan<char> text, bool isLowerCase, bool stripsAccents)
    {
        StringBuilder clean = new(text.Length + 16);
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (IsDropped(rune)) continue;
            if (Rune.IsWhiteSpace(rune)) clean.Append(' ');
            else if (IsCjk(rune.Value)) clean.Append(' ').Append(rune.ToString()).Append(' ');
            else Append(clean, rune);
        }

        string cleaned = clean.ToString();
        if (stripsAccents && !Ascii.IsValid(cleaned)) cleaned = WithoutAccents(cleaned);
        return isLowerCase ? LowerCase(cleaned) : cleaned;
    }

    /// <summary>Whether a character is a token by itself.</summary>
    public static bool IsPunctuation(Rune rune)
    {
        // To these models all ASCII symbols are punctuation, also those that Unicode calls otherwise.
        if (rune.IsAscii) return rune.Value > ' ' && rune.Value < 0x7F && !Rune.IsLetterOrDigit(rune);
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.ConnectorPunctuation or UnicodeCategory.DashPunctuation
            or UnicodeCategory.OpenPunctuation or UnicodeCategory.ClosePunctuation
            or UnicodeCategory.InitialQuotePunctuation or UnicodeCategory.FinalQuotePunctuation
            or UnicodeCategory.OtherPunctuation;
    }

    private static bool IsDropped(Rune rune)
    {
        if (rune.Value is '\t' or '\n' or '\r') return false;
        if (rune.Value is 0 or 0xFFFD) return true;
        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.Surrogate or UnicodeCategory.PrivateUse;
    }

    // The blocks that the models were trained with, gaps and all.
    private static bool IsCjk(int codePoint) => codePoint is
        >= 0x4E00 and <= 0x9FFF or >= 0x3400 and <= 0x4DBF or >= 0x20000 and <= 0x2A6DF or >= 0x2A700 and <= 0x2B73F or
        >= 0x2B740 and <= 0x2B81F or >= 0x2B920 and <= 0x2CEAF or >= 0xF900 and <= 0xFAFF or >= 0x2F800 and <= 0x2FA1F;

    private static string WithoutAccents(string text)
    {
        StringBuilder stripped = new(text.Length);
        foreach (Rune rune in text.Normalize(NormalizationForm.FormD).EnumerateRunes())
        {
            if (Rune.GetUnicodeCategory(rune) != UnicodeCategory.NonSpacingMark) Append(stripped, rune);
        }

        return stripped.ToString();
    }

    private static string LowerCase(string text)
    {
        StringBuilder lower = new(text.Length);
        foreach (Rune rune in text.EnumerateRunes()) Append(lower, Rune.ToLowerInvariant(rune));
        return lower.ToString();
    }

    private static void Append(StringBuilder target, Rune rune)
    {
        Span<char> chars = stackalloc char[2];
        target.Append(chars[..rune.EncodeToUtf16(chars)]);
    }
}
