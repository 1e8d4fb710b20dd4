using System.Text;
using System.Text.Json;
using Feedlog.Format.V1;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>Exports, and what comes back from them.</summary>
public sealed class ExportTests
{
    [Fact]
    public async Task Frames_OfAnotherWriter_ComeBackByteForByte()
    {
        using TempFolder folder = new();
        byte[] frames =
        [
            .. Frame("note/1", 946477226000, "first", """{"a": 1.50,"b":"\u0041"}"""),
            .. Frame("00000000000000af", 5, "id of our kind", ""),
            .. Frame("00000000000000AF", 5, "looks like one", "{}"),
            .. Frame("note/1", 946477226000, "the same id again", " { } "),
            .. Frame("note/1", 946477226000, "the same id again", " { } "),
            .. Frame("f\u00fcnf", -62_135_596_800_000, "", """{"key":"not ours","tags":["x"]}"""),
            .. Frame("last", 253_402_300_799_999, "line\nline\r\n\0", """{"deep":{"_feedlog":{"key":"not ours"}}}"""),
        ];

        CliResult first = await CommandLine.RunAsync(frames, "import", folder.Store, "--create", "--json");
        CliResult again = await CommandLine.RunAsync(frames, "import", folder.Store, "--json");
        CliResult export = await CommandLine.RunAsync("export", folder.Store, "--format", "v1");

        Assert.Equal(7, first.Expect(0).Object.GetProperty("imported").GetInt64());
        Assert.Equal(7, again.Expect(0).Object.GetProperty("skipped").GetInt64());
        Assert.Equal(frames, export.Expect(0).Output);
        Assert.Equal("id of our kind\n", (await CommandLine.RunAsync("get", folder.Store, "00000000000000af")).Text);
    }

    [Fact]
    public async Task Frames_OfRecordsWithEverything_BringEverythingToAnotherStore()
    {
        using TempFolder folder = new();
        string copy = folder.File("copy");
        string[][] adds =
        [
            ["plain"],
            ["keyed", "--key", "k\u00e9y\"\\", "--meta", """ {"a":1} """],
            ["all", "--key", "k", "--stream", "s", "--kind", "d", "--tag", "x", "--tag", "y", "--meta", "{}"],
            ["own name", "--meta", """{"_feedlog":{"key":"mine"},"z":2}"""],
            ["own name and key", "--key", "n", "--meta", """{"z":2,"_feedlog":{"key":"mine"}}"""],
            ["own name, other shape", "--key", "o", "--meta", """{"_feedlog":[1]}"""],
            ["tag only", "--tag", "t"],
        ];
        foreach (string[] add in adds)
            (await CommandLine.RunAsync(["add", folder.Store, "--create", .. add])).Expect(0);
        (await CommandLine.RunAsync([0xFF, 0xFE], "add", folder.Store, "-", "--key", "bytes")).Expect(0);

        CliResult frames = await CommandLine.RunAsync("export", folder.Store, "--format", "v1");
        (await CommandLine.RunAsync(frames.Expect(0).Output, "import", copy, "--create")).Expect(0);

        CliResult before = await CommandLine.RunAsync("export", folder.Store, "--format", "jsonl");
        CliResult after = await CommandLine.RunAsync("export", copy, "--format", "jsonl");
        Assert.Equal(8, before.Objects.Count);
        Assert.Equal(before.Text, after.Text);
        Assert.Equal(frames.Output, (await CommandLine.RunAsync("export", copy, "--format", "v1")).Output);
    }

    [Fact]
    public async Task Frames_WithDamageBetween_AreImportedAroundIt()
    {
        using TempFolder folder = new();
        byte[] first = Frame("one", 1, "first", "");
        byte[] second = Frame("two", 2, "second", "");
        byte[] third = Frame("three", 3, "third", "");
        second[^1] ^= 1;
        byte[] input = [.. first, .. second, 0xFE, 0xED, 1, 0, .. third, .. first[..10]];

        CliResult result = await CommandLine.RunAsync(input, "import", folder.Store, "--create", "--json");

        result.Expect(ExitCode.Rejected);
        Assert.Equal(2, result.Object.GetProperty("imported").GetInt64());
        IEnumerable<JsonElement> errors = result.Errors.Select(each => each.GetProperty("error"));
        Assert.All(errors, each => Assert.Equal("InvalidFrame", each.GetProperty("code").GetString()));
        Assert.Equal([first.Length, input.Length - 10], errors.Select(each => each.GetProperty("offset").GetInt32()));
    }

    [Fact]
    public async Task Frames_WithMappedFields_AreAUsageError()
    {
        using TempFolder folder = new();

        CliResult result = await CommandLine.RunAsync(
            Frame("one", 1, "first", ""), "import", folder.Store, "--create", "--content", "a");

        result.Expect(ExitCode.Usage);
        Assert.False(TempFolder.Exists(folder.Store));
    }

    [Fact]
    public async Task Export_OfARange_KeepsTheOrderOfArrival()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        foreach (string time in new[] { "5", "1", "4", "2", "3" })
            (await CommandLine.RunAsync("add", folder.Store, time, "--time", time)).Expect(0);

        CliResult some = await CommandLine.RunAsync("export", folder.Store, "--from", "2", "--to", "5");
        CliResult frames =
            await CommandLine.RunAsync("export", folder.Store, "--from", "2", "--to", "3", "--format", "v1");

        Assert.Equal(["4", "2", "3"], some.Expect(0).Objects.Select(each => each.GetProperty("content").GetString()));
        Assert.True(FrameV1.TryRead(frames.Expect(0).Output, out FrameV1View frame, out _));
        Assert.Equal(frames.Output.Length, frame.TotalLengthBytes);
        Assert.Equal("2", Encoding.UTF8.GetString(frame.Content));
    }

    [Fact]
    public async Task Export_OfTheLargestMetadataWithAKey_ComesBackWhole()
    {
        using TempFolder folder = new();
        string meta = $$"""{"a":"{{new string('x', 65_520)}}"}""";
        (await CommandLine.RunAsync("add", folder.Store, "large", "--create", "--key", "k", "--meta", meta)).Expect(0);

        CliResult exported = (await CommandLine.RunAsync("export", folder.Store, "--format", "v1")).Expect(0);
        string file = folder.Write("large.v1", exported.Output);
        string copy = folder.File("copy");
        (await CommandLine.RunAsync("import", copy, file, "--create")).Expect(0);

        await using FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(copy);
        Assert.True(store.TryGet("k", out Record? record));
        Assert.Equal(meta, record.Metadata);
    }

    private static byte[] Frame(string id, long timestampMs, string content, string metadata)
    {
        byte[] idUtf8 = Encoding.UTF8.GetBytes(id);
        byte[] contentUtf8 = Encoding.UTF8.GetBytes(content);
        byte[] metadataUtf8 = Encoding.UTF8.GetBytes(metadata);
        byte[] frame = new byte[FrameV1.TotalLength(idUtf8.Length, contentUtf8.Length, metadataUtf8.Length)];
        FrameV1.Write(idUtf8, timestampMs, contentUtf8, metadataUtf8, frame);
        return frame;
    }
}
