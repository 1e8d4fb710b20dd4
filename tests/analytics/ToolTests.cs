using System.Diagnostics;
using System.Text.Json;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Analytics;

/// <summary>The commands of the tool that run queries, as processes.</summary>
public sealed class ToolTests
{
    [DuckDbFact]
    public async Task Query_PrintsRowsInEveryFormat_AndWhatItRead()
    {
        using TempStore temp = new();
        await FillAsync(temp);
        const string sql =
            "SELECT key, timestamp, tags, content, content AS key, 1.50::DECIMAL(4,2) AS d, NULL AS n, " +
            "metadata->>'outcome' AS outcome FROM history WHERE timestamp >= '2026-02-01' ORDER BY sequence";

        (string json, string notes) = await RunAsync(0, "query", temp.Folder, sql, "--json", "--counters");
        (string csv, _) = await RunAsync(0, "query", temp.Folder, sql, "--format", "csv");
        (string table, _) = await RunAsync(0, "query", temp.Folder, sql);
        (string empty, _) = await RunAsync(0, "query", temp.Folder, "SELECT id FROM history WHERE false", "--json");

        Assert.Equal(
            """{"key":"b","timestamp":1769904000000,"tags":["x","y"],"content":"two, \"quoted\"","key_2":"two, \"quoted\"","d":1.500,"n":null,"outcome":"won"}""" + "\n",
            json);
        Assert.Equal(
            "key,timestamp,tags,content,key,d,n,outcome\n" +
            "b,2026-02-01T00:00:00.000Z,\"[\"\"x\"\",\"\"y\"\"]\",\"two, \"\"quoted\"\"\",\"two, \"\"quoted\"\"\",1.500,,won\n",
            csv);
        Assert.Equal(
            "key\ttimestamp\ttags\tcontent\tkey\td\tn\toutcome\n" +
            "b\t2026-02-01T00:00:00.000Z\t[\"x\",\"y\"]\ttwo, \"quoted\"\ttwo, \"quoted\"\t1.500\t\twon\n",
            table);
        Assert.Empty(empty);
        using JsonDocument read = JsonDocument.Parse(notes);
        Assert.Equal(
            (1, 1, 1, 1),
            (Number(read, "segments"), Number(read, "segmentsRead"), Number(read, "framesRead"),
                Number(read, "records")));
    }

    [DuckDbFact]
    public async Task Query_ThatIsWrong_ExitsWithUsage_AndWithoutAStoreWithEight()
    {
        using TempStore temp = new();
        await FillAsync(temp);

        (string nothing, string wrong) = await RunAsync(16, "query", temp.Folder, "SELEC 1", "--json");
        (_, string writing) = await RunAsync(16, "query", temp.Folder, "CREATE TABLE t(a INT)", "--json");

        Assert.Empty(nothing);
        Assert.StartsWith("""{"error":{"code":"InvalidQuery",""", wrong, StringComparison.Ordinal);
        Assert.Contains("only read", writing, StringComparison.Ordinal);
        await RunAsync(8, "query", temp.Beside("nowhere"), "SELECT 1");
    }

    [DuckDbFact]
    public async Task ExportParquet_WritesMonths_AndReportsRecords()
    {
        using TempStore temp = new();
        await FillAsync(temp);
        string folder = temp.Beside("months");

        (string all, _) = await RunAsync(0, "export-parquet", temp.Folder, folder, "--json");
        (string some, _) = await RunAsync(
            0, "export-parquet", temp.Folder, temp.Beside("some"), "--from", "2026-02", "--json");

        Assert.StartsWith("""{"records":2,"seconds":""", all, StringComparison.Ordinal);
        Assert.StartsWith("""{"records":1,"seconds":""", some, StringComparison.Ordinal);
        Assert.Equal(
            ["month=1", "month=2"],
            Directory.EnumerateDirectories(Path.Join(folder, "year=2026")).Select(Path.GetFileName).Order());
        (_, string refused) = await RunAsync(8, "export-parquet", temp.Folder, folder, "--json");
        Assert.Contains("not empty", refused, StringComparison.Ordinal);
    }

    private static int Number(JsonDocument document, string name) =>
        document.RootElement.GetProperty(name).GetInt32();

    private static async Task FillAsync(TempStore temp)
    {
        await using FeedlogStore store = await temp.OpenAsync();
        await store.AppendAsync(
            new RecordDraft("one") { Key = "a", Timestamp = new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero) });
        await store.AppendAsync(new RecordDraft("two, \"quoted\"")
        {
            Key = "b",
            Tags = ["x", "y"],
            Metadata = """{"outcome":"won"}""",
            Timestamp = new DateTimeOffset(2026, 2, 1, 0, 0, 0, TimeSpan.Zero),
        });
    }

    // Runs the tool that lies beside the tests; gives what it prints on both streams.
    private static async Task<(string Output, string Error)> RunAsync(int exitCode, params string[] args)
    {
        ProcessStartInfo start = new("dotnet") { RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add(Path.Join(AppContext.BaseDirectory, "Feedlog.Tool.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        using Process process = Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
        Task<string> error = process.StandardError.ReadToEndAsync();
        string output = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == exitCode, $"exit {process.ExitCode}: {await error}{output}");
        return (output, await error);
    }
}
