using System.Text.Json;

namespace Feedlog.Tests.Cli;

/// <summary>The query language, pages, snippets and explanations on the command line.</summary>
public sealed class SearchTests
{
    [Theory]
    [InlineData("kettle", "1 2 3")]
    [InlineData("+kettle +blue", "1")]
    [InlineData("kettle -blue", "2 3")]
    [InlineData("\"red kettle\"", "2")]
    [InlineData("kett* AND NOT blue", "2 3")]
    [InlineData("kettle kind:fact", "1 3")]
    [InlineData("kettle (tag:x OR tag:y)", "2 3")]
    [InlineData("year:>=2025", "2 3")]
    [InlineData("year:[2020 TO 2025]", "2")]
    [InlineData("meta.done:true", "3")]
    [InlineData("*", "1 2 3")]
    [InlineData("!!", "")]
    public async Task Query_FindsWhatItAsksFor(string query, string expected)
    {
        using TempFolder folder = await FilledAsync();

        CliResult result = await CommandLine.RunAsync("search", folder.Store, query, "--json");

        Assert.Equal(expected, string.Join(' ', result.Expect(0).Objects.Select(KeyOf).Order()));
    }

    [Fact]
    public async Task Query_ThatCannotBeRead_IsAUsageErrorAtItsCharacter()
    {
        using TempFolder folder = await FilledAsync();

        CliResult json = await CommandLine.RunAsync("search", folder.Store, "kettle \"blue", "--json");
        CliResult text = await CommandLine.RunAsync("search", folder.Store, "kettle \"blue");
        CliResult cursor = await CommandLine.RunAsync("search", folder.Store, "kettle", "--after", "x", "--json");

        Assert.Equal("InvalidQuery", json.Expect(16).ErrorObject.GetProperty("code").GetString());
        Assert.Equal(7, json.ErrorObject.GetProperty("offset").GetInt64());
        Assert.Empty(json.Output);
        string[] lines = text.Expect(16).Error.TrimEnd('\n').Split('\n');
        Assert.Contains("character 8", lines[0], StringComparison.Ordinal);
        Assert.Equal(["  kettle \"blue", "         ^"], lines[1..]);
        Assert.Equal("InvalidCursor", cursor.Expect(16).ErrorObject.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Pages_FollowEachOtherByCursor()
    {
        using TempFolder folder = await FilledAsync();
        List<string?> keys = [];
        List<string> arguments = ["search", folder.Store, "kettle", "--limit", "1", "--json"];
        while (true)
        {
            CliResult page = (await CommandLine.RunAsync([.. arguments])).Expect(0);
            if (page.Objects.Count == 0) break;
            keys.Add(KeyOf(page.Object));
            (await CommandLine.RunAsync("add", folder.Store, "kettle kettle", "--key", "later")).Expect(0);
            string cursor = page.Object.GetProperty("cursor").GetString() ?? "";
            arguments = ["search", folder.Store, "kettle", "--limit", "1", "--json", "--after", cursor];
        }

        Assert.Equal(["1", "2", "3"], keys.Order());
    }

    [Fact]
    public async Task SnippetAndExplanation_AreThereWhereAskedFor()
    {
        using TempFolder folder = await FilledAsync();

        CliResult plain = await CommandLine.RunAsync("search", folder.Store, "blue", "--json");
        CliResult json = await CommandLine.RunAsync("search", folder.Store, "blue", "--snippet", "--explain", "--json");
        CliResult text = await CommandLine.RunAsync("search", folder.Store, "blue", "--snippet", "--explain");

        Assert.False(plain.Expect(0).Object.TryGetProperty("snippet", out _));
        Assert.False(plain.Object.TryGetProperty("explain", out _));
        JsonElement hit = json.Expect(0).Object;
        Assert.Equal("The blue kettle", hit.GetProperty("snippet").GetString());
        JsonElement highlight = Assert.Single(hit.GetProperty("highlights").EnumerateArray());
        Assert.Equal(4, highlight.GetProperty("start").GetInt32());
        Assert.Equal(4, highlight.GetProperty("length").GetInt32());
        JsonElement explain = hit.GetProperty("explain");
        Assert.Equal(hit.GetProperty("score").GetDouble(), explain.GetProperty("score").GetDouble());
        Assert.Equal(3, explain.GetProperty("records").GetInt32());
        Assert.Equal(1, explain.GetProperty("recordsWithTerm").GetInt32());
        string[] lines = text.Expect(0).Text.TrimEnd('\n').Split('\n');
        Assert.EndsWith("The **blue** kettle", lines[0], StringComparison.Ordinal);
        Assert.Contains("term \"blue\"", lines[1], StringComparison.Ordinal);
        Assert.Contains("1 of 3 records", lines[1], StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("english", "running", "run")]
    [InlineData("code", "parseHttpHeader", "http_header")]
    public async Task Analyzer_OfTheStore_IsUsedForItsLife(string analyzer, string content, string query)
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("init", folder.Store, "--analyzer", analyzer)).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, content)).Expect(0);

        CliResult result = await CommandLine.RunAsync("search", folder.Store, query, "--json");

        Assert.Equal(content, result.Expect(0).Object.GetProperty("content").GetString());
    }

    [Fact]
    public async Task AnalyzerNone_FindsLabelsAndNoWords()
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("init", folder.Store, "--analyzer", "none")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "kettle", "--kind", "fact")).Expect(0);

        Assert.Single((await CommandLine.RunAsync("search", folder.Store, "kind:fact", "--json")).Expect(0).Objects);
        Assert.Empty((await CommandLine.RunAsync("search", folder.Store, "kettle", "--json")).Expect(0).Output);
        Assert.Empty((await CommandLine.RunAsync("search", folder.Store, "kettle kind:fact", "--json")).Expect(0).Output);
    }

    private static string? KeyOf(JsonElement hit) => hit.GetProperty("key").GetString();

    private static async Task<TempFolder> FilledAsync()
    {
        TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        string[][] records =
        [
            ["The blue kettle", "--key", "1", "--kind", "fact", "--meta", "{\"year\":2019}"],
            ["The red kettle", "--key", "2", "--kind", "wish", "--tag", "x", "--meta", "{\"year\":2025}"],
            ["Any kettle", "--key", "3", "--kind", "fact", "--tag", "y", "--meta", "{\"year\":2026,\"done\":true}"],
        ];
        foreach (string[] record in records) (await CommandLine.RunAsync(["add", folder.Store, .. record])).Expect(0);
        return folder;
    }
}
