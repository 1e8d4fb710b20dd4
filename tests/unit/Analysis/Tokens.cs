using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>Short forms for looking at tokens in assertions.</summary>
internal static class Tokens
{
    private static readonly UTF8Encoding s_strict = new(false, throwOnInvalidBytes: true);

    /// <summary>The terms of a text by the analyzer <c>standard</c>.</summary>
    public static string[] Of(string text) => Of(Encoding.UTF8.GetBytes(text));

    /// <summary>The terms of some bytes by the analyzer <c>standard</c>.</summary>
    public static string[] Of(ReadOnlySpan<byte> utf8)
    {
        TokenBuffer tokens = new();
        Analyzer.Standard.Analyze(utf8, tokens);
        return Terms(tokens);
    }

    /// <summary>The terms in a buffer; fails when one is not UTF-8.</summary>
    public static string[] Terms(TokenBuffer tokens) =>
        [.. Enumerable.Range(0, tokens.Count).Select(i => s_strict.GetString(tokens.Term(i)))];

    /// <summary>Checks what holds for the tokens of any bytes whatsoever.</summary>
    public static void AssertSound(ReadOnlySpan<byte> utf8, TokenBuffer tokens)
    {
        for (int i = 0; i < tokens.Count; i++)
        {
            ByteRange range = tokens.SourceRange(i);
            Assert.Equal(i, tokens.Position(i));
            Assert.InRange(tokens.Term(i).Length, 1, TokenBuffer.TermBytesMax);
            Assert.InRange(range.Start, 0, range.Limit - 1);
            Assert.InRange(range.Limit, range.Start + 1, utf8.Length);
            s_strict.GetString(tokens.Term(i));
            s_strict.GetString(utf8[range.Start..range.Limit]);
        }
    }
}
