using System.Text;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>Queries, and texts counted against them.</summary>
public sealed class QueryTermsTests
{
    [Fact]
    public void Parse_RepeatedWords_GivesEachOnceWithItsFrequency()
    {
        QueryTerms query = QueryTerms.Parse(Analyzer.Standard, "To be, or not TO be: \u4E2D\u56FD\u4E2D\u56FD to");

        Assert.Equal(["to", "be", "or", "not", "\u4E2D\u56FD", "\u56FD\u4E2D"], Terms(query));
        Assert.Equal([3, 2, 1, 1, 2, 1], Enumerable.Range(0, query.Count).Select(query.Frequency));
    }

    [Theory]
    [InlineData("")]
    [InlineData("?! ...")]
    public void Parse_NoLettersOrDigits_HasNoTerms(string text)
    {
        QueryTerms query = QueryTerms.Parse(Analyzer.Standard, text);

        Assert.Equal(0, query.Count);
        Assert.Equal(-1, query.Find("a"u8));
        Assert.Equal(-1, query.Find([]));
        Assert.Throws<ArgumentOutOfRangeException>(() => query.Term(0).Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => query.Frequency(0));
    }

    [Fact]
    public void Find_ThousandsOfTermsOfAllLengths_FindsEachAndNothingElse()
    {
        string[] words =
            [.. Enumerable.Range(0, 3000).Select(i => new string((char)('a' + (i % 26)), 1 + (i % 40)) + i)];
        QueryTerms query = QueryTerms.Parse(Analyzer.Standard, string.Join(' ', words));

        Assert.Equal(words, Terms(query));
        for (int i = 0; i < words.Length; i++)
        {
            Assert.Equal(i, query.Find(Encoding.UTF8.GetBytes(words[i])));
            Assert.Equal(-1, query.Find(Encoding.UTF8.GetBytes(words[i] + "x")));
        }
    }

    [Fact]
    public void Count_TextWithSomeOfTheTerms_CountsThemAndTheLength()
    {
        QueryTerms query = QueryTerms.Parse(Analyzer.Standard, "red apple tree");
        TokenBuffer tokens = new();
        TermCounter counter = new();
        Analyzer.Standard.Analyze("The RED apple fell from the red-leaved apple, apple."u8, tokens);

        counter.Count(tokens, query);

        Assert.Equal([2, 3, 0], Enumerable.Range(0, 3).Select(counter.Frequency));
        Assert.Equal(10, counter.Length);
        Assert.Equal(2, counter.MatchedCount);
        Assert.Throws<ArgumentOutOfRangeException>(() => counter.Frequency(3));
    }

    [Fact]
    public void Count_AnotherTextOrQuery_ForgetsTheOneBefore()
    {
        TokenBuffer tokens = new();
        TermCounter counter = new();
        Analyzer.Standard.Analyze("a a b"u8, tokens);
        counter.Count(tokens, QueryTerms.Parse(Analyzer.Standard, "a b"));

        Analyzer.Standard.Analyze("b"u8, tokens);
        counter.Count(tokens, QueryTerms.Parse(Analyzer.Standard, string.Join(' ', Enumerable.Range(0, 50)) + " b"));

        Assert.Equal(1, counter.MatchedCount);
        Assert.Equal(1, counter.Frequency(50));
        Assert.Equal(0, counter.Frequency(0));
        counter.Count(tokens, QueryTerms.Parse(Analyzer.Standard, ""));
        Assert.Equal(0, counter.MatchedCount);
        Assert.Equal(1, counter.Length);
    }

    [Fact]
    public void Count_WarmCounter_AllocatesNothing()
    {
        QueryTerms query = QueryTerms.Parse(Analyzer.Standard, string.Join(' ', Enumerable.Range(0, 100)));
        TokenBuffer tokens = new();
        TermCounter counter = new();
        Analyzer.Standard.Analyze("1 2 3 four five 99 100"u8, tokens);
        counter.Count(tokens, query);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 100; i++)
            counter.Count(tokens, query);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(4, counter.MatchedCount);
    }

    private static string[] Terms(QueryTerms query) =>
        [.. Enumerable.Range(0, query.Count).Select(i => Encoding.UTF8.GetString(query.Term(i)))];
}
