using System.Text;
using Feedlog.Search;

namespace Feedlog.Tests.Unit.Search;

/// <summary>What the query language means, and what it says where it is not one.</summary>
public sealed class QueryParserTests
{
    [Theory]
    [InlineData("blue kettle", "blue kettle")]
    [InlineData("  blue \t kettle ", "blue kettle")]
    [InlineData("\"blue kettle\"", "\"blue kettle\"")]
    [InlineData("\"a \\\"b\\\" \\\\\"", "\"a \\\"b\\\" \\\\\"")]
    [InlineData("+a b -c", "+a b -c")]
    [InlineData("NOT a", "NOT a")]
    [InlineData("-a", "NOT a")]
    [InlineData("a NOT b", "a -b")]
    [InlineData("--a", "NOT (NOT a)")]
    [InlineData("b --a", "b -(NOT a)")]
    [InlineData("a AND b AND c", "a AND b AND c")]
    [InlineData("a OR b AND c", "a OR (b AND c)")]
    [InlineData("(a OR b) AND c", "(a OR b) AND c")]
    [InlineData("a OR b c", "(a OR b) c")]
    [InlineData("a AND -b", "a AND (NOT b)")]
    [InlineData("a AND +b", "a AND b")]
    [InlineData("+(a b)", "+(a b)")]
    [InlineData("((a))", "a")]
    [InlineData("kett*", "kett*")]
    [InlineData("*", "*")]
    [InlineData("a - b + c", "a b c")]
    [InlineData("a-b", "a-b")]
    [InlineData("kind:fact tag:\"two words\"", "kind:\"fact\" tag:\"two words\"")]
    [InlineData("stream:ana", "stream:\"ana\"")]
    [InlineData("year:2024", "meta.year:2024")]
    [InlineData("meta.kind:x", "meta.kind:\"x\"")]
    [InlineData("done:true", "meta.done:true")]
    [InlineData("a.b:\"true\"", "meta.a.b:\"true\"")]
    [InlineData("score:[1 TO 5]", "meta.score:[1 TO 5]")]
    [InlineData("score:[ -1.5 TO * ]", "meta.score:[-1.5 TO *]")]
    [InlineData("score:{1 TO 2}", "meta.score:[1.0000000000000002 TO 1.9999999999999998]")]
    [InlineData("score:>=3", "meta.score:[3 TO *]")]
    [InlineData("score:<3", "meta.score:[* TO 2.9999999999999996]")]
    [InlineData("(score:>3)", "meta.score:[3.0000000000000004 TO *]")]
    [InlineData("https://a.b/c", "https\\:\\/\\/a.b\\/c")]
    [InlineData("note: tea", "note\\: tea")]
    [InlineData("12:30", "12\\:30")]
    [InlineData("\\AND a\\:b \\+c", "\\AND a\\:b \\+c")]
    [InlineData("ANDROID ORDER", "ANDROID ORDER")]
    [InlineData("", "")]
    [InlineData("()", "")]
    public void Text_ThatIsAQuery_IsReadAndWrittenAlike(string text, string expected)
    {
        Assert.Equal(expected, Query.Parse(text).ToString());
        Assert.Equal(expected, Query.Parse(expected).ToString());
    }

    [Theory]
    [InlineData("a \"b", 2, "quote")]
    [InlineData("a (b", 2, "parenthesis")]
    [InlineData("a) b", 1, "parenthesis")]
    [InlineData("((a)", 0, "parenthesis")]
    [InlineData("a AND", 5, "missing")]
    [InlineData("a OR ", 5, "missing")]
    [InlineData("AND a", 0, "one side")]
    [InlineData("a OR AND b", 5, "one side")]
    [InlineData("a*b", 1, "star")]
    [InlineData("*a", 0, "star")]
    [InlineData("kind:[1 TO 2]", 5, "texts")]
    [InlineData("tag:>3", 4, "texts")]
    [InlineData("x:[1 5]", 5, "TO")]
    [InlineData("x:[1 TO 5", 2, "range")]
    [InlineData("x:[a TO 5]", 3, "number")]
    [InlineData("x:>y", 3, "number")]
    [InlineData("x:>1e999", 3, "number")]
    [InlineData("x:>", 3, "number")]
    [InlineData("x:(a b)", 2, "one value")]
    [InlineData("x:a*", 2, "prefix")]
    [InlineData("x:\"a", 2, "quote")]
    public void Text_ThatIsNone_IsRefusedAtTheCharacter(string text, int position, string word)
    {
        Assert.False(Query.TryParse(text, out Query? query, out QueryError? error));

        Assert.Null(query);
        Assert.Equal(position, error.Position);
        Assert.Contains(word, error.Message, StringComparison.Ordinal);
        Assert.NotEmpty(error.Remedy);
        FeedlogQueryException refusal = Assert.Throws<FeedlogQueryException>(() => Query.Parse(text));
        Assert.Equal(position, refusal.Position);
        Assert.Equal(FeedlogErrorCode.InvalidQuery, refusal.Code);
        Assert.Contains($"character {position + 1}:", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(error.Remedy, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Text_NestedTooDeeply_IsRefused()
    {
        string deep = new string('(', 60) + "a" + new string(')', 60);
        string tooDeep = new string('(', 100_000) + "a" + new string(')', 100_000);

        Assert.True(Query.TryParse(deep, out _, out _));
        Assert.False(Query.TryParse(tooDeep, out _, out QueryError? error));
        Assert.Equal(QueryParser.DepthMax, error.Position);
        Assert.False(Query.TryParse(new string('-', 100_000) + "a", out _, out _));
    }

    [Fact]
    public void AnyText_IsAQueryOrAnErrorInsideIt()
    {
        const int seed = 20_261;
        Random random = new(seed);
        string[] pieces =
        [
            "a", "bc", " ", "  ", "(", ")", "\"", "+", "-", "*", "\\", ":", "[", "]", "{", "}", " TO ", "AND", "OR", "NOT",
            "kind:", "x:", ">", "<", "=", "1", ".5", "\u00E9", "\U0001F600", "\uD83D", "\u4E2D", "\t", "\n", "/",
        ];
        for (int i = 0; i < 50_000; i++)
        {
            StringBuilder text = new();
            for (int count = random.Next(0, 12); count > 0; count--) text.Append(pieces[random.Next(pieces.Length)]);
            string query = text.ToString();
            if (Query.TryParse(query, out Query? parsed, out QueryError? error))
                Assert.Equal(parsed.ToString(), Query.Parse(parsed.ToString()).ToString());
            else
                Assert.True(error.Position >= 0 && error.Position <= query.Length, $"seed {seed}: {query}");
        }
    }

    [Fact]
    public void AnyQuery_WrittenAndRead_IsTheSame()
    {
        const int seed = 7;
        Random random = new(seed);
        for (int i = 0; i < 20_000; i++)
        {
            QuerySyntax syntax = RandomQueries.Syntax(random, depth: 3);
            string text = syntax.ToString();
            Assert.Null(QueryParser.TryParse(text, out QuerySyntax again));
            Assert.True(syntax == again, $"seed {seed}, query {i}: {text} became {again}");
        }
    }
}
