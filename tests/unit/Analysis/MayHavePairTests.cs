using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>What an analyzer says of two terms side by side before it has looked for terms.</summary>
public sealed class MayHavePairTests
{
    // Half of the texts do without the last letter, and so are ASCII.
    private const string Alphabet = "aAbB1_ .-'\u00e9";

    [Theory]
    [InlineData("standard")]
    [InlineData("english")]
    [InlineData("code")]
    public void Pair_ThatAnyTextHas_IsNeverDenied(string name)
    {
        Assert.True(Analyzer.TryGet(name, out Analyzer? analyzer));
        Random random = new(17);
        TokenBuffer tokens = new();
        int denied = 0;
        for (int round = 0; round < 20_000; round++)
        {
            byte[] text = RandomText(random, random.Next(40), Alphabet.Length - (round % 2));
            analyzer.Analyze(text, tokens);
            for (int i = 1; i < tokens.Count; i++)
                Assert.True(analyzer.MayHavePair(text, tokens.Term(i - 1), tokens.Term(i)), Show(text, tokens, i));
            if (tokens.Count > 1 && !analyzer.MayHavePair(text, tokens.Term(1), "zz"u8)) denied++;
        }

        Assert.Equal(name == "standard", denied > 5000);
    }

    [Theory]
    [InlineData("the Left shelf", "left", "shelf", true)]
    [InlineData("the left, shelf", "left", "shelf", true)]
    [InlineData("the left of a shelf", "left", "shelf", false)]
    [InlineData("the shelf left", "left", "shelf", false)]
    [InlineData("leftshelf", "left", "shelf", false)]
    [InlineData("shelf shelf left shelf", "left", "shelf", true)]
    [InlineData("", "left", "shelf", false)]
    [InlineData("Lefty, leftmost: OAK", "leftmost", "oak", true)]
    [InlineData("leftmost of oak", "leftmost", "oak", false)]
    [InlineData("leftmostoak", "leftmost", "oak", false)]
    [InlineData("leftmost leftmost oak", "leftmost", "oak", true)]
    public void Standard_SeesWhetherWordsStandSideBySide(string text, string first, string second, bool expected) =>
        Assert.Equal(expected, Analyzer.Standard.MayHavePair(Utf8(text), Utf8(first), Utf8(second)));

    [Fact]
    public void Standard_LongTextsAndLongWords_AreForTheAnalyzer()
    {
        byte[] word = Utf8(new string('a', TokenBuffer.TermBytesMax));
        Assert.True(Analyzer.Standard.MayHavePair(Utf8("b c"), word, Utf8("b")));
        Assert.True(Analyzer.Standard.MayHavePair(Utf8(new string('x', 5000)), Utf8("a"), Utf8("b")));
    }

    private static byte[] RandomText(Random random, int length, int letters) =>
        Utf8(string.Concat(Enumerable.Range(0, length).Select(_ => Alphabet[random.Next(letters)])));

    private static byte[] Utf8(string text) => System.Text.Encoding.UTF8.GetBytes(text);

    private static string Show(byte[] text, TokenBuffer tokens, int at) =>
        $"{System.Text.Encoding.UTF8.GetString(text)}: {string.Join(' ', Tokens.Terms(tokens))}, {at}";
}
