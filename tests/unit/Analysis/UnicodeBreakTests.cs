using System.Text;
using Feedlog.Indexing.Analysis;
using Feedlog.Search;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>Words and snippets against Unicode's own rows of where a text may be broken.</summary>
public sealed class UnicodeBreakTests
{
    [SharedDataFact("unicode")]
    public void Tokens_NeverReachAcrossTheBoundOfAWord()
    {
        int tokenCount = 0;
        TokenBuffer tokens = new();
        foreach ((string text, int[] breaks) in UnicodeRows.Breaks("WordBreakTest.txt.gz"))
        {
            int[] bounds = [.. breaks.Select(at => Encoding.UTF8.GetByteCount(text.AsSpan(0, at)))];
            foreach (Analyzer analyzer in (Analyzer[])[Analyzer.Standard, Analyzer.English, Analyzer.Code])
            {
                analyzer.Analyze(Encoding.UTF8.GetBytes(text), tokens);
                tokenCount += tokens.Count;
                for (int i = 0; i < tokens.Count; i++)
                {
                    ByteRange range = tokens.SourceRange(i);
                    Assert.True(
                        !bounds.Any(bound => bound > range.Start && bound < range.Limit),
                        $"{analyzer.Name} joins across a bound in {Escape(text)}");
                }
            }
        }

        Assert.True(tokenCount > 3_000, $"Only {tokenCount} tokens: is the file whole?");
    }

    [SharedDataFact("unicode")]
    public void Snippets_AreCutBetweenCharactersOnly()
    {
        int cutCount = 0;
        foreach ((string text, int[] breaks) in UnicodeRows.Breaks("GraphemeBreakTest.txt.gz"))
        {
            for (int start = 0; start < text.Length; start++)
            {
                for (int length = 1; length <= text.Length; length++)
                {
                    List<SnippetMatch> matches = [new SnippetMatch(start, start + 1, 0, 1)];
                    Snippet snippet = SnippetCut.Cut(text, matches, 0, 0, length);
                    if (snippet.Text.Length == 0) continue;
                    cutCount++;
                    Assert.True(snippet.Text.Length <= length);
                    Assert.True(
                        IsBetween(text, breaks, snippet), $"'{Escape(snippet.Text)}' cut out of {Escape(text)}");
                }
            }
        }

        Assert.True(cutCount > 1_000, $"Only {cutCount} snippets: is the file whole?");
    }

    // The same part may stand in the text more than once.
    private static bool IsBetween(string text, int[] breaks, Snippet snippet) => breaks.Any(at =>
        text.AsSpan(at).StartsWith(snippet.Text, StringComparison.Ordinal) &&
        breaks.Contains(at + snippet.Text.Length) &&
        snippet.Highlights.All(range => breaks.Contains(at + range.Start) &&
            breaks.Contains(at + range.Start + range.Length)));

    private static string Escape(string text) =>
        string.Join(' ', text.EnumerateRunes().Select(rune => $"{rune.Value:X4}"));
}
