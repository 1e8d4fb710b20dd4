using System.Text.Json;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>The command line itself: what is an option, what is data, what is refused.</summary>
public sealed class ArgumentTests
{
    [Theory]
    [InlineData]
    [InlineData("bogus")]
    [InlineData("[diagram]", "stats", "s")]
    [InlineData("add")]
    [InlineData("add", "s", "text", "more")]
    [InlineData("add", "s", "--bogus")]
    [InlineData("add", "s", "x", "--key")]
    [InlineData("add", "s", "x", "--key", "a", "--key", "b")]
    [InlineData("add", "s", "x", "--json=yes")]
    [InlineData("add", "s", "x", "--time", "yesterday")]
    [InlineData("add", "s", "x", "--time", "5", "--time-format", "ns")]
    [InlineData("add", "s", "x", "--id", "12")]
    [InlineData("add", "s", "x", "--id", "0000000000000000")]
    [InlineData("range", "s", "--from", "2026-01-01")]
    [InlineData("range", "s", "--to", "2026-01-01")]
    [InlineData("range", "s", "--from", "a", "--to", "b")]
    [InlineData("search", "s")]
    [InlineData("search", "s", "q", "--limit", "many")]
    [InlineData("search", "s", "q", "--limit", "-1")]
    [InlineData("search", "s", "q", "--mode", "vector", "--ranking", "bm25")]
    [InlineData("get", "s")]
    [InlineData("get", "s", "xyz", "--by", "id")]
    [InlineData("get", "s", "-1", "--by", "sequence")]
    [InlineData("get", "s", "x", "--by", "name")]
    [InlineData("export", "s", "--format", "csv")]
    [InlineData("import", "s", "f", "--content", "a", "--content-template", "{b}")]
    [InlineData("init", "s", "--analyzer", "klingon")]
    [InlineData("stats", "")]
    [InlineData("purge", "s")]
    [InlineData("purge", "s", "x", "--by", "name")]
    [InlineData("embed", "s")]
    public async Task CommandLine_ThatIsWrong_Exits16WithOneErrorAndNoOutput(params string[] args)
    {
        CliResult result = await CommandLine.RunAsync(["--json", .. args]);

        result.Expect(ExitCode.Usage);
        Assert.Empty(result.Output);
        Assert.Equal("Usage", result.ErrorObject.GetProperty("code").GetString());
        Assert.NotEmpty(result.ErrorObject.GetProperty("message").GetString() ?? "");
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("--key")]
    [InlineData("--json")]
    [InlineData("--help")]
    [InlineData("--")]
    [InlineData("-")]
    [InlineData("@file")]
    [InlineData("[diagram]")]
    [InlineData("/?")]
    [InlineData("add")]
    [InlineData("a=b:c")]
    [InlineData("\"quoted\"")]
    [InlineData("")]
    public async Task TextBehindTwoDashes_IsContentByteForByte(string text)
    {
        using TempFolder folder = new();

        CliResult added = await CommandLine.RunAsync("add", folder.Store, "--create", "--json", "--", text);

        string id = added.Expect(0).Object.GetProperty("id").GetString() ?? "";
        JsonElement record = (await CommandLine.RunAsync("get", folder.Store, id, "--json")).Expect(0).Object;
        Assert.Equal(text, record.GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("-x")]
    [InlineData("--stream")]
    [InlineData("--json")]
    [InlineData("--help")]
    [InlineData("--")]
    [InlineData("@file")]
    [InlineData("[diagram]")]
    [InlineData("add")]
    [InlineData("=")]
    [InlineData("a=b:c")]
    public async Task OptionValue_ThatLooksLikeSomethingElse_IsTheValue(string value)
    {
        using TempFolder folder = new();

        CliResult apart = await CommandLine.RunAsync(
            "add", folder.Store, "text", "--create", "--key", value, "--tag", value, "--kind", value, "--json");
        CliResult joined = await CommandLine.RunAsync(
            "add", folder.Store, "text", "--key=" + value, "--stream=" + value, "--json");

        Assert.Equal(value, apart.Expect(0).Object.GetProperty("key").GetString());
        Assert.Equal(value, joined.Expect(0).Object.GetProperty("key").GetString());
        JsonElement record = (await CommandLine.RunAsync("get", folder.Store, "--json", "--", value)).Object;
        Assert.Equal(value, record.GetProperty("kind").GetString());
        Assert.Equal(value, Assert.Single(record.GetProperty("tags").EnumerateArray()).GetString());
        JsonElement other = (await CommandLine.RunAsync(
            "get", folder.Store, "--stream", value, "--json", "--", value)).Object;
        Assert.Equal(value, other.GetProperty("stream").GetString());
    }

    [Fact]
    public async Task EmptyOptionValue_CountsAsLeftOut()
    {
        using TempFolder folder = new();

        CliResult result = await CommandLine.RunAsync(
            "add", folder.Store, "x", "--create", "--key=", "--stream", "", "--meta=", "--json");

        Assert.Equal(JsonValueKind.Null, result.Expect(0).Object.GetProperty("key").ValueKind);
    }

    [Fact]
    public async Task UsageError_WithoutJson_IsTextOnStandardError()
    {
        CliResult result = await CommandLine.RunAsync("add", "s", "--bogus");

        result.Expect(ExitCode.Usage);
        Assert.Empty(result.Output);
        Assert.StartsWith("feedlog: '--bogus'", result.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task JsonBehindTwoDashes_DoesNotTurnErrorsIntoJson()
    {
        CliResult result = await CommandLine.RunAsync("stats", "--", "--json", "more");

        result.Expect(ExitCode.Usage);
        Assert.StartsWith("feedlog: ", result.Error, StringComparison.Ordinal);
    }
}
