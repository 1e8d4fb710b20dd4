using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>Imports of lines: what becomes content, what becomes fields, what is refused.</summary>
public sealed class ImportTests
{
    [Theory]
    [InlineData("one\ntwo\n")]
    [InlineData("one\ntwo")]
    [InlineData("one\r\n\r\n\ntwo\r\n")]
    [InlineData("\n")]
    [InlineData("")]
    [InlineData("{not json\n  {\"but\": 1}  \n")]
    [InlineData("nul \0 and \u0085 and \u2028 are no line ends\nnext\n")]
    public async Task RawLines_ComeBackByteForByte(string input)
    {
        using TempFolder folder = new();

        CliResult result = await CommandLine.WithInputAsync(input, "import", folder.Store, "--create", "--json");

        string[] lines = input.Split('\n');
        if (lines[^1].Length == 0) lines = lines[..^1];
        Assert.Equal(lines.Length, result.Expect(0).Object.GetProperty("imported").GetInt64());
        CliResult export = await CommandLine.RunAsync("export", folder.Store, "--format", "jsonl");
        Assert.Equal(lines, export.Expect(0).Objects.Select(each => each.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task RawLines_LongerThanTheBuffer_ComeBackByteForByte()
    {
        using TempFolder folder = new();
        byte[] bytes = new byte[3_000_000];
        new Random(7).NextBytes(bytes);
        bytes.AsSpan(0, 1_500_000).Replace((byte)'\n', (byte)' ');

        CliResult result = await CommandLine.RunAsync(bytes, "import", folder.Store, "--create", "--json");

        result.Expect(0);
        CliResult export = await CommandLine.RunAsync("export", folder.Store);
        byte[] back = [.. export.Objects.SelectMany(each => (byte[])[.. Bytes(each), (byte)'\n'])];
        Assert.Equal(bytes[^1] == '\n' ? bytes : [.. bytes, (byte)'\n'], back);
    }

    [Fact]
    public async Task Gzip_FromAFileAndFromStandardInput_IsUnpacked()
    {
        using TempFolder folder = new();
        byte[] packed = [.. Gzip("one\ntwo\n"), .. Gzip("three\n")];
        string file = folder.Write("lines.anything", packed);

        CliResult fromFile = await CommandLine.RunAsync("import", folder.Store, file, "--create", "--json");
        CliResult fromInput = await CommandLine.RunAsync(packed, "import", folder.Store, "-", "--json");

        Assert.Equal(3, fromFile.Expect(0).Object.GetProperty("imported").GetInt64());
        Assert.Equal(3, fromInput.Expect(0).Object.GetProperty("imported").GetInt64());
    }

    [Fact]
    public async Task Gzip_ThatIsCutOff_Exits8AndKeepsWhatCameBefore()
    {
        using TempFolder folder = new();
        byte[] packed = Gzip(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i * 7919}\n")));

        CliResult result =
            await CommandLine.RunAsync(packed[..(packed.Length / 2)], "import", folder.Store, "--create", "--json");

        result.Expect(ExitCode.CouldNotRun);
        Assert.Single(result.Errors);
        CliResult tail = await CommandLine.RunAsync("tail", folder.Store, "-n", "1", "--json");
        Assert.StartsWith("line ", tail.Expect(0).Object.GetProperty("content").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Fields_MapToTheirParts()
    {
        using TempFolder folder = new();
        const string line = """{"id":"m1","t":946477226,"who":"ana","text":"caf\u00e9","more":"second","n":1.50,""" +
            """ "s":"chat","k":"turn","tags":["x","y"],"deep":{"a":[1, 2]},"none":null}""";

        CliResult result = await CommandLine.WithInputAsync(line, "import", folder.Store, "--create", "--json",
            "--content", "text,more,missing,none,n", "--key", "id", "--time", "t", "--stream", "s", "--kind", "k",
            "--tag", "tags,who", "--meta", "*", "--tag-value", "all", "--kind-value", "unused");

        result.Expect(0);
        CliResult got = await CommandLine.RunAsync("get", folder.Store, "m1", "--stream", "chat", "--json");
        JsonElement record = got.Expect(0).Object;
        Assert.Equal("caf\u00e9\nsecond\n1.50", record.GetProperty("content").GetString());
        Assert.Equal(946477226000, record.GetProperty("timestamp").GetInt64());
        Assert.Equal("turn", record.GetProperty("kind").GetString());
        Assert.Equal(["all", "x", "y", "ana"],
            record.GetProperty("tags").EnumerateArray().Select(each => each.GetString()));
        Assert.Contains("""
            "metadata":{"deep":{"a":[1, 2]}},
            """, got.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Metadata_OfNamedFields_KeepsTheirBytes()
    {
        using TempFolder folder = new();
        const string line = """{"k":"a","n":1.50e+3,"t":"\u0041\/","z":null,"other":1}""";

        (await CommandLine.WithInputAsync(
            line, "import", folder.Store, "--create", "--key", "k", "--meta", "t,z,missing", "--meta", "n")).Expect(0);

        CliResult got = await CommandLine.RunAsync("get", folder.Store, "a", "--json");
        Assert.Contains("""
            "metadata":{"t":"\u0041\/","z":null,"n":1.50e+3},
            """, got.Expect(0).Text, StringComparison.Ordinal);
        Assert.Equal(line, got.Object.GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("{who}: {text}", "ana: hi")]
    [InlineData("{{{who}}} {missing}{text}", "{ana} hi")]
    [InlineData("constant", "constant")]
    [InlineData("{n}", "1.50")]
    public async Task Template_FillsFieldsIn(string template, string expected)
    {
        using TempFolder folder = new();

        (await CommandLine.WithInputAsync(
            """{"who":"ana","text":"hi","n":1.50}""",
            "import", folder.Store, "--create", "--content-template", template)).Expect(0);

        JsonElement record = (await CommandLine.RunAsync("tail", folder.Store, "--json")).Expect(0).Object;
        Assert.Equal(expected, record.GetProperty("content").GetString());
    }

    [Theory]
    [InlineData("{who")]
    [InlineData("who}")]
    [InlineData("{}")]
    public async Task Template_WithABrokenBrace_IsAUsageError(string template)
    {
        using TempFolder folder = new();

        CliResult result = await CommandLine.WithInputAsync(
            "{}", "import", folder.Store, "--create", "--content-template", template);

        result.Expect(ExitCode.Usage);
    }

    [Fact]
    public async Task BadLines_AreReportedWithTheirNumbersAndSkipped()
    {
        using TempFolder folder = new();
        string input = string.Join('\n',
            """{"k":"a","t":1,"c":"good"}""",
            "not json",
            """{"k":"b","c":"no time"}""",
            """{"k":"b","t":"yesterday","c":"no time"}""",
            """{"t":1,"c":"no key"}""",
            """{"k":null,"t":1,"c":"no key"}""",
            """{"k":{"x":1},"t":1,"c":"no key"}""",
            """[1]""",
            """{"k":"b","t":1,"c":"x"} {}""",
            """{"k":"b","t":1}""",
            """{"k":"b","t":1,"c":"\ud800"}""",
            $$"""{"k":"{{new string('k', 513)}}","t":1,"c":"x"}""",
            "",
            """{"k":"z","t":1,"c":"good too"}""");

        CliResult result = await CommandLine.WithInputAsync(input, "import", folder.Store, "--create", "--json",
            "--key", "k", "--time", "t", "--content", "c");

        result.Expect(ExitCode.Rejected);
        Assert.Equal(2, result.Object.GetProperty("imported").GetInt64());
        Assert.Equal(11, result.Object.GetProperty("rejected").GetInt64());
        IEnumerable<JsonElement> errors = result.Errors.Select(each => each.GetProperty("error"));
        Assert.Equal(Enumerable.Range(2, 11), errors.Select(each => each.GetProperty("line").GetInt32()).Order());
        Assert.All(errors, each => Assert.Equal("-", each.GetProperty("file").GetString()));
        Assert.All(errors, each => Assert.NotEmpty(each.GetProperty("message").GetString() ?? ""));
    }

    [Fact]
    public async Task BadLine_InPlainText_NamesFileAndLine()
    {
        using TempFolder folder = new();
        string file = folder.Write("in.jsonl", "{\"a\":1}\nbad\n"u8);

        CliResult result = await CommandLine.RunAsync("import", folder.Store, file, "--create", "--content", "a");

        result.Expect(ExitCode.Rejected);
        Assert.StartsWith($"feedlog: {file}:2: ", result.Error, StringComparison.Ordinal);
        Assert.StartsWith(
            "imported\t1\nsuperseded\t0\nskipped\t0\nrejected\t1\nseconds\t", result.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strict_StopsAtTheFirstBadLine()
    {
        using TempFolder folder = new();
        const string input = "{\"a\":\"one\"}\nbad\n{\"a\":\"two\"}\nworse\n";

        CliResult result = await CommandLine.WithInputAsync(
            input, "import", folder.Store, "--create", "--content", "a", "--strict", "--json");

        result.Expect(ExitCode.Rejected);
        Assert.Equal(2, result.ErrorObject.GetProperty("line").GetInt64());
        Assert.Equal(1, result.Object.GetProperty("imported").GetInt64());
        Assert.Equal(1, result.Object.GetProperty("rejected").GetInt64());
        JsonElement record = (await CommandLine.RunAsync("tail", folder.Store, "--json")).Object;
        Assert.Equal("one", record.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Ids_AreTakenAndConflictsRejected()
    {
        using TempFolder folder = new();
        const string input = """
            {"i":"00000000000000a1","c":"one"}
            {"i":"nonsense","c":"two"}
            {"i":"00000000000000a1","c":"another"}
            {"i":"00000000000000A2","c":"three"}
            {"c":"no id"}
            """;

        string[] import = ["import", folder.Store, "--create", "--json", "--id", "i", "--content", "c"];
        CliResult result = await CommandLine.WithInputAsync(input, import);
        CliResult strict = await CommandLine.WithInputAsync(input, [.. import, "--strict"]);

        result.Expect(ExitCode.Rejected);
        JsonElement[] errors = [.. result.Errors.Select(each => each.GetProperty("error"))];
        Assert.Equal([2, 3], errors.Select(each => each.GetProperty("line").GetInt32()).Order());
        Assert.Contains(errors, each => each.GetProperty("code").GetString() == "IdConflict");
        Assert.Equal("three\n", (await CommandLine.RunAsync("get", folder.Store, "00000000000000a2")).Expect(0).Text);
        Assert.Equal(2, strict.Expect(ExitCode.Rejected).ErrorObject.GetProperty("line").GetInt32());
        Assert.Equal(1, strict.Object.GetProperty("skipped").GetInt64());
    }

    [Theory]
    [InlineData("--content", "c", "--key", "k", "--time", "t")]
    [InlineData("--content", "c", "--key", "k")]
    [InlineData("--key", "k")]
    [InlineData("--content", "c", "--time", "t", "--meta", "*")]
    [InlineData("--content", "c")]
    public async Task ImportingAgain_AddsNothing(params string[] mapping)
    {
        using TempFolder folder = new();
        string input = string.Concat(Enumerable.Range(0, 500)
            .Select(i => $$"""{"k":"key{{i}}","t":{{i}},"c":"same text {{i % 3}}"}""" + "\n"));
        string[] import = ["import", folder.Store, "--create", "--json", .. mapping];

        CliResult first = await CommandLine.WithInputAsync(input, import);
        CliResult again = await CommandLine.WithInputAsync(input, import);

        Assert.Equal(500, first.Expect(0).Object.GetProperty("imported").GetInt64());
        Assert.Equal(500, again.Expect(0).Object.GetProperty("skipped").GetInt64());
        Assert.Equal(0, again.Object.GetProperty("imported").GetInt64());
        Assert.Equal(0, again.Object.GetProperty("superseded").GetInt64());
        JsonElement stats = (await CommandLine.RunAsync("stats", folder.Store, "--json")).Object;
        Assert.Equal(500, stats.GetProperty("frames").GetInt64());
    }

    [Fact]
    public async Task ImportingAgain_WithOneLineChanged_SupersedesThatLine()
    {
        using TempFolder folder = new();
        string[] import = ["import", folder.Store, "--create", "--json", "--content", "c", "--key", "k", "--time", "t"];
        const string before = "{\"k\":\"a\",\"t\":1,\"c\":\"x\"}\n{\"k\":\"b\",\"t\":2,\"c\":\"y\"}\n";

        (await CommandLine.WithInputAsync(before, import)).Expect(0);
        string after = before.Replace("\"y\"", "\"z\"", StringComparison.Ordinal);
        CliResult again = await CommandLine.WithInputAsync(after, import);

        Assert.Equal(1, again.Expect(0).Object.GetProperty("superseded").GetInt64());
        Assert.Equal(1, again.Object.GetProperty("skipped").GetInt64());
        Assert.Equal(0, again.Object.GetProperty("imported").GetInt64());
        Assert.Equal("z\n", (await CommandLine.RunAsync("get", folder.Store, "b")).Text);
    }

    [Fact]
    public async Task RawLines_ImportedAgain_AreAppendedAgain()
    {
        using TempFolder folder = new();

        (await CommandLine.WithInputAsync("hello\n", "import", folder.Store, "--create")).Expect(0);
        CliResult again = await CommandLine.WithInputAsync("hello\n", "import", folder.Store, "--json");

        Assert.Equal(1, again.Expect(0).Object.GetProperty("imported").GetInt64());
    }

    [Fact]
    public async Task Import_OfAFileThatIsMissing_Exits8AndCreatesNothing()
    {
        using TempFolder folder = new();

        CliResult result =
            await CommandLine.RunAsync("import", folder.Store, folder.File("absent"), "--create", "--json");

        result.Expect(ExitCode.CouldNotRun);
        Assert.Equal("Input", result.ErrorObject.GetProperty("code").GetString());
        Assert.Equal(folder.File("absent"), result.ErrorObject.GetProperty("file").GetString());
        Assert.False(TempFolder.Exists(folder.Store));
    }

    private static byte[] Bytes(JsonElement record) => record.TryGetProperty("content", out JsonElement text)
        ? Encoding.UTF8.GetBytes(text.GetString() ?? "")
        : record.GetProperty("contentBase64").GetBytesFromBase64();

    private static byte[] Gzip(string text)
    {
        using MemoryStream packed = new();
        using (GZipStream gzip = new(packed, CompressionLevel.Fastest)) gzip.Write(Encoding.UTF8.GetBytes(text));
        return packed.ToArray();
    }
}
