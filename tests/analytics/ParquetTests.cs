using System.Globalization;
using Feedlog.Analytics;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Analytics;

/// <summary>What is exported is what the store holds.</summary>
public sealed class ParquetTests
{
    private const string Columns =
        "id, key, stream, sequence, timestamp, recorded_at, kind, tags, content, metadata, tier, shard, content_bytes";

    [DuckDbFact]
    public async Task Parquet_ReadBack_EqualsTheStoreRowByRow()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Samples.SmallSegments);
        await Samples.FillAsync(store);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        string folder = temp.Beside("parquet");

        long written = await ParquetExport.RunAsync(snapshot, folder);

        Assert.Equal(snapshot.Scan().LongCount(), written);
        using SqlSession session = SqlSession.Open(snapshot, new SqlOptions(), folder);
        (List<object?[]> exported, _) = await QueryRun.ReadAsync(
            session, $"SELECT {Columns} FROM read_parquet('{folder}/**/*.parquet') ORDER BY sequence");
        (List<object?[]> stored, _) =
            await QueryRun.ReadAsync(session, $"SELECT {Columns} FROM history ORDER BY sequence");
        Assert.Equal(stored.Select(QueryRun.Line), exported.Select(QueryRun.Line));
        Assert.Equal(
            snapshot.Scan().Select(record => $"year={record.Timestamp.Year}/month={record.Timestamp.Month}").Distinct()
                .Order(StringComparer.Ordinal),
            Directory.EnumerateFiles(folder, "*.parquet", SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(folder, Path.GetDirectoryName(file) ?? "").Replace('\\', '/'))
                .Distinct().Order(StringComparer.Ordinal));
        (List<object?[]> month, _) = await QueryRun.ReadAsync(
            session,
            $"SELECT sequence FROM read_parquet('{folder}/**/*.parquet', hive_partitioning = true) " +
            "WHERE year = 2013 AND month = 5 ORDER BY 1");
        Assert.Equal(
            snapshot.Scan().Where(record => record.Timestamp is { Year: 2013, Month: 5 })
                .Select(record => record.Sequence.ToString(CultureInfo.InvariantCulture)),
            month.Select(QueryRun.Line));
    }

    [DuckDbFact]
    public async Task Parquet_OfARangeOfTime_HasItsBoundsToTheMillisecond()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Samples.SmallSegments);
        await Samples.FillAsync(store);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        DateTimeOffset from = Samples.TimeOf(500);
        DateTimeOffset to = Samples.TimeOf(600);

        Assert.Equal(
            snapshot.Range(from, to).LongCount(),
            await ParquetExport.RunAsync(snapshot, temp.Beside("a"), from, to));
        Assert.Equal(
            snapshot.Range(from.AddTicks(1), to.AddTicks(1)).LongCount(),
            await ParquetExport.RunAsync(snapshot, temp.Beside("b"), from.AddTicks(1), to.AddTicks(1)));
        Assert.Equal(0, await ParquetExport.RunAsync(snapshot, temp.Beside("c"), to, from));
    }

    [DuckDbFact]
    public async Task Parquet_IntoAFolderThatIsNotEmpty_IsRefusedAndChangesNothing()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync();
        await store.AppendAsync("a record");
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        string folder = temp.Beside("full");
        Directory.CreateDirectory(folder);
        File.WriteAllText(Path.Join(folder, "mine.txt"), "mine");

        SqlException refused = await Assert.ThrowsAsync<SqlException>(
            async () => await ParquetExport.RunAsync(snapshot, folder));

        Assert.Equal(SqlErrorCode.Failed, refused.Code);
        Assert.Equal(["mine.txt"], Directory.EnumerateFileSystemEntries(folder).Select(Path.GetFileName));
    }

    [DuckDbFact]
    public async Task Parquet_OfAnEmptyStore_IsNoRecords()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync();
        using FeedlogSnapshot snapshot = store.OpenSnapshot();

        Assert.Equal(0, await ParquetExport.RunAsync(snapshot, temp.Beside("nothing")));
    }
}
