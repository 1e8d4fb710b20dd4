using Feedlog.Search;
using Feedlog.Tests.Unit.Store;

namespace Feedlog.Tests.Unit.Search;

/// <summary>An explanation gives the numbers, and they make the score.</summary>
public sealed class ExplanationTests
{
    [Fact]
    public async Task Explanation_OfATerm_HasTheNumbersOfBm25()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.AppendAsync("ant ant bee");
        await store.AppendAsync("bee cat");
        await store.AppendAsync("cat");

        SearchHit hit = await store.SearchAsync("ant ant -dog", new SearchOptions { Explain = true }).SingleAsync();

        ScoreExplanation root = hit.Explanation!;
        Assert.Equal("and", root.Part);
        ScoreExplanation term = root.Parts[0];
        Assert.Equal("term \"ant\"", term.Part);
        Assert.Equal(new TermScore(2, Math.Log(1 + (2.5 / 1.5)), 3, 1, 2, 3, 2, 0.9, 0.4), term.Term);
        double norm = 0.9 * (1 - 0.4 + (0.4 * 3 / 2));
        Assert.Equal(2 * term.Term!.Idf * 2 / (2 + norm), hit.Score, 12);
        Assert.Equal(hit.Score, root.Score);
        Assert.True(root.Parts[1] is { Part: "not", IsMatch: true, Score: 0 });
        Assert.True(root.Parts[1].Parts[0] is { Part: "term \"dog\"", IsMatch: false, Score: 0, Term: null });
        Assert.Null((await store.SearchAsync("ant").SingleAsync()).Explanation);
    }

    [Fact]
    public async Task Explanation_OfAnyHit_AddsUpToItsScore()
    {
        const int seed = 23;
        Random random = new(seed);
        await using SearchWorld world = new(random, "english");
        await world.GrowAsync(60);
        using FeedlogSnapshot snapshot = world.Store.OpenSnapshot();
        for (int i = 0; i < 500; i++)
        {
            QuerySyntax syntax = RandomQueries.Syntax(random, depth: 3);
            foreach (SearchHit hit in snapshot.Search(
                Query.Parse(syntax.ToString()), new SearchOptions { Explain = true, Limit = 5 }))
            {
                Assert.Equal(hit.Score, hit.Explanation!.Score);
                AssertAddsUp(hit.Explanation, $"seed {seed}: {syntax}");
            }
        }
    }

    private static void AssertAddsUp(ScoreExplanation part, string place)
    {
        if (!part.IsMatch) Assert.Equal(0, part.Score);
        bool isSum = part.IsMatch && part.Parts.Count > 0 && part.Part != "not";
        if (isSum)
        {
            double sum = part.Parts.Where(inner => inner.IsMatch).Sum(inner => inner.Score);
            Assert.True(Math.Abs(part.Score - sum) < 1e-9, $"{place}: {part.Part} is {part.Score}, not {sum}");
        }

        // The terms of a phrase that does not occur may.
        if (part.Part.StartsWith("phrase", StringComparison.Ordinal)) return;
        foreach (ScoreExplanation inner in part.Parts) AssertAddsUp(inner, place);
    }
}
