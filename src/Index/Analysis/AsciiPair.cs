using System.Text;

namespace Feedlog.Indexing.Analysis;

/// <summary>Looks for two words side by side in ASCII text, without cutting it into words.</summary>
internal static class AsciiPair
{
    // What is longer is for the analyzer.
    private const int TextBytesMax = 1024;

    /// <summary>Whether a text may have a word that is whole or ends like the first, and behind it, with no letter and
    /// no digit between them, one that begins like the second.</summary>
    /// <returns>False only if it has not; true where a text is long, or a text or a word is not ASCII.</returns>
    public static bool MayHave(ReadOnlySpan<byte> text, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (!Ascii.IsValid(text) || !Ascii.IsValid(first) || !Ascii.IsValid(second)) return true;
        Span<byte> small = stackalloc byte[TextBytesMax];
        if (text.Length > small.Length) return true;
        Ascii.ToLower(text, small, out int lengthBytes);
        small = small[..lengthBytes];
        for (int from = 0; ;)
        {
            int at = small[from..].IndexOf(second);
            if (at < 0) return false;
            at += from;
            int limit = at;
            while (limit > 0 && !char.IsAsciiLetterOrDigit((char)small[limit - 1])) limit--;
            if (limit < at && small[..limit].EndsWith(first)) return true;
            from = at + 1;
        }
    }
}
