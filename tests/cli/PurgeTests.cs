using System.Text;
using System.Text.Json;

namespace Feedlog.Tests.Cli;

/// <summary>Purging from the command line: the bytes are in no file any more, and all else is found as before.</summary>
public sealed class PurgeTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Purge_OfAKey_ErasesAllItsVersions(bool isArchived)
    {
        using TempFolder folder = new();
        await FillAsync(folder);
        if (isArchived)
            (await CommandLine.RunAsync("archive", folder.Store, "--keep-segments", "0", "--codec", "brotli")).Expect(0);
        Assert.NotEmpty(FilesWith(folder, isArchived ? "FEEDSHRD" : "blue"));

        CliResult dry = (await CommandLine.RunAsync("purge", folder.Store, "kettle", "--dry-run", "--json")).Expect(0);
        Assert.Equal((2, 1), Counts(dry.Object));
        (await CommandLine.RunAsync("get", folder.Store, "kettle")).Expect(0);

        CliResult purged = (await CommandLine.RunAsync("purge", folder.Store, "kettle", "--json")).Expect(0);

        Assert.Equal(["purged", "filesRewritten"], purged.Object.EnumerateObject().Select(member => member.Name));
        Assert.Equal((2, 1), Counts(purged.Object));
        (await CommandLine.RunAsync("get", folder.Store, "kettle")).Expect(1);
        CliResult rest = (await CommandLine.RunAsync("search", folder.Store, "rains", "--json")).Expect(0);
        Assert.Contains("It rains.", rest.Text, StringComparison.Ordinal);
        foreach (string word in (string[])["kettle", "blue", "red"]) Assert.Empty(FilesWith(folder, word));
        (await CommandLine.RunAsync("history", folder.Store, "kettle")).Expect(1);
    }

    [Fact]
    public async Task Purge_OfAnId_LeavesOtherVersions_UnlessAllAreAskedFor()
    {
        using TempFolder folder = new();
        await FillAsync(folder);
        string id = (await CommandLine.RunAsync("get", folder.Store, "kettle", "--json")).Expect(0)
            .Object.GetProperty("id").GetString()!;

        CliResult one = (await CommandLine.RunAsync("purge", folder.Store, id, "--by", "id", "--json")).Expect(0);
        Assert.Equal(1, Counts(one.Object).Purged);
        Assert.Empty(FilesWith(folder, "red"));
        (await CommandLine.RunAsync("get", folder.Store, "kettle")).Expect(1);
        (await CommandLine.RunAsync("history", folder.Store, "kettle")).Expect(0);

        CliResult all = (await CommandLine.RunAsync(
            "purge", folder.Store, "1", "3", "--by", "sequence", "--all-versions", "--json")).Expect(0);
        Assert.Equal(2, Counts(all.Object).Purged);
        Assert.Empty(FilesWith(folder, "kettle"));
        Assert.Empty(FilesWith(folder, "rains"));
    }

    [Fact]
    public async Task Purge_OfWhatIsNotThere_SaysSo()
    {
        using TempFolder folder = new();
        await FillAsync(folder);
        CliResult none = (await CommandLine.RunAsync("purge", folder.Store, "pot", "--json")).Expect(1);
        Assert.Equal((0, 0), Counts(none.Object));
        Assert.Contains("pot", none.Error, StringComparison.Ordinal);
        (await CommandLine.RunAsync("purge", folder.Store, "kettle", "pot")).Expect(1);
        (await CommandLine.RunAsync("get", folder.Store, "kettle")).Expect(1);
        (await CommandLine.RunAsync("purge", folder.Store)).Expect(16);
        (await CommandLine.RunAsync("purge", folder.Store, "x", "--by", "id")).Expect(16);
        (await CommandLine.RunAsync("purge", folder.Store + "-not", "x")).Expect(8);
    }

    private static (int Purged, int Files) Counts(JsonElement result) =>
        (result.GetProperty("purged").GetInt32(), result.GetProperty("filesRewritten").GetInt32());

    private static IEnumerable<string> FilesWith(TempFolder folder, string text) =>
        Directory.EnumerateFiles(folder.Store, "*", SearchOption.AllDirectories)
            .Where(path => File.ReadAllBytes(path).AsSpan().IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

    private static async Task FillAsync(TempFolder folder)
    {
        (await CommandLine.RunAsync("init", folder.Store)).Expect(0);
        foreach ((string text, string key) in ((string, string)[])
            [("The kettle is blue.", "kettle"), ("The kettle is red.", "kettle"), ("It rains.", "weather")])
        {
            (await CommandLine.RunAsync(
                "add", folder.Store, text, "--key", key, "--time", "2026-01-31T10:00:00Z")).Expect(0);
        }
    }
}
