using System.Text.Json;

namespace Feedlog.Tests.Cli;

/// <summary>Vectors that the tool makes itself, and what is found by them.</summary>
public sealed class EmbedTests
{
    [Fact]
    public async Task Trigrams_AreMadeOnce_AndSearchesAndSimilarityUseThem()
    {
        using TempFolder folder = new();
        await FillAsync(folder);

        CliResult first = (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "trigram", "--json")).Expect(0);
        CliResult second = (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "trigram", "--json")).Expect(0);

        Assert.Equal(
            ["embedded", "skipped", "failed", "model", "dimensions", "seconds"],
            first.Object.EnumerateObject().Select(member => member.Name));
        Assert.Equal((3, 0, 0), Counts(first.Object));
        Assert.Equal((0, 3, 0), Counts(second.Object));
        Assert.Equal("trigram-1000", first.Object.GetProperty("model").GetString());
        Assert.Equal(1000, first.Object.GetProperty("dimensions").GetInt32());
        Assert.Empty(first.Error);

        CliResult similar = (await CommandLine.RunAsync("similar", folder.Store, "blue", "--json")).Expect(0);
        Assert.Equal(["red", "rain"], Keys(similar));
        foreach (string mode in (string[])["vector", "hybrid"])
        {
            CliResult found =
                (await CommandLine.RunAsync("search", folder.Store, "red kettles", "--mode", mode, "--json")).Expect(0);
            Assert.Equal("red", Keys(found)[0]);
        }

        (await CommandLine.RunAsync("search", folder.Store, "red", "--mode", "vector", "--model", "other")).Expect(16);
    }

    [Fact]
    public async Task Stats_TellWhatWaits()
    {
        using TempFolder folder = new();
        await FillAsync(folder);
        Assert.Equal(0, await LagAsync(folder));
        (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "trigram")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "one more")).Expect(0);
        Assert.Equal(1, await LagAsync(folder));
    }

    [Fact]
    public async Task Misuse_IsRefused_AndNoStoreIsMade()
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "trigram")).Expect(8);
        Assert.False(TempFolder.Exists(folder.Store));
        await CommandLine.InitAsync(folder.Store);
        (await CommandLine.RunAsync("embed", folder.Store)).Expect(16);
        (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "bert")).Expect(16);
        (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "onnx")).Expect(16);
        (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "trigram", "--model", "x")).Expect(16);
        CliResult empty = (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "trigram", "--json")).Expect(0);
        Assert.Equal((0, 0, 0), Counts(empty.Object));
    }

    [Fact]
    public async Task Onnx_ThatIsNotThere_IsAnErrorThatSaysWhatToDo()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        CliResult result =
            (await CommandLine.RunAsync("embed", folder.Store, "--embedder", "onnx", "--model", "m", "--json")).Expect(8);
        Assert.Equal("NoOnnx", result.ErrorObject.GetProperty("code").GetString());
        string message = result.ErrorObject.GetProperty("message").GetString() ?? "";
        Assert.Contains("FEEDLOG_EMBEDDINGS", message, StringComparison.Ordinal);
        Assert.Contains("dotnet build src/Embeddings", message, StringComparison.Ordinal);
    }

    private static async Task FillAsync(TempFolder folder)
    {
        await CommandLine.InitAsync(folder.Store);
        (await CommandLine.RunAsync("add", folder.Store, "A blue kettle stands on the stove", "--key", "blue")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "A red kettle stands on the table", "--key", "red")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "It rained in October", "--key", "rain")).Expect(0);
    }

    private static async Task<long> LagAsync(TempFolder folder) =>
        (await CommandLine.RunAsync("stats", folder.Store, "--json")).Expect(0)
            .Object.GetProperty("embeddingLagFrames").GetInt64();

    private static (long Embedded, long Skipped, long Failed) Counts(JsonElement result) => (
        result.GetProperty("embedded").GetInt64(), result.GetProperty("skipped").GetInt64(),
        result.GetProperty("failed").GetInt64());

    private static string[] Keys(CliResult result) =>
        [.. result.Objects.Select(hit => hit.GetProperty("key").GetString() ?? "")];
}
