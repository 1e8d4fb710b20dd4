using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>Real and hostile data through the whole of the command line.</summary>
public sealed class SharedDataTests
{
    private const string Naughty = "hostile/blns.json";
    private const string JsonSuite = "hostile/json-test-suite.jsonl.gz";
    private const string Commits = "gitlog-curl/commits.jsonl.gz";
    private const string Changes = "gitlog-curl/file-changes.jsonl.gz";

    [NeedsSharedFact(Naughty)]
    public async Task NaughtyStrings_AsEveryPartOfARecord_ComeBackUnchangedOrAreRefused()
    {
        using TempFolder folder = new();
        string[] strings = ReadNaughty();
        await CommandLine.InitAsync(folder.Store);
        int refused = 0;

        foreach (string text in strings)
        {
            CliResult added = await CommandLine.RunAsync("add", folder.Store, "--json", "--key", text, "--stream", text,
                "--tag", text, "--kind", text.Length <= 15 ? text : "long", "--", text);
            if (added.ExitCode == ExitCode.Usage)
            {
                Assert.Equal("InvalidRecord", added.ErrorObject.GetProperty("code").GetString());
                refused++;
                continue;
            }

            string id = added.Expect(0).Object.GetProperty("id").GetString() ?? "";
            CliResult got = await CommandLine.RunAsync("get", folder.Store, "--json", "--stream", text, "--by",
                text.Length > 0 ? "key" : "id", "--", text.Length > 0 ? text : id);
            JsonElement record = got.Expect(0).Object;
            Assert.Equal(text, record.GetProperty("content").GetString());
            if (text.Length == 0) continue;
            Assert.Equal(text, record.GetProperty("key").GetString());
            Assert.Equal(text, record.GetProperty("stream").GetString());
            Assert.Equal(text, record.GetProperty("tags")[0].GetString());
        }

        Assert.InRange(refused, 1, strings.Length / 10);
        CliResult export = await CommandLine.RunAsync("export", folder.Store);
        Assert.True(export.Expect(0).Objects.Count > 400);
    }

    [NeedsSharedFact(Naughty)]
    public async Task NaughtyStrings_AsQueryReferenceAndFilter_FindThingsOrNothing()
    {
        using TempFolder folder = new();
        string[] strings = ReadNaughty();
        string lines = string.Concat(strings.Select((text, i) => new JsonObject { ["i"] = $"n{i}", ["c"] = text }
            .ToJsonString() + "\n"));
        CliResult import = await CommandLine.WithInputAsync(
            lines, "import", folder.Store, "--create", "--key", "i", "--content", "c", "--json");
        Assert.Equal(strings.Length, import.Expect(0).Object.GetProperty("imported").GetInt64());

        for (int i = 0; i < strings.Length; i++)
        {
            string text = strings[i];
            // A few are no queries, and are told so.
            int expected = Query.TryParse(text, out _, out _) ? 0 : ExitCode.Usage;
            CliResult none = await CommandLine.RunAsync("search", folder.Store, "--json", "--stream", text, "--", text);
            Assert.Empty(none.Expect(expected).Output);
            CliResult hits = await CommandLine.RunAsync("search", folder.Store, "--json", "--limit", "3", "--", text);
            Assert.True(hits.Expect(expected).Objects.Count <= 3);
            (await CommandLine.RunAsync("get", folder.Store, "--json", "--", "no-" + text)).Expect(ExitCode.NotFound);
            JsonElement record = (await CommandLine.RunAsync("get", folder.Store, $"n{i}", "--json")).Expect(0).Object;
            Assert.Equal(text, record.GetProperty("content").GetString());
        }
    }

    [NeedsSharedFact(Naughty)]
    public async Task NaughtyStrings_AsRawLines_MakeTheSameFileAgain()
    {
        using TempFolder folder = new();
        byte[] file = File.ReadAllBytes(SharedFolder.Require("hostile/blns.txt"));

        (await CommandLine.RunAsync(file, "import", folder.Store, "--create")).Expect(0);

        CliResult export = await CommandLine.RunAsync("export", folder.Store, "--format", "jsonl");
        string back = string.Concat(export.Objects.Select(each => each.GetProperty("content").GetString() + "\n"));
        Assert.Equal(Encoding.UTF8.GetString(file).TrimEnd('\n'), back.TrimEnd('\n'));
    }

    [NeedsSharedFact(JsonSuite)]
    public async Task JsonSuite_AsLines_IsAcceptedAndRejectedAsItSays()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        int judged = 0;
        foreach (string line in Encoding.UTF8.GetString(SharedFolder.Unpack(JsonSuite)).TrimEnd('\n').Split('\n'))
        {
            JsonElement each = JsonElement.Parse(line);
            byte[] value = each.GetProperty("base64").GetBytesFromBase64();
            string expect = each.GetProperty("expect").GetString() ?? "";

            // A line cannot hold a line feed; a CR is a blank, or forbidden, in the same places.
            value.AsSpan().Replace((byte)'\n', (byte)'\r');
            byte[] input = [.. """{"v":"""u8, .. value, .. "}"u8];

            CliResult result = await CommandLine.RunAsync(
                input, "import", folder.Store, "--json", "--meta", "*", "--content-template", "x");

            JsonElement counts = result.Object;
            bool isTaken = counts.GetProperty("imported").GetInt64() + counts.GetProperty("skipped").GetInt64() == 1;
            string name = each.GetProperty("name").GetString() ?? "";
            Assert.True(isTaken || counts.GetProperty("rejected").GetInt64() == 1, name);
            if (expect is "accept" or "reject")
            {
                Assert.True(isTaken == (expect == "accept"), $"{name}: {expect}; {result.Error}");
                judged++;
            }
        }

        Assert.True(judged >= 280, $"only {judged} cases were judged");
        CliResult export = await CommandLine.RunAsync("export", folder.Store);
        Assert.NotEmpty(export.Expect(0).Objects);
    }

    [NeedsSharedFact(Commits)]
    public async Task CurlsCommits_AsRawLines_MakeTheSameFileAgain()
    {
        using TempFolder folder = new();
        byte[] file = SharedFolder.Unpack(Commits);

        CliResult import = await CommandLine.RunAsync(
            "import", folder.Store, SharedFolder.Require(Commits), "--create", "--json");

        Assert.Equal(39_490, import.Expect(0).Object.GetProperty("imported").GetInt64());
        CliResult export = await CommandLine.RunAsync("export", folder.Store, "--format", "jsonl");
        byte[] back = [.. export.Objects.SelectMany(each =>
            Encoding.UTF8.GetBytes(each.GetProperty("content").GetString() + "\n"))];
        Assert.True(file.AsSpan().SequenceEqual(back));
    }

    [NeedsSharedFact(Changes)]
    public async Task CurlsChanges_ImportedTwiceAndExportedThroughFrames_AreTheSame()
    {
        using TempFolder folder = new();
        string copy = folder.File("copy");
        string[] import =
        [
            "import", folder.Store, SharedFolder.Require(Changes), "--create", "--json", "--content", "text", "--key",
            "id", "--time", "t", "--stream-value", "changes", "--tag", "author", "--meta", "*",
        ];

        CliResult first = await CommandLine.RunAsync(import);
        CliResult again = await CommandLine.RunAsync(import);
        CliResult frames = await CommandLine.RunAsync("export", folder.Store, "--format", "v1");
        CliResult moved = await CommandLine.RunAsync(frames.Expect(0).Output, "import", copy, "--create", "--json");

        Assert.Equal(148_550, first.Expect(0).Object.GetProperty("imported").GetInt64());
        Assert.Equal(148_550, again.Expect(0).Object.GetProperty("skipped").GetInt64());
        Assert.Equal(148_550, moved.Expect(0).Object.GetProperty("imported").GetInt64());
        CliResult copied = await CommandLine.RunAsync("export", copy, "--format", "v1");
        Assert.True(frames.Output.AsSpan().SequenceEqual(copied.Output));
    }

    private static string[] ReadNaughty() =>
        JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(SharedFolder.Require(Naughty))) ?? [];
}
