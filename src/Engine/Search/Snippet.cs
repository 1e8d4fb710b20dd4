using System.Text;

namespace Feedlog;

/// <summary>A part of the content of a hit.</summary>
/// <param name="Text">The part, as it stands in the content; whole characters as readers see them.</param>
/// <param name="Highlights">What was asked for, in order, without overlap; counted in characters (UTF-16).</param>
/// <param name="IsCutBefore">Whether something stands before it in the content.</param>
/// <param name="IsCutAfter">Whether something stands behind it in the content.</param>
public sealed record Snippet(string Text, IReadOnlyList<TextRange> Highlights, bool IsCutBefore, bool IsCutAfter)
{
    /// <summary>The text with marks around what was asked for.</summary>
    public string Mark(string before, string after)
    {
        StringBuilder marked = new();
        int at = 0;
        foreach (TextRange range in Highlights)
        {
            marked.Append(Text, at, range.Start - at).Append(before);
            marked.Append(Text, range.Start, range.Length).Append(after);
            at = range.Start + range.Length;
        }

        return marked.Append(Text, at, Text.Length - at).ToString();
    }
}
