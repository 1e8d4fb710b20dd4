using System.Diagnostics;
using Feedlog.Analytics;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Analytics;

/// <summary>How many records a second a query reads. Judged by eye: FEEDLOG_TEST_LEVEL=soak measures 1,000,000.
/// </summary>
public sealed class ScanRateTests(ITestOutputHelper output)
{
    [DuckDbFact]
    public async Task Scan_OfIdAndTimestamp_AndOfOthers()
    {
        int count = TestLevel.Count(20_000, 20_000, 1_000_000);
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync();
        await store.AppendBulkAsync(Enumerable.Range(0, count).Select(Draft));
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        Dictionary<string, double> rates = [];
        foreach (int threads in (int[])[1, 2])
        {
            using SqlSession session = SqlSession.Open(snapshot, new SqlOptions { Threads = threads });
            foreach ((string name, string sql) in Queries())
            {
                double best = 0;
                const int rounds = 5;
                for (int round = 0; round < rounds; round++)
                {
                    long started = Stopwatch.GetTimestamp();
                    (_, ScanCounters counters) = await QueryRun.ReadAsync(session, sql);
                    best = Math.Max(best, counters.RecordsGiven / Stopwatch.GetElapsedTime(started).TotalSeconds);
                    Assert.True(counters.RecordsGiven > 0);
                }

                rates[$"{name}, {threads} threads, records/s"] = Math.Round(best);
                output.WriteLine($"{name}, {threads} threads: {best:N0} records/s");
            }
        }

        TestCounts.Write("sql-scan-rate", rates);
    }

    private static IEnumerable<(string Name, string Sql)> Queries() =>
    [
        ("id and timestamp", "SELECT count(id), max(timestamp) FROM history"),
        ("the least id", "SELECT min(id) FROM history"),
        ("timestamp", "SELECT max(timestamp) FROM history"),
        ("content", "SELECT sum(length(content)) FROM history"),
        ("by the time index", "SELECT max(id), max(timestamp) FROM history WHERE timestamp >= '2024-01-05'"),
    ];

    private static RecordDraft Draft(int i) => new($"The kettle was looked at for the {i}. time, and it was still blue.")
    {
        Timestamp = new DateTimeOffset(2024, 1, 1, 0, 0, 0, TimeSpan.Zero).AddMinutes(i),
        Kind = i % 3 == 0 ? "note" : null,
    };
}
