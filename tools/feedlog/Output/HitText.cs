using System.Globalization;

namespace Feedlog.Tool;

/// <summary>What was asked for besides a hit, as text for people.</summary>
internal static class HitText
{
    private const string Mark = "**";
    private const string Cut = "...";

    /// <summary>A snippet with marks around what was asked for.</summary>
    public static string Of(Snippet snippet) =>
        (snippet.IsCutBefore ? Cut : "") + snippet.Mark(Mark, Mark) + (snippet.IsCutAfter ? Cut : "");

    /// <summary>An explanation, a line for each part, those of a part indented below it.</summary>
    public static IEnumerable<string> Of(ScoreExplanation explanation, int depth = 0)
    {
        string numbers = explanation.Term is TermScore term
            ? string.Create(
                CultureInfo.InvariantCulture,
                $": weight {term.Weight} x idf {term.Idf:0.000} ({term.RecordsWithTerm} of {term.RecordCount} " +
                $"records), {term.Frequency} times in {term.Length} words (average {term.AverageLength:0.0}), " +
                $"k1 {term.K1}, b {term.B}")
            : "";
        string isMatch = explanation.IsMatch ? "" : " (no match)";
        string indent = new(' ', 2 * depth);
        yield return string.Create(
            CultureInfo.InvariantCulture, $"{indent}{explanation.Score:0.000} {explanation.Part}{isMatch}{numbers}");
        foreach (string line in explanation.Parts.SelectMany(part => Of(part, depth + 1))) yield return line;
    }
}
