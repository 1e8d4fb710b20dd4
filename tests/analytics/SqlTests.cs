using System.Globalization;
using Feedlog.Analytics;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Analytics;

/// <summary>Queries over a store: what they see, what they may do, and how they fail.</summary>
public sealed class SqlTests(SampleStore sample) : IClassFixture<SampleStore>
{
    private readonly FeedlogStore _store = sample.Store;
    private readonly FeedlogSnapshot _snapshot = sample.Snapshot;

    [DuckDbTheory]
    [InlineData(1)]
    [InlineData(3)]
    public async Task History_EqualsTheStore_RowByRowAndColumnByColumn(int threads)
    {
        using SqlSession session = SqlSession.Open(_snapshot, new SqlOptions { Threads = threads });

        (List<object?[]> rows, ScanCounters counters) =
            await QueryRun.ReadAsync(session, "SELECT * REPLACE (nullif(recorded_at > now(), false) AS recorded_at) " +
                "FROM history ORDER BY sequence");

        Assert.Equal(_snapshot.Scan().Select(Expected), rows.Select(QueryRun.Line));
        Assert.Equal(rows.Count, counters.RecordsGiven);
        Assert.Equal(counters.SegmentsTotal, counters.SegmentsRead);
    }

    [DuckDbFact]
    public async Task History_HasTheColumnsOfTheContract()
    {
        using SqlSession session = SqlSession.Open(_snapshot);

        (List<object?[]> rows, _) = await QueryRun.ReadAsync(session, "DESCRIBE history");

        Assert.Equal(
            [
                "id VARCHAR", "key VARCHAR", "stream VARCHAR", "sequence UBIGINT", "timestamp TIMESTAMP",
                "recorded_at TIMESTAMP", "kind VARCHAR", "tags VARCHAR[]", "content VARCHAR", "metadata VARCHAR",
                "tier VARCHAR", "shard VARCHAR", "content_bytes BLOB",
            ],
            rows.Select(row => $"{row[0]} {row[1]}"));
    }

    [DuckDbFact]
    public async Task Columns_InAnySelection_AreThoseOfTheStore()
    {
        using SqlSession session = SqlSession.Open(_snapshot);
        Record[] all = [.. _snapshot.Scan()];

        Assert.Equal((long)all.Length, await QueryRun.ValueAsync(session, "SELECT count(*) FROM history"));
        Assert.Equal(
            all.LongCount(record => record.Kind == "note"),
            await QueryRun.ValueAsync(session, "SELECT count(*) FROM history WHERE kind = 'note'"));
        Assert.Equal(
            all.Sum(record => (long)record.Tags.Count),
            Convert.ToInt64(
                await QueryRun.ValueAsync(session, "SELECT sum(len(tags))::BIGINT FROM history"),
                CultureInfo.InvariantCulture));
        (List<object?[]> rows, _) = await QueryRun.ReadAsync(
            session, "SELECT content, id FROM history WHERE list_contains(tags, 'first') ORDER BY id");
        Assert.Equal(
            all.Where(record => record.Tags.Contains("first")).OrderBy(record => record.Id.Value)
                .Select(record => $"{(record.IsText ? record.Content : "-")}\t{record.Id}"),
            rows.Select(QueryRun.Line));
    }

    [DuckDbFact]
    public async Task History_OfThePast_IsThatOfItsSnapshot()
    {
        using FeedlogSnapshot past = _store.AsOf(1000);
        using SqlSession session = SqlSession.Open(past);

        Assert.Equal((long)past.Scan().Count(), await QueryRun.ValueAsync(session, "SELECT count(*) FROM history"));
        Assert.Equal(1000ul, await QueryRun.ValueAsync(session, "SELECT max(sequence) FROM history"));
    }

    [DuckDbFact]
    public async Task EmptyStore_GivesEmptyAnswers()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        using SqlSession session = SqlSession.Open(snapshot);

        Assert.Empty((await QueryRun.ReadAsync(session, "SELECT * FROM history")).Rows);
        Assert.Empty((await QueryRun.ReadAsync(
            session, "SELECT kind, count(*) FROM history WHERE timestamp > '2026-01-01' GROUP BY 1")).Rows);
        Assert.Equal(0L, await QueryRun.ValueAsync(session, "SELECT count(*) FROM history WHERE tier = 'cold'"));
    }

    [DuckDbTheory]
    [InlineData("SELEC 1", "syntax error")]
    [InlineData("SELECT nothing FROM history", "nothing")]
    [InlineData("SELECT * FROM elsewhere", "elsewhere")]
    [InlineData("SELECT 1; SELECT 2", "One statement at a time")]
    [InlineData("", "no statement")]
    [InlineData("SELECT $1", "parameters")]
    [InlineData("CREATE TABLE t(a INT)", "only read")]
    [InlineData("SET threads = 1", "only read")]
    [InlineData("DELETE FROM history", "delete")]
    [InlineData("COPY (SELECT 1) TO 'feedlog-test.csv'", "Cannot access")]
    [InlineData("INSTALL httpfs", "only read")]
    [InlineData("ATTACH 'feedlog-test.db'", "only read")]
    [InlineData("SELECT * FROM read_text('/etc/hostname')", "disabled")]
    [InlineData("SELECT * FROM '/etc/hostname.csv'", "disabled")]
    [InlineData("SELECT timestamp > 'yesterday' FROM history", "yesterday")]
    [InlineData("SELECT 1 FROM history WHERE timestamp > 'yesterday'", "yesterday")]
    public async Task Query_ThatIsWrong_OrDoesMoreThanRead_IsRefusedAndSaysWhy(string sql, string reason)
    {
        using SqlSession session = SqlSession.Open(_snapshot);

        SqlException refused =
            await Assert.ThrowsAsync<SqlException>(() => QueryRun.ReadAsync(session, sql));

        Assert.Equal(SqlErrorCode.Query, refused.Code);
        Assert.Contains(reason, refused.Message, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(1, await QueryRun.ValueAsync(session, "SELECT 1"));
    }

    [DuckDbFact]
    public async Task Query_ThatNeedsMoreMemoryThanItMayUse_FailsAndSaysSo()
    {
        using SqlSession session = SqlSession.Open(_snapshot, new SqlOptions { MemoryMiB = SqlOptions.MemoryMiBMin });
        const string sql = "SELECT list(a.content || b.content) FROM history a, history b";

        SqlException refused = await Assert.ThrowsAsync<SqlException>(() => QueryRun.ReadAsync(session, sql));

        Assert.Equal(SqlErrorCode.Memory, refused.Code);
    }

    [DuckDbFact]
    public async Task Query_WithAFolderToSpillTo_GoesOnWhereMemoryEnds()
    {
        const string sql = "SELECT sum(a) FROM (SELECT range AS a, md5(range::VARCHAR) AS b FROM range(600000) ORDER BY b " +
            "LIMIT 500000 OFFSET 1)";
        SqlOptions options = new() { MemoryMiB = SqlOptions.MemoryMiBMin, Threads = 1 };
        using TempStore temp = new();
        using SqlSession strict = SqlSession.Open(_snapshot, options);
        using SqlSession spilling = SqlSession.Open(_snapshot, options with { SpillFolder = temp.Beside("spill") });

        SqlException refused = await Assert.ThrowsAsync<SqlException>(() => QueryRun.ReadAsync(strict, sql));
        Assert.Equal(SqlErrorCode.Memory, refused.Code);
        Assert.NotNull(await QueryRun.ValueAsync(spilling, sql));
    }

    [DuckDbFact]
    public async Task Query_ThatIsCancelled_EndsSoon()
    {
        using SqlSession session = SqlSession.Open(_snapshot);
        using CancellationTokenSource cancel = new(TimeSpan.FromMilliseconds(300));
        const string endless = "SELECT count(*) FROM history a, history b, history c, range(1000000)";

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await using SqlReader reader = await session.ExecuteAsync(endless, cancel.Token);
            await foreach (object?[] row in reader.ReadAsync()) Assert.Empty(row);
        });
        Assert.Equal(1, await QueryRun.ValueAsync(session, "SELECT 1"));
    }

    [DuckDbFact]
    public async Task Answer_ThatIsNotReadToItsEnd_LeavesMostOfTheStoreUnread()
    {
        using SqlSession session = SqlSession.Open(_snapshot, new SqlOptions { Threads = 1 });
        SqlReader reader = await session.ExecuteAsync("SELECT range FROM range(50000000)");
        int rows = 0;
        await using (reader)
        {
            await foreach (object?[] row in reader.ReadAsync())
            {
                Assert.Equal((long)rows, row[0]);
                if (++rows == 5000) break;
            }
        }

        Assert.Equal(5000, rows);
    }

    [DuckDbFact]
    public async Task Queries_SideBySide_KeepTheirBoundsApart()
    {
        using SqlSession session = SqlSession.Open(_snapshot);
        Record[] all = [.. _snapshot.Scan()];
        long[] counts = await Task.WhenAll(Enumerable.Range(0, 12).Select(async i =>
        {
            string since = Samples.TimeOf(i * 100).ToString("yyyy-MM-dd HH:mm:ss", CultureInfo.InvariantCulture);
            string sql = $"SELECT count(*) FROM history WHERE timestamp >= '{since}'";
            return Convert.ToInt64(await QueryRun.ValueAsync(session, sql), CultureInfo.InvariantCulture);
        }));

        Assert.Equal(
            Enumerable.Range(0, 12).Select(i => all.LongCount(record => record.Timestamp >= Samples.TimeOf(i * 100))),
            counts);
    }

    [DuckDbFact]
    public async Task Values_OfEveryTypeThatIsRead_AreWhatTheyWere()
    {
        using SqlSession session = SqlSession.Open(_snapshot);
        const string sql =
            """
            SELECT true, 1::TINYINT, -2::SMALLINT, 3, -4::BIGINT, 5::UTINYINT, 6::USMALLINT, 7::UINTEGER, 8::UBIGINT,
              9::HUGEINT * -1, 1.5::FLOAT, 2.5::DOUBLE, -12.345::DECIMAL(9,3), 0.07::DECIMAL(4,2),
              123456789012345678901.5::DECIMAL(38,1), 'text', '\xFF\x00'::BLOB, DATE '2026-03-14',
              TIME '12:34:56.789', TIMESTAMP '2026-03-14 01:02:03.004', TIMESTAMP_S '1969-03-14 01:02:03',
              TIMESTAMPTZ '2026-03-14 01:02:03+01', INTERVAL '1 month 2 days 3.5 seconds',
              uuid '00112233-4455-6677-8899-aabbccddeeff', [1, NULL, 3], {'a': 1, 'b': 'x'}, MAP {'k': 2}, NULL,
              a_much_longer_text FROM (SELECT repeat('ab', 40) AS a_much_longer_text)
            """;

        object?[] row = Assert.Single((await QueryRun.ReadAsync(session, sql)).Rows);

        Assert.Equal(
            [
                "True", "1", "-2", "3", "-4", "5", "6", "7", "8", "-9", "1.5", "2.5", "-12.3450", "0.070",
                "123456789012345678901.50", "text", "FF00", "03/14/2026", "12:34", "2026-03-14T01:02:03.0040000Z",
                "1969-03-14T01:02:03.0000000Z", "2026-03-14T00:02:03.0000000Z", "P1M2DT3.5S",
                "00112233-4455-6677-8899-aabbccddeeff", "[1|-|3]", "{a=1|b=x}", "[{key=k|value=2}]", "-",
                string.Concat(Enumerable.Repeat("ab", 40)),
            ],
            row.Select(QueryRun.Text));
    }

    [DuckDbFact]
    public async Task Session_ThatWasDisposed_SaysSo()
    {
        SqlSession session = SqlSession.Open(_snapshot);
        session.Dispose();

        await Assert.ThrowsAsync<ObjectDisposedException>(async () => await session.ExecuteAsync("SELECT 1"));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => SqlSession.Open(_snapshot, new SqlOptions { MemoryMiB = SqlOptions.MemoryMiBMin - 1 }));
    }

    [DuckDbFact]
    public async Task DamagedStore_IsReportedAsTheStoreReportsIt()
    {
        using TempStore temp = new();
        await using (FeedlogStore whole = await temp.OpenAsync(Samples.SmallSegments)) await Samples.FillAsync(whole);
        string segment = Directory.EnumerateFiles(Path.Join(temp.Folder, "hot")).Order().First();
        byte[] bytes = File.ReadAllBytes(segment);
        bytes[bytes.AsSpan().IndexOf("kettle"u8)] ^= 1;
        File.WriteAllBytes(segment, bytes);
        await using FeedlogStore damaged = await FeedlogStore.OpenReadOnlyAsync(temp.Folder);
        using FeedlogSnapshot snapshot = damaged.OpenSnapshot();
        using SqlSession session = SqlSession.Open(snapshot);

        FeedlogCorruptException damage = await Assert.ThrowsAsync<FeedlogCorruptException>(
            () => QueryRun.ReadAsync(session, "SELECT content FROM history"));

        Assert.NotNull(damage.OffsetBytes);
        Assert.NotEmpty((await QueryRun.ReadAsync(session, "SELECT id FROM history")).Rows);
    }

    private static string Expected(Record record) => QueryRun.Line(
    [
        record.Id.ToString(), record.Key, record.Stream, record.Sequence, record.Timestamp.UtcDateTime,
        null, record.Kind, record.Tags.ToArray<object?>(), record.IsText ? record.Content : null, record.Metadata,
        "hot", null, record.IsText ? null : record.ContentBytes.ToArray(),
    ]);
}
