using System.Runtime.CompilerServices;
using System.Text;

namespace Feedlog.Indexing.Analysis;

/// <summary>Looks for two words side by side in ASCII text, without cutting it into words.</summary>
internal static class AsciiPair
{
    // What is longer is for the analyzer.
    private const int TextBytesMax = 4096;

    /// <summary>Whether a text may have a word that is whole or ends like the first, and behind it, with no letter and
    /// no digit between them, one that begins like the second.</summary>
    /// <returns>False only if it has not; true where a text is long, or a text or a word is not ASCII.</returns>
    [SkipLocalsInit]
    public static bool MayHave(ReadOnlySpan<byte> text, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        if (text.Length > TextBytesMax || !Ascii.IsValid(text) || !Ascii.IsValid(first) || !Ascii.IsValid(second))
            return true;
        Span<byte> small = stackalloc byte[TextBytesMax];
        Ascii.ToLower(text, small, out int lengthBytes);
        // The longer word stands in fewer places.
        return first.Length > second.Length
            ? HasBehind(small[..lengthBytes], first, second)
            : HasBefore(small[..lengthBytes], first, second);
    }

    private static bool HasBefore(ReadOnlySpan<byte> text, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        for (int from = 0; ;)
        {
            int at = text[from..].IndexOf(second);
            if (at < 0) return false;
            at += from;
            int limit = at;
            while (limit > 0 && !char.IsAsciiLetterOrDigit((char)text[limit - 1])) limit--;
            if (limit < at && text[..limit].EndsWith(first)) return true;
            from = at + 1;
        }
    }

    private static bool HasBehind(ReadOnlySpan<byte> text, ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        for (int from = 0; ;)
        {
            int at = text[from..].IndexOf(first);
            if (at < 0) return false;
            int limit = from + at + first.Length;
            int next = limit;
            while (next < text.Length && !char.IsAsciiLetterOrDigit((char)text[next])) next++;
            if (next > limit && text[next..].StartsWith(second)) return true;
            from += at + 1;
        }
    }
}
