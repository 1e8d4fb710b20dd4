using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>How the analyzers <c>code</c>, <c>english</c> and <c>none</c> cut texts.</summary>
public sealed class CodeAnalyzerTests
{
    [Theory]
    [InlineData("parseHTTPHeader2", "parsehttpheader2@0 parse@0 http@1 header@2 2@3")]
    [InlineData("foo_bar(baz)", "foo_bar@0 foo@0 bar@1 baz@2")]
    [InlineData("return x;", "return@0 x@1")]
    [InlineData("MAX_VALUE", "max_value@0 max@0 value@1")]
    [InlineData("Value XML iOS", "value@0 xml@1 ios@2 i@2 os@3")]
    [InlineData("__init__ ___ _x", "__init__@0 init@0 _x@1 x@1")]
    [InlineData("utf8 0x1F 3.14", "utf8@0 utf@0 8@1 0x1f@2 0@2 x@3 1@4 f@5 3@6 14@7")]
    [InlineData("gr\u00FC\u00DFeAlle_x tail", "gr\u00FCssealle@0 x@1 tail@2")]
    [InlineData("a->b::c", "a@0 b@1 c@2")]
    [InlineData("", "")]
    public void Code_IsCutIntoIdentifiersAndTheirParts(string text, string expected) =>
        Assert.Equal(expected, Tokens(Analyzer.Code, text));

    [Theory]
    [InlineData("getUs", "getus@0")]
    [InlineData("foo.barB", "foo@0 barb@1")]
    public void Code_ThatIsBegun_IsKeptWhole(string text, string expected)
    {
        TokenBuffer tokens = new();
        Analyzer.Code.AnalyzePrefix(Encoding.UTF8.GetBytes(text), tokens);
        Assert.Equal(expected, Text(tokens));
    }

    [Theory]
    [InlineData("parseHTTP_header", "parse@0 http@1 header@2")]
    [InlineData("return x", "return@0 x@1")]
    public void Code_OfAPhrase_IsCutIntoParts(string text, string expected)
    {
        TokenBuffer tokens = new();
        Analyzer.Code.AnalyzePhrase(Encoding.UTF8.GetBytes(text), tokens);
        Assert.Equal(expected, Text(tokens));
    }

    [Theory]
    [InlineData("Running dogs don't run 1990s", "run@0 dog@1 don@2 t@3 run@4 1990s@5")]
    [InlineData("R\u00C9SUM\u00C9S of \u4E2D\u56FD\u4EBA", "r\u00E9sum\u00E9@0 of@1 \u4E2D\u56FD@2 \u56FD\u4EBA@3")]
    public void English_IsStemmed(string text, string expected) =>
        Assert.Equal(expected, Tokens(Analyzer.English, text));

    [Fact]
    public void English_KnowsWeakWords()
    {
        foreach (string word in (string[])["the", "of", "doe", "ve", "what"])
            Assert.True(Analyzer.English.IsWeak(Encoding.UTF8.GetBytes(word)), word);
        Assert.False(Analyzer.English.IsWeak("kettl"u8));
        Assert.False(Analyzer.Standard.IsWeak("the"u8));
    }

    [Fact]
    public void None_HasNoTerms()
    {
        Assert.Equal("", Tokens(Analyzer.None, "any text"));
        Assert.False(Analyzer.None.HasTerms);
    }

    [Fact]
    public void AnyBytes_GiveTokensInOrderWithinTheText()
    {
        const int seed = 31;
        Random random = new(seed);
        byte[] letters = "aAzZ09__.- \n"u8.ToArray();
        foreach (Analyzer analyzer in (Analyzer[])[Analyzer.Code, Analyzer.English])
        {
            TokenBuffer tokens = new();
            for (int i = 0; i < 5_000; i++)
            {
                byte[] text = new byte[random.Next(0, 300)];
                int foreign = random.Next(3) == 0 ? 10 : int.MaxValue;
                for (int at = 0; at < text.Length; at++)
                {
                    bool isForeign = foreign < int.MaxValue && random.Next(foreign) == 0;
                    text[at] = isForeign ? (byte)random.Next(256) : letters[random.Next(letters.Length)];
                }

                analyzer.Analyze(text, tokens);
                AssertSound(text, tokens, $"seed {seed}, text {i}");
            }
        }
    }

    [Fact]
    public void Analysis_OnceWarm_AllocatesNothing()
    {
        byte[] text = Encoding.UTF8.GetBytes(
            string.Concat(Enumerable.Repeat("The parseHTTPHeader running gr\u00FC\u00DFe of foo_bar2 \u4E2D\u56FD\u4EBA. ", 50)));
        foreach (Analyzer analyzer in (Analyzer[])[Analyzer.Standard, Analyzer.English, Analyzer.Code, Analyzer.None])
        {
            TokenBuffer tokens = new();
            analyzer.Analyze(text, tokens);
            long before = GC.GetAllocatedBytesForCurrentThread();
            analyzer.Analyze(text, tokens);
            Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        }
    }

    private static void AssertSound(byte[] text, TokenBuffer tokens, string place)
    {
        int position = 0;
        for (int i = 0; i < tokens.Count; i++)
        {
            ByteRange range = tokens.SourceRange(i);
            Assert.True(tokens.Position(i) >= position && tokens.Position(i) <= position + 1, place);
            Assert.InRange(tokens.Term(i).Length, 1, TokenBuffer.TermBytesMax);
            Assert.InRange(range.Start, 0, range.Limit - 1);
            Assert.InRange(range.Limit, range.Start + 1, text.Length);
            position = tokens.Position(i);
        }
    }

    private static string Tokens(Analyzer analyzer, string text)
    {
        TokenBuffer tokens = new();
        analyzer.Analyze(Encoding.UTF8.GetBytes(text), tokens);
        return Text(tokens);
    }

    private static string Text(TokenBuffer tokens) => string.Join(' ', Enumerable.Range(0, tokens.Count)
        .Select(i => $"{Encoding.UTF8.GetString(tokens.Term(i))}@{tokens.Position(i)}"));
}
