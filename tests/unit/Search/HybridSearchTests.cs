using Feedlog.Tests.Support;
using Feedlog.Tests.Unit.Store;

namespace Feedlog.Tests.Unit.Search;

/// <summary>Searches by words and vectors together.</summary>
public sealed class HybridSearchTests
{
    private const string Model = "compass";

    private static readonly float[] s_east = [1, 0, 0];
    private static readonly float[] s_north = [0, 1, 0];

    [Fact]
    public async Task Hybrid_FindsWhatWordsFind_AndWhatVectorsFind_BothFirst()
    {
        await using FeedlogStore store = Stores.InMemory();
        await AddAsync(store, "kettle on the stove", null);
        await AddAsync(store, "boiling water", s_east);
        await AddAsync(store, "a blue kettle", [0.9f, 0.1f, 0]);
        await AddAsync(store, "an old boot", s_north);
        await AddAsync(store, "a red herring", [-1, 0, 0]);

        IReadOnlyList<SearchHit> hits = Search(store, "kettle", s_east);

        Assert.Equal("a blue kettle", hits[0].Record.Content);
        Assert.Equal(
            ["a blue kettle", "a red herring", "an old boot", "boiling water", "kettle on the stove"],
            hits.Select(hit => hit.Record.Content).Order(StringComparer.Ordinal));
        foreach (SearchHit hit in hits)
        {
            IReadOnlyList<ScoreExplanation> parts = hit.Explanation!.Parts;
            Assert.Equal(hit.Score, (parts[0].Score + parts[1].Score) * parts[2].Score, 1e-12);
        }
    }

    [Fact]
    public async Task Hybrid_WithoutAnyWords_IsTheOrderOfVectors()
    {
        await using FeedlogStore store = Stores.InMemory();
        await AddAsync(store, "north", s_north);
        await AddAsync(store, "east", s_east);
        await AddAsync(store, "between", [1, 1, 0]);

        foreach (string query in (string[])["nowhere", "kind:fact", "\"!\""])
        {
            IReadOnlyList<SearchHit> hits = Search(store, query, s_east);
            if (query == "kind:fact") Assert.Empty(hits);
            else Assert.Equal("east", hits[0].Record.Content);
        }
    }

    [Fact]
    public async Task Factors_OfKindAndAge_MultiplyTheScore()
    {
        ManualTime time = new();
        await using FeedlogStore store = Stores.InMemory(time);
        await AddAsync(store, "kettle", s_east, kind: "note", ageDays: 10);
        await AddAsync(store, "kettle", s_east, kind: "fact", ageDays: 0);

        IReadOnlyList<SearchHit> hits = Search(store, "kettle", s_east, new SearchOptions
        {
            FadingPerDay = 0.1,
            KindFactors = new Dictionary<string, double> { ["fact"] = 3 },
        });

        Assert.Equal(["fact", "note"], hits.Select(hit => hit.Record.Kind));
        Assert.Equal(6, hits[0].Score / hits[1].Score, 1e-9);
    }

    [Theory]
    [InlineData("""{"weight":{"value":0.5}}""", 2)]
    [InlineData("""{"weight":{"value":[0.25,1]}}""", 3)]
    [InlineData("""{"weight":{"value":7}}""", 3)]
    [InlineData("""{"weight":{"value":-1}}""", 1)]
    [InlineData("""{"weight":{"value":"0.5"},"value":1}""", 1)]
    public async Task Factors_OfSignificance_MultiplyTheScore(string metadata, double factor)
    {
        await using FeedlogStore store = Stores.InMemory();
        await AddAsync(store, "kettle", s_east);
        await store.AppendAsync(new RecordDraft("kettle")
        {
            Kind = "weighed",
            Metadata = metadata,
            Vectors = [new RecordVector(Model, s_east)],
        });

        IReadOnlyList<SearchHit> hits = Search(store, "kettle", s_east, new SearchOptions
        {
            SignificanceField = "weight.value",
            SignificanceWeight = 2,
        });

        Assert.Equal(factor, hits.Single(hit => hit.Record.Kind == "weighed").Score /
            hits.Single(hit => hit.Record.Kind != "weighed").Score, 1e-9);
    }

    [Fact]
    public async Task RelevanceV1_IsTheFormula()
    {
        ManualTime time = new();
        await using FeedlogStore store = Stores.InMemory(time);
        await AddAsync(store, "the blue kettle sings", [0.6f, 0.8f, 0], kind: "breakthrough", ageDays: 3);
        await AddAsync(store, "kettle, blue and blue", s_north);
        await AddAsync(store, "nothing of it", s_east);

        IReadOnlyList<SearchHit> hits = Search(store, "blue kettle", s_east, new SearchOptions
        {
            HybridRanking = HybridRanking.RelevanceV1,
        });

        Assert.Equal(
            ["the blue kettle sings", "nothing of it", "kettle, blue and blue"],
            hits.Select(hit => hit.Record.Content));
        Assert.Equal((10 + 2 * 2 + 5 * 0.6) / 1.3 * 1.5, hits[0].Score, 1e-6);
        Assert.Equal(5, hits[1].Score, 1e-6);
        Assert.Equal(4, hits[2].Score, 1e-6);
    }

    [Fact]
    public async Task Pages_OfAHybridSearch_AreCutOutOfOneOrder()
    {
        await using FeedlogStore store = Stores.InMemory();
        Random random = new(7);
        for (int i = 0; i < 40; i++)
        {
            float[] vector = [(float)random.NextDouble() - 0.5f, (float)random.NextDouble(), 1];
            await AddAsync(store, random.Next(3) == 0 ? "kettle" : "pot", random.Next(4) == 0 ? null : vector);
        }

        string[] all = [.. Search(store, "kettle", s_east, new SearchOptions { Limit = 100 }).Select(Describe)];
        List<string> paged = [];
        SearchOptions page = new() { Limit = 7 };
        while (Search(store, "kettle", s_east, page) is { Count: > 0 } hits)
        {
            paged.AddRange(hits.Select(Describe));
            page = page with { After = hits[^1].Cursor };
        }

        Assert.True(all.Length > 28);
        Assert.Equal(all, paged);
        Assert.Throws<FeedlogException>(() => Search(store, "kettle", s_north, page));

        static string Describe(SearchHit hit) => FormattableString.Invariant($"{hit.Record.Sequence} {hit.Score:F9}");
    }

    private static async Task AddAsync(
        FeedlogStore store, string content, float[]? vector, string? kind = null, int ageDays = 0) =>
        await store.AppendAsync(new RecordDraft(content)
        {
            Kind = kind,
            Timestamp = new ManualTime().Now.AddDays(-ageDays),
            Vectors = vector is null ? null : [new RecordVector(Model, vector)],
        });

    private static IReadOnlyList<SearchHit> Search(
        FeedlogStore store, string query, float[] vector, SearchOptions? options = null)
    {
        using FeedlogSnapshot view = store.OpenSnapshot();
        return view.Search(query, (options ?? new SearchOptions()) with
        {
            Mode = SearchMode.Hybrid,
            Model = Model,
            Vector = vector,
            Explain = true,
        });
    }
}
