using System.Text.Json;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>One round of upkeep from the command line.</summary>
public sealed class MaintainTests
{
    [Fact]
    public async Task Maintain_PrintsAResultForEachJob()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        for (int i = 0; i < 3; i++) (await CommandLine.RunAsync("add", folder.Store, $"record {i}")).Expect(0);

        CliResult first = await CommandLine.RunAsync("maintain", folder.Store, "--embedder", "trigram", "--json");
        CliResult second = await CommandLine.RunAsync("maintain", folder.Store, "--full", "--json");
        CliResult text = await CommandLine.RunAsync("maintain", folder.Store);

        JsonElement[] results = Objects(first.Expect(0));
        Assert.Equal(
            ["seal", "merge", "scrub", "embed", "archive", "statistics"],
            results.Select(each => each.GetProperty("job").GetString()));
        Assert.Equal("done", results[0].GetProperty("outcome").GetString());
        Assert.Equal(3, results[3].GetProperty("embedded").GetInt32());
        Assert.Equal(3, results[5].GetProperty("records").GetInt32());
        Assert.True(Objects(second.Expect(0))[2].GetProperty("frames").GetInt32() > 3);
        Assert.Contains("job\tscrub", text.Expect(0).Text, StringComparison.Ordinal);
        Assert.Empty(first.Error + second.Error + text.Error);
    }

    [Fact]
    public async Task Maintain_OfADamagedLog_Exits4AndNamesThePlace()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        (await CommandLine.RunAsync("add", folder.Store, "the oldest")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "the record that rots", "--key", "rotten")).Expect(0);
        (await CommandLine.RunAsync("maintain", folder.Store)).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "another")).Expect(0);
        string path = Path.Combine(folder.Store, "hot", "000000000001.feed");
        byte[] bytes = await File.ReadAllBytesAsync(path);
        bytes[bytes.AsSpan().IndexOf("the record that rots"u8)] ^= 1;
        await File.WriteAllBytesAsync(path, bytes);

        CliResult result = await CommandLine.RunAsync("maintain", folder.Store, "--json");

        result.Expect(ExitCode.Damage);
        JsonElement scrub = Objects(result)[2];
        Assert.Equal("damaged", scrub.GetProperty("outcome").GetString());
        Assert.StartsWith(
            "hot/000000000001.feed at byte", scrub.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.Equal("Damaged", result.ErrorObject.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Maintain_WithoutAStore_Exits8AndCreatesNothing()
    {
        using TempFolder folder = new();

        CliResult result = await CommandLine.RunAsync("maintain", folder.Store, "--json");

        result.Expect(ExitCode.CouldNotRun);
        Assert.False(TempFolder.Exists(folder.Store));
    }

    [Fact]
    public async Task Maintain_ThatIsCancelled_Exits32()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        using CancellationTokenSource cancelled = new();
        await cancelled.CancelAsync();

        using StringWriter error = new();
        CliStreams streams = new() { OpenInput = () => Stream.Null, Output = Stream.Null, Error = error };

        int exitCode = await FeedlogCli.RunAsync(["maintain", folder.Store], streams, cancelled.Token);

        Assert.Equal(ExitCode.Cancelled, exitCode);
    }

    [Fact]
    public async Task Maintain_WithAModelAndNoEmbedder_IsUsage()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);

        (await CommandLine.RunAsync("maintain", folder.Store, "--model", "m")).Expect(ExitCode.Usage);
        (await CommandLine.RunAsync("maintain", folder.Store, "--embedder", "onnx")).Expect(ExitCode.Usage);
    }

    private static JsonElement[] Objects(CliResult result) => [.. result.Objects];
}
