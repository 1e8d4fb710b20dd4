using System.Globalization;
using Feedlog.Analytics;

namespace Feedlog.Tests.Analytics;

/// <summary>Filters on time, key, id and sequence reach the store, and never change an answer.</summary>
public sealed class BoundsTests : IClassFixture<SampleStore>, IDisposable
{
    private readonly FeedlogSnapshot _snapshot;
    private readonly SqlSession _session = null!; // Set wherever a test runs.

    public BoundsTests(SampleStore sample)
    {
        _snapshot = sample.Snapshot;
        if (DuckDbTheoryAttribute.WhyNot() is null)
            _session = SqlSession.Open(_snapshot, new SqlOptions { Threads = 2 });
    }

    public void Dispose() => _session?.Dispose();

    [DuckDbTheory]
    [InlineData("SELECT count(*) FROM history WHERE timestamp >= '2013-05-01' AND timestamp < '2013-06-01'", 10)]
    [InlineData("SELECT count(*) FROM history h WHERE h.timestamp BETWEEN DATE '2013-05-01' AND DATE '2013-06-01'", 10)]
    [InlineData("SELECT * FROM history WHERE '2013-05-01'::TIMESTAMP <= timestamp AND timestamp < DATE '2013-06-01'", 10)]
    [InlineData("SELECT * FROM history WHERE timestamp > '2013-05-01' AND (timestamp < '2013-06-01') AND key IS NULL", 10)]
    [InlineData("SELECT id FROM history WHERE timestamp > DATE '2013-06-01' - INTERVAL 1 MONTH AND timestamp <= '2013-06-01'", 10)]
    [InlineData("SELECT id FROM history WHERE timestamp > now() - INTERVAL 7 DAY", 8)]
    [InlineData("SELECT id FROM history WHERE timestamp = '2013-05-01'", 0)]
    [InlineData("WITH m AS (SELECT kind FROM history WHERE timestamp >= '2026-11-01') SELECT kind, count(*) FROM m GROUP BY 1", 60)]
    [InlineData("SELECT (SELECT max(sequence) FROM history WHERE timestamp < '2000-02-01') FROM range(1)", 10)]
    [InlineData("SELECT count(*) FROM history_between('2013-05-01', '2013-06-01')", 10)]
    [InlineData("WITH m AS (SELECT * FROM history_between(DATE '2013-05-01', '2013-06-01')) SELECT * FROM m WHERE kind = 'note'", 10)]
    [InlineData("SELECT count(*) FROM history a JOIN history b ON a.sequence = b.sequence + 1 WHERE a.timestamp < '2000-03-01' AND b.timestamp < '2000-03-01'", 60)]
    [InlineData("SELECT * FROM history WHERE sequence > 100 AND sequence <= 120", 30)]
    [InlineData("SELECT content FROM history WHERE key = 'key4' AND stream IS NULL", 1)]
    [InlineData("SELECT content FROM history WHERE stream = 'agent' AND 'key8' = key", 1)]
    [InlineData("SELECT content FROM history WHERE id = '{id}'", 1)]
    public async Task Filter_ThatBounds_LeavesTheRestUnread(string sql, int framesMax)
    {
        string query = WithId(sql);

        (List<object?[]> rows, ScanCounters counters) = await QueryRun.ReadAsync(_session, query);

        Assert.InRange(counters.FramesRead, 0, framesMax);
        Assert.True(counters.SegmentsRead < counters.SegmentsTotal, $"{counters}");
        Assert.Equal(await UnboundedAsync(query), rows.Select(QueryRun.Line).Order(StringComparer.Ordinal));
    }

    [DuckDbTheory]
    [InlineData("SELECT count(*) FROM history WHERE timestamp < '2001-01-01' OR kind = 'note'")]
    [InlineData("SELECT count(*) FROM history WHERE NOT (timestamp < '2001-01-01')")]
    [InlineData("SELECT count(*) FROM history WHERE timestamp < '2001-01-01' UNION ALL SELECT count(*) FROM history")]
    [InlineData("SELECT (SELECT count(*) FROM history), count(*) FROM history WHERE timestamp < '2001-01-01'")]
    [InlineData("SELECT count(*) FROM history a, (SELECT max(timestamp) AS timestamp FROM history) b WHERE b.timestamp < '2001-01-01'")]
    [InlineData("SELECT count(*) FROM history AS h(timestamp, b, c, d, e) WHERE e >= '2001-01-01' AND h.timestamp > '2005'")]
    [InlineData("SELECT count(*) FROM history a POSITIONAL JOIN range(5) r WHERE a.timestamp >= '2020-01-01'")]
    [InlineData("SELECT a.sequence, b.sequence FROM history a ASOF JOIN history b ON a.timestamp >= b.timestamp WHERE b.timestamp < '2001-01-01' AND a.sequence > 2300")]
    [InlineData("WITH history AS (SELECT * FROM history) SELECT count(*) FROM history WHERE timestamp < '2001-01-01'")]
    [InlineData("SELECT count(*) FROM history WHERE timestamp >= '2001-01-01'::TIMESTAMP + to_days(random()::INT * 0)")]
    [InlineData("SELECT count(*) FROM history WHERE key = 'key4' AND stream IS NOT NULL")]
    [InlineData("SELECT count(*) FROM history WHERE id = 'no id'")]
    [InlineData("SELECT count(*) FROM (SELECT id, kind AS timestamp FROM history) WHERE timestamp < '2001'")]
    public async Task Filter_ThatCouldChangeTheAnswer_IsNotTakenForABound(string sql)
    {
        (List<object?[]> rows, ScanCounters counters) = await QueryRun.ReadAsync(_session, sql);

        Assert.True(counters.FramesRead >= Samples.RecordCount - 500, $"{counters}");
        Assert.Equal(await UnboundedAsync(sql), rows.Select(QueryRun.Line).Order(StringComparer.Ordinal));
    }

    [DuckDbFact]
    public async Task Filters_AtRandom_GiveWhatAFullReadGives()
    {
        int seed = Random.Shared.Next();
        Random random = new(seed);
        string[] columns = ["timestamp", "h.timestamp", "sequence", "key", "stream", "history.timestamp"];
        string[] operators = ["<", "<=", "=", ">", ">=", "<>"];
        for (int i = 0; i < 60; i++)
        {
            string Part()
            {
                string column = columns[random.Next(5)];
                string value = column switch
                {
                    "sequence" => random.Next(Samples.RecordCount).ToString(CultureInfo.InvariantCulture),
                    "key" => $"'key{4 * random.Next(125)}'",
                    "stream" => "'agent'",
                    _ => Time(random),
                };
                return column == "stream" && random.Next(2) == 0
                    ? "stream IS NULL"
                    : $"{column} {operators[random.Next(operators.Length)]} {value}";
            }

            string where = string.Join(
                random.Next(5) == 0 ? " OR " : " AND ", Enumerable.Range(0, random.Next(1, 4)).Select(_ => Part()));
            string sql = $"SELECT sequence FROM history h WHERE {where}";

            (List<object?[]> rows, _) = await QueryRun.ReadAsync(_session, sql);

            string[] expected = await UnboundedAsync(sql);
            Assert.True(
                expected.SequenceEqual(rows.Select(QueryRun.Line).Order(StringComparer.Ordinal)),
                $"seed {seed}: {sql}: {rows.Count} rows instead of {expected.Length}");
        }
    }

    // To the millisecond, at records and around them.
    private static string Time(Random random)
    {
        DateTimeOffset time = Samples.TimeOf(random.Next(Samples.RecordCount)).AddMilliseconds(random.Next(-1, 2));
        string text = time.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);
        return random.Next(2) == 0 ? $"'{text}'" : $"TIMESTAMP '{text}{random.Next(1000):000}'";
    }

    // A table of what the view gives knows no bounds.
    private async Task<string[]> UnboundedAsync(string sql)
    {
        string full = sql.StartsWith("WITH ", StringComparison.Ordinal)
            ? $"WITH whole AS MATERIALIZED (SELECT * FROM history), {sql[5..]}"
            : $"WITH whole AS MATERIALIZED (SELECT * FROM history) {sql}";
        bool isOwn = sql.StartsWith("WITH history", StringComparison.Ordinal) || sql.Contains("_between", StringComparison.Ordinal);
        if (!isOwn)
        {
            // The name that the query uses for the view becomes one for the table.
            full = full.Replace("FROM history h", "FROM whole h", StringComparison.Ordinal)
                .Replace("FROM history AS", "FROM whole AS", StringComparison.Ordinal)
                .Replace("FROM history a", "FROM whole a", StringComparison.Ordinal)
                .Replace("JOIN history b", "JOIN whole b", StringComparison.Ordinal)
                .Replace("FROM history WHERE", "FROM whole AS history WHERE", StringComparison.Ordinal);
        }

        (List<object?[]> rows, ScanCounters counters) = await QueryRun.ReadAsync(_session, full);
        Assert.True(isOwn || rows.Count == 0 || counters.FramesRead >= Samples.RecordCount, $"{full}: {counters}");
        return [.. rows.Select(QueryRun.Line).Order(StringComparer.Ordinal)];
    }

    private string WithId(string sql) =>
        sql.Replace("{id}", _snapshot.Scan().ElementAt(700).Id.ToString(), StringComparison.Ordinal);
}
