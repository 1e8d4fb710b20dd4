namespace Feedlog.Tests.Cli;

/// <summary>The commands that run queries, without DuckDB: tests/analytics has it.</summary>
public sealed class SqlTests
{
    [Fact]
    public async Task Query_WithoutDuckDb_SaysWhereItComesFrom_AndOtherCommandsDoNotMissIt()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        Dictionary<string, string> nowhere = new() { ["FEEDLOG_DUCKDB"] = folder.Store };

        CliResult query = await CliProcess.RunAsync([], nowhere, "query", folder.Store, "SELECT 1", "--json");
        CliResult export = await CliProcess.RunAsync([], nowhere, "export-parquet", folder.Store, folder.Store + "-p");
        CliResult stats = await CliProcess.RunAsync([], nowhere, "stats", folder.Store);

        Assert.Contains("\"NoDuckDb\"", query.Expect(8).Error, StringComparison.Ordinal);
        Assert.Contains("FEEDLOG_DUCKDB", query.Error, StringComparison.Ordinal);
        Assert.Empty(query.Text);
        Assert.Contains("external/DuckDb", export.Expect(8).Error, StringComparison.Ordinal);
        stats.Expect(0);
    }

    [Fact]
    public async Task Misuse_IsRefused()
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("query", folder.Store, "SELECT 1")).Expect(8);
        await CommandLine.InitAsync(folder.Store);
        (await CommandLine.RunAsync("query", folder.Store)).Expect(16);
        (await CommandLine.RunAsync("query", folder.Store, "SELECT 1", "--format", "xml")).Expect(16);
        (await CommandLine.RunAsync("query", folder.Store, "SELECT 1", "--memory", "1")).Expect(16);
        (await CommandLine.RunAsync("export-parquet", folder.Store)).Expect(16);
        (await CommandLine.RunAsync("export-parquet", folder.Store, "")).Expect(16);
        (await CommandLine.RunAsync("export-parquet", folder.Store, folder.Store + "-p", "--from", "no time")).Expect(16);
    }
}
