using Feedlog.Analytics;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Analytics;

/// <summary>What was archived is queried like what was not.</summary>
public sealed class ColdTests
{
    [DuckDbFact]
    public async Task History_OfAnArchivedStore_IsTheSame_AndNamesShards()
    {
        const string sql = "SELECT id, timestamp, content, tags FROM history ORDER BY sequence";
        const string month = "SELECT count(*), min(tier), min(shard), max(shard) FROM history " +
            "WHERE timestamp >= '2013-05-01' AND timestamp < '2013-06-01'";
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Samples.SmallSegments);
        await Samples.FillAsync(store);
        string[] hot = await LinesAsync(store, sql);

        ArchiveResult archived = await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 1 });

        Assert.True(archived.Shards > 100, $"{archived}");
        Assert.Equal(hot, await LinesAsync(store, sql));
        string cold = Assert.Single(await LinesAsync(store, month));
        Assert.Matches("^[0-9]+\tcold\tcold/2013/05/[0-9]+\\.shard\tcold/2013/05/[0-9]+\\.shard$", cold);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        using SqlSession session = SqlSession.Open(snapshot);
        (_, ScanCounters counters) = await QueryRun.ReadAsync(session, month);
        Assert.Equal((archived.Shards, 1, 0), (counters.ShardsTotal, counters.ShardsRead, counters.SegmentsRead));
        Assert.Equal(["cold", "hot"], await LinesAsync(store, "SELECT DISTINCT tier FROM history ORDER BY 1"));
        Assert.Equal(["true"], await LinesAsync(
            store, "SELECT lower((bool_and((tier = 'cold') = (shard IS NOT NULL)))::VARCHAR) FROM history"));
    }

    private static async Task<string[]> LinesAsync(FeedlogStore store, string sql)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        using SqlSession session = SqlSession.Open(snapshot);
        return [.. (await QueryRun.ReadAsync(session, sql)).Rows.Select(QueryRun.Line)];
    }
}
