using System.Text.Json;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>The commands on a store: what they print, what they exit with, what they leave alone.</summary>
public sealed class StoreCommandTests
{
    private const string Time = "2026-03-14T15:09:26.535Z";
    private const long TimeMs = 1_773_500_966_535;

    [Fact]
    public async Task Init_OfAnExistingStore_Exits8AndChangesNothing()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        (await CommandLine.RunAsync("add", folder.Store, "kept")).Expect(0);
        IReadOnlyDictionary<string, string> before = folder.Fingerprint();

        CliResult result = await CommandLine.RunAsync("init", folder.Store, "--json");

        result.Expect(ExitCode.CouldNotRun);
        Assert.Equal("AlreadyExists", result.ErrorObject.GetProperty("code").GetString());
        Assert.Equal(before, folder.Fingerprint());
    }

    [Theory]
    [InlineData("add", "text")]
    [InlineData("import", "-")]
    [InlineData("get", "key")]
    [InlineData("range", "--from", "0", "--to", "1")]
    [InlineData("search", "word")]
    [InlineData("tail")]
    [InlineData("history", "key")]
    [InlineData("delete", "key")]
    [InlineData("stats")]
    [InlineData("export", "--format", "v1")]
    public async Task Command_OnAPathThatIsNoStore_Exits8AndCreatesNothing(string command, params string[] rest)
    {
        using TempFolder folder = new();
        string other = folder.Write("file", "not a store"u8);

        CliResult missing = await CommandLine.RunAsync([command, folder.Store, .. rest, "--json"]);
        CliResult file = await CommandLine.RunAsync([command, other, .. rest, "--json"]);

        missing.Expect(ExitCode.CouldNotRun);
        Assert.Equal("NotAStore", missing.ErrorObject.GetProperty("code").GetString());
        Assert.False(TempFolder.Exists(folder.Store));
        file.Expect(ExitCode.CouldNotRun);
        Assert.Single(file.Errors);
        Assert.Empty(missing.Output.Concat(file.Output));
        Assert.Single(folder.Fingerprint());
    }

    [Fact]
    public async Task Add_WithEverything_ComesBackFromGet()
    {
        using TempFolder folder = new();
        const string meta = """{"b": 1.10, "a":[1e2,"\u00e9/\/"] }""";

        CliResult added = await CommandLine.RunAsync(
            "add", folder.Store, "The kettle is blue.", "--create", "--key", "kettle", "--stream", "home", "--kind",
            "fact", "--tag", "a", "--tag", "b", "--time", Time, "--meta", meta, "--id", "00000000000000af", "--json");
        CliResult got = await CommandLine.RunAsync(
            "get", folder.Store, "kettle", "--stream", "home", "--json");

        JsonElement answer = added.Expect(0).Object;
        Assert.Equal(["id", "key", "sequence", "timestamp"], answer.EnumerateObject().Select(each => each.Name));
        Assert.Equal("00000000000000af", answer.GetProperty("id").GetString());
        Assert.Equal(TimeMs, answer.GetProperty("timestamp").GetInt64());
        JsonElement record = got.Expect(0).Object;
        Assert.Equal(
            ["id", "key", "stream", "sequence", "timestamp", "kind", "tags", "content", "metadata", "tier"],
            record.EnumerateObject().Select(each => each.Name));
        Assert.Equal(answer.GetProperty("sequence").GetUInt64(), record.GetProperty("sequence").GetUInt64());
        Assert.Equal("The kettle is blue.", record.GetProperty("content").GetString());
        Assert.Equal("fact", record.GetProperty("kind").GetString());
        Assert.Equal(["a", "b"], record.GetProperty("tags").EnumerateArray().Select(each => each.GetString()));
        Assert.Equal("hot", record.GetProperty("tier").GetString());
        Assert.Contains($"\"metadata\":{meta},", got.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Add_FromStandardInput_KeepsEveryByte()
    {
        using TempFolder folder = new();
        byte[] content = [0xFF, 0x00, (byte)'\r', (byte)'\n', 0x80, (byte)'\n'];

        CliResult added =
            await CommandLine.RunAsync(content, "add", folder.Store, "-", "--create", "--key", "k", "--json");
        CliResult asJson = await CommandLine.RunAsync("get", folder.Store, "k", "--json");
        CliResult asText = await CommandLine.RunAsync("get", folder.Store, "k");

        added.Expect(0);
        Assert.Equal(content, asJson.Object.GetProperty("contentBase64").GetBytesFromBase64());
        Assert.False(asJson.Object.TryGetProperty("content", out _));
        Assert.Equal([.. content, (byte)'\n'], asText.Output);
    }

    [Theory]
    [InlineData("--key", 513)]
    [InlineData("--stream", 129)]
    [InlineData("--kind", 65)]
    [InlineData("--tag", 129)]
    public async Task Add_BeyondALimit_IsRefusedAsUsageAndStoresNothing(string option, int length)
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);

        CliResult result =
            await CommandLine.RunAsync("add", folder.Store, "x", option, new string('k', length), "--json");

        result.Expect(ExitCode.Usage);
        Assert.Equal("InvalidRecord", result.ErrorObject.GetProperty("code").GetString());
        Assert.Empty((await CommandLine.RunAsync("tail", folder.Store, "--json")).Expect(0).Output);
    }

    [Theory]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("nothing")]
    public async Task Add_WithMetadataThatIsNoObject_IsRefused(string meta)
    {
        using TempFolder folder = new();

        CliResult result = await CommandLine.RunAsync("add", folder.Store, "x", "--create", "--meta", meta, "--json");

        result.Expect(ExitCode.Usage);
        Assert.Equal("InvalidRecord", result.ErrorObject.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Add_WithAnIdThatAnotherRecordHas_Exits2()
    {
        using TempFolder folder = new();
        string[] id = ["--id", "00000000000000af"];
        (await CommandLine.RunAsync(["add", folder.Store, "one", "--create", .. id])).Expect(0);

        CliResult other = await CommandLine.RunAsync(["add", folder.Store, "two", "--json", .. id]);
        CliResult same = await CommandLine.RunAsync(["add", folder.Store, "one", "--json", .. id]);

        other.Expect(ExitCode.Rejected);
        Assert.Equal("IdConflict", other.ErrorObject.GetProperty("code").GetString());
        same.Expect(0);
        Assert.Single((await CommandLine.RunAsync("tail", folder.Store, "--json")).Objects);
    }

    [Fact]
    public async Task Metadata_OverSeveralLines_StaysOnOneLineOfOutput()
    {
        using TempFolder folder = new();

        (await CommandLine.RunAsync(
            "add", folder.Store, "x", "--create", "--key", "k", "--meta", "{\r\n \"a\": 1\n}")).Expect(0);
        JsonElement record = (await CommandLine.RunAsync("get", folder.Store, "k", "--json")).Expect(0).Object;

        Assert.Equal(1, record.GetProperty("metadata").GetProperty("a").GetInt32());
    }

    [Theory]
    [InlineData("get")]
    [InlineData("history")]
    [InlineData("delete")]
    public async Task Reference_ThatNamesNothing_Exits1(string command)
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);

        foreach (string reference in new[] { "nobody", "00000000000000af", "", new string('x', 5000) })
        {
            CliResult result = await CommandLine.RunAsync(command, folder.Store, reference, "--json");

            result.Expect(ExitCode.NotFound);
            Assert.Equal("NotFound", result.ErrorObject.GetProperty("code").GetString());
        }

        (await CommandLine.RunAsync(command, folder.Store, "77", "--by", "sequence")).Expect(ExitCode.NotFound);
    }

    [Fact]
    public async Task Reference_ThatIsAKeyAndAnId_IsTheKeyUnlessSaidOtherwise()
    {
        using TempFolder folder = new();
        const string both = "00000000000000af";
        (await CommandLine.RunAsync("add", folder.Store, "by id", "--create", "--id", both)).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "by key", "--key", both)).Expect(0);

        CliResult first = await CommandLine.RunAsync("get", folder.Store, both);
        CliResult byId = await CommandLine.RunAsync("get", folder.Store, both, "--by", "id");
        CliResult byKey = await CommandLine.RunAsync("get", folder.Store, both, "--by", "key");
        CliResult bySequence = await CommandLine.RunAsync("get", folder.Store, "1", "--by", "sequence");

        Assert.Equal(["by key\n", "by id\n", "by key\n", "by id\n"],
            [first.Text, byId.Text, byKey.Text, bySequence.Text]);
    }

    [Fact]
    public async Task History_OfAKeyThatWasReplacedAndDeleted_ShowsHowEachVersionEnded()
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("add", folder.Store, "one", "--create", "--key", "k")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "two", "--key", "k")).Expect(0);

        CliResult deleted = await CommandLine.RunAsync("delete", folder.Store, "k", "--json");
        CliResult history = await CommandLine.RunAsync("history", folder.Store, "k", "--json");
        CliResult again = await CommandLine.RunAsync("delete", folder.Store, "k", "--json");
        CliResult before = await CommandLine.RunAsync("get", folder.Store, "k", "--as-of", "1");

        Assert.Equal(1, deleted.Expect(0).Object.GetProperty("deleted").GetInt64());
        IReadOnlyList<JsonElement> versions = history.Expect(0).Objects;
        Assert.Equal(["two", "one"], versions.Select(each => each.GetProperty("content").GetString()));
        Assert.Equal(["deleted", "superseded"], versions.Select(each => each.GetProperty("end").GetString()));
        Assert.True(versions[0].GetProperty("deleted").GetBoolean());
        Assert.False(versions[1].TryGetProperty("deleted", out _));
        Assert.Equal(2UL, versions[1].GetProperty("endedAt").GetUInt64());
        Assert.Equal(0, again.Expect(ExitCode.NotFound).Object.GetProperty("deleted").GetInt64());
        Assert.Equal("one\n", before.Expect(0).Text);
        (await CommandLine.RunAsync("get", folder.Store, "k")).Expect(ExitCode.NotFound);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("sequence")]
    public async Task Delete_ByIdOrSequence_DeletesThatRecord(string by)
    {
        using TempFolder folder = new();
        CliResult added = await CommandLine.RunAsync("add", folder.Store, "one", "--create", "--json");
        (await CommandLine.RunAsync("add", folder.Store, "two")).Expect(0);
        string reference = by == "id" ? added.Object.GetProperty("id").GetString() ?? "" : "1";

        (await CommandLine.RunAsync("delete", folder.Store, reference, "--by", by)).Expect(0);

        JsonElement left = (await CommandLine.RunAsync("tail", folder.Store, "--json")).Expect(0).Object;
        Assert.Equal("two", left.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Range_IsHalfOpenAndOrderedByTimeThenSequence()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        foreach ((string time, string text) in new[] { ("3", "c"), ("1", "a"), ("2", "b1"), ("2", "b2"), ("4", "d") })
        {
            (await CommandLine.RunAsync("add", folder.Store, text, "--time", time, "--kind", text[..1])).Expect(0);
        }

        async Task<string> RangeAsync(params string[] more)
        {
            CliResult result = await CommandLine.RunAsync(
                ["range", folder.Store, "--from", "1", "--to", "4", "--json", .. more]);
            return string.Join(' ', result.Expect(0).Objects.Select(each => each.GetProperty("content").GetString()));
        }

        Assert.Equal("a b1 b2 c", await RangeAsync());
        Assert.Equal("c b2 b1 a", await RangeAsync("--reverse"));
        Assert.Equal("a b1", await RangeAsync("--limit", "2"));
        Assert.Equal("", await RangeAsync("--limit", "0"));
        Assert.Equal("b1 b2", await RangeAsync("--kind", "b"));
        Assert.Equal("", await RangeAsync("--tag", "none"));
        CliResult backwards = await CommandLine.RunAsync("range", folder.Store, "--from", "4", "--to", "1", "--json");
        Assert.Empty(backwards.Expect(0).Output);
    }

    [Fact]
    public async Task Search_FindsWordsBestFirstWithScores()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        (await CommandLine.RunAsync("add", folder.Store, "green tea and green leaves", "--time", "1")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "tea", "--time", "2", "--tag", "x")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "coffee", "--time", "3")).Expect(0);

        CliResult both = await CommandLine.RunAsync("search", folder.Store, "green tea", "--json");
        CliResult tagged = await CommandLine.RunAsync("search", folder.Store, "green tea", "--tag", "x", "--json");
        CliResult early = await CommandLine.RunAsync("search", folder.Store, "tea", "--to", "2", "--json");
        CliResult one = await CommandLine.RunAsync("search", folder.Store, "tea green", "--limit", "1", "--json");
        CliResult none = await CommandLine.RunAsync("search", folder.Store, "water", "--json");

        Assert.Equal(["green tea and green leaves", "tea"],
            both.Expect(0).Objects.Select(each => each.GetProperty("content").GetString()));
        double[] scores = [.. both.Objects.Select(each => each.GetProperty("score").GetDouble())];
        Assert.True(scores[0] > scores[1]);
        Assert.Equal("tea", tagged.Expect(0).Object.GetProperty("content").GetString());
        Assert.Equal(1000, early.Expect(0).Object.GetProperty("timestamp").GetInt64());
        Assert.Equal("green tea and green leaves", one.Expect(0).Object.GetProperty("content").GetString());
        Assert.Empty(none.Expect(0).Output);
        Assert.Empty(none.Error);
    }

    [Fact]
    public async Task Tail_PrintsTheNewestInOrderOfArrival()
    {
        using TempFolder folder = new();
        string lines = string.Concat(Enumerable.Range(0, 3000).Select(i => $"line {i}\n"));
        (await CommandLine.WithInputAsync(lines, "import", folder.Store, "-", "--create")).Expect(0);

        CliResult ten = await CommandLine.RunAsync("tail", folder.Store, "--json");
        CliResult many = await CommandLine.RunAsync("tail", folder.Store, "-n", "2500", "--json");
        CliResult all = await CommandLine.RunAsync("tail", folder.Store, "-n", "99999", "--json");
        CliResult none = await CommandLine.RunAsync("tail", folder.Store, "-n", "0", "--json");

        Assert.Equal(Enumerable.Range(2990, 10).Select(i => $"line {i}"), Contents(ten));
        Assert.Equal(Enumerable.Range(500, 2500).Select(i => $"line {i}"), Contents(many));
        Assert.Equal(Enumerable.Range(0, 3000).Select(i => $"line {i}"), Contents(all));
        Assert.Empty(none.Expect(0).Output);
    }

    [Fact]
    public async Task Stats_CountsWhatIsThere()
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("add", folder.Store, "a", "--create", "--key", "k", "--time", "1")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "b", "--key", "k", "--time", "2")).Expect(0);
        (await CommandLine.RunAsync("add", folder.Store, "c", "--time", "3")).Expect(0);

        JsonElement stats = (await CommandLine.RunAsync("stats", folder.Store, "--json")).Expect(0).Object;

        Assert.Equal(
            ["frames", "deleted", "segments", "shards", "bytesHot", "bytesCold", "bytesIndex", "indexLagFrames",
                "embeddingLagFrames", "oldest", "newest", "openMilliseconds"],
            stats.EnumerateObject().Select(each => each.Name));
        Assert.Equal(2, stats.GetProperty("frames").GetInt64());
        Assert.Equal(1, stats.GetProperty("deleted").GetInt64());
        Assert.Equal(2000, stats.GetProperty("oldest").GetInt64());
        Assert.Equal(3000, stats.GetProperty("newest").GetInt64());
    }

    [Fact]
    public async Task PlainOutput_OfStoredEscapes_MovesNoCursor()
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync(
            "add", folder.Store, "\u001b[31mred\a\n\u202Eback", "--create", "--key", "a\tb\u0085")).Expect(0);

        string line = (await CommandLine.RunAsync("tail", folder.Store)).Expect(0).Text;

        const string escaped = @"a\tb\u{85}" + "\t" + @"\u{1b}[31mred\u{7}\n\u{202e}back" + "\n";
        Assert.EndsWith(escaped, line, StringComparison.Ordinal);
        Assert.Equal(4, line.Split('\t').Length);
    }

    private static IEnumerable<string?> Contents(CliResult result) =>
        result.Expect(0).Objects.Select(each => each.GetProperty("content").GetString());
}
