using Feedlog.Indexing.Analysis;
using Feedlog.Search;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Search;

/// <summary>Whatever is asked, the store answers as a plain list does: which records, in which order, which score.</summary>
public sealed class SearchMatchesOracleTests
{
    private const double ScoreTolerance = 1e-9;

    [Theory]
    [InlineData("standard")]
    [InlineData("english")]
    [InlineData("code")]
    public async Task RandomQueries_OverRandomRecords_AreAnsweredAsByTheOracle(string name)
    {
        int seed = name.Length;
        Random random = new(seed);
        Assert.True(Analyzer.TryGet(name, out Analyzer? analyzer));
        int hitCount = 0;
        for (int round = TestLevel.Count(4, 20, 200); round > 0; round--)
        {
            await using SearchWorld world = new(random, name);
            await world.GrowAsync(random.Next(5, 60));
            world.Time.Advance(TimeSpan.FromMilliseconds(25));
            ulong past = (ulong)random.Next(0, (int)world.Store.LastSequence + 1);
            using FeedlogSnapshot now = world.Store.OpenSnapshot();
            using FeedlogSnapshot then = world.Store.AsOf(past);
            QueryOracle oracleNow = new(analyzer, world.Records, now.Sequence);
            QueryOracle oracleThen = new(analyzer, world.Records, past);
            for (int i = 0; i < 100; i++)
            {
                QuerySyntax syntax = RandomQueries.Syntax(random, depth: 3);
                hitCount += AssertSame(oracleNow.Search(syntax, world.Time.NowMs), now, syntax, $"seed {seed}");
                // When a view of the past judges expiry is its own affair, and tested there.
                List<(OracleRecord Record, double Score)> expected = oracleThen.Search(syntax, long.MinValue);
                expected.RemoveAll(hit => !then.TryGetBySequence(hit.Record.Sequence, out _));
                AssertSame(expected, then, syntax, $"seed {seed}, as of {past}");
            }
        }

        Assert.True(hitCount > 1_000, $"Only {hitCount} hits: do the queries match anything?");
    }

    [Fact]
    public async Task Options_NarrowWhatAQueryFinds()
    {
        const int seed = 5;
        Random random = new(seed);
        await using SearchWorld world = new(random, "standard");
        await world.GrowAsync(200);
        QueryOracle oracle = new(Analyzer.Standard, world.Records, world.Store.LastSequence);
        using FeedlogSnapshot snapshot = world.Store.OpenSnapshot();
        for (int i = 0; i < 300; i++)
        {
            QuerySyntax syntax = RandomQueries.Syntax(random, depth: 1);
            SearchOptions options = new()
            {
                Limit = random.Next(0, 20),
                Kind = random.Next(2) == 0 ? null : RandomQueries.Labels[random.Next(4)],
                Stream = random.Next(3) != 0 ? null : RandomQueries.Labels[random.Next(4)],
                Tags = random.Next(3) != 0 ? null : [RandomQueries.Labels[random.Next(4)], RandomQueries.Labels[0]],
                From = random.Next(2) == 0 ? null : world.Time.Now.AddMinutes(-random.Next(100)),
                To = random.Next(2) == 0 ? null : world.Time.Now.AddMinutes(-random.Next(100)),
            };
            ulong[] expected = [.. oracle.Search(syntax, world.Time.NowMs).Select(hit => hit.Record)
                .Where(record => options.Kind is null || record.Kind == options.Kind)
                .Where(record => options.Stream is null || record.Stream == options.Stream)
                .Where(record => options.Tags is null || options.Tags.All(record.Tags.Contains))
                .Where(record => options.From is not { } from || record.TimestampMs >= from.ToUnixTimeMilliseconds())
                .Where(record => options.To is not { } to || record.TimestampMs < to.ToUnixTimeMilliseconds())
                .Take(options.Limit).Select(record => record.Sequence)];
            IReadOnlyList<SearchHit> hits = snapshot.Search(Query.Parse(syntax.ToString()), options);
            Assert.Equal(expected, hits.Select(hit => hit.Record.Sequence));
        }
    }

    [Fact]
    public async Task ABlankLabel_FindsNothing()
    {
        await using SearchWorld world = new(new Random(1), "standard");
        await world.Store.AppendAsync("ant");

        Assert.Empty(await world.Store.SearchAsync("ant", new SearchOptions { Stream = "" }).ToArrayAsync());
        Assert.Empty(await world.Store.SearchAsync("ant kind:\"\"").ToArrayAsync());
    }

    private static int AssertSame(
        List<(OracleRecord Record, double Score)> expected, FeedlogSnapshot snapshot, QuerySyntax syntax, string place)
    {
        // Through the text: what a query says of itself is what it means.
        Query query = Query.Parse(syntax.ToString());
        IReadOnlyList<SearchHit> hits = snapshot.Search(query, new SearchOptions { Limit = 1_000 });
        Assert.True(expected.Count == hits.Count, $"{place}: {syntax}: {hits.Count} hits, not {expected.Count}");
        for (int i = 0; i < hits.Count; i++)
        {
            Assert.True(
                Math.Abs(expected[i].Score - hits[i].Score) < ScoreTolerance,
                $"{place}: {syntax}: {hits[i].Score}, not {expected[i].Score}");
        }

        // The oracle sums in another order, so that what is equal for one may differ by a bit for the other.
        Assert.Equal(
            Groups(expected.Select(hit => (hit.Record.Sequence, hit.Score))),
            Groups(hits.Select(hit => (hit.Record.Sequence, hit.Score))));
        Assert.Equal(
            hits.OrderByDescending(hit => hit.Score).ThenByDescending(hit => hit.Record.Sequence), hits);
        return hits.Count;
    }

    private static List<(double Score, ulong Sequence)> Groups(IEnumerable<(ulong Sequence, double Score)> hits) =>
        [.. hits.Select(hit => (Math.Round(hit.Score, 6), hit.Sequence)).Order()];
}
