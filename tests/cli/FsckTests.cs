using System.Diagnostics;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Feedlog.Format.V1;

namespace Feedlog.Tests.Cli;

/// <summary>fsck as a process of its own, as the contract of the command lines has it.</summary>
[Collection(nameof(ProcessTests))]
public sealed class FsckTests
{
    private const int Repaired = 1;
    private const int Damage = 4;
    private const int CouldNotRun = 8;
    private const int Usage = 16;
    private const int Cancelled = 32;

    [Fact]
    public async Task Verify_AfterUpkeep_FindsNothing()
    {
        using TempFolder folder = new();
        await CommandLine.InitAsync(folder.Store);
        (await CommandLine.RunAsync("add", folder.Store, "a record")).Expect(0);
        (await CommandLine.RunAsync("maintain", folder.Store, "--embedder", "trigram")).Expect(0);

        CliResult verified = await FsckAsync("verify", folder.Store, "--deep", "--json");

        Assert.Single(verified.Expect(0).Objects);
    }

    [Fact]
    public async Task Frames_MigratedAndExported_ComeBackByteForByte()
    {
        using TempFolder folder = new();
        byte[] frames =
        [
            .. Frame("note/1", 946477226000, "first", """{"a": 1.50,"b":"\u0041"}"""),
            .. Frame("00000000000000af", 5, "id of our kind", ""),
            .. Frame("note/1", 946477226000, "the same id again", " { } "),
            .. Frame("note/1", 946477226000, "the same id again", " { } "),
            .. Frame("keyed", 7, "everything", "{\"_feedlog\":{\"key\":\"k\",\"stream\":\"s\",\"kind\":\"d\"," +
                "\"tags\":[\"x\",\"y\"],\"expiresAt\":4102444800000},\"z\":[1]}"),
            .. Frame("bytes", 8, "/v8=", """{"_feedlog":{"base64":true,"noMetadata":true}}"""),
            .. Frame("last", 253_402_300_799_999, "line\nline\r\n\0", """{"deep":{"_feedlog":{"key":"not ours"}}}"""),
        ];

        CliResult migrated = await FsckAsync("migrate", folder.Write("in.v1", frames), "--out", folder.Store, "--json");
        CliResult export = await CommandLine.RunAsync("export", folder.Store, "--format", "v1");

        JsonElement summary = migrated.Expect(0).Object;
        Assert.Equal((7, 0), (summary.GetProperty("taken").GetInt32(), summary.GetProperty("skipped").GetInt32()));
        Assert.Equal(frames, export.Expect(0).Output);
        (await FsckAsync("verify", folder.Store, "--deep")).Expect(0);
    }

    [Fact]
    public async Task Store_BrokenAndMended_AnswersAsBefore()
    {
        using TempFolder folder = new();
        for (int i = 0; i < 5; i++)
            (await CommandLine.RunAsync("add", folder.Store, "--create", "note " + i, "--key", "k" + i)).Expect(0);
        byte[] before = (await CommandLine.RunAsync("export", folder.Store)).Expect(0).Output;
        string manifest = Path.Combine(folder.Store, "MANIFEST");
        byte[] bytes = await File.ReadAllBytesAsync(manifest);
        bytes[70] ^= 1;
        await File.WriteAllBytesAsync(manifest, bytes);

        CliResult plan = await FsckAsync("repair", folder.Store, "--json");
        CliResult done = await FsckAsync("repair", folder.Store, "--apply", "--json");

        Assert.Equal("rebuild-manifest", plan.Expect(Damage).Objects[0].GetProperty("action").GetString());
        Assert.Equal(Repaired, done.Expect(Repaired).Objects[^1].GetProperty("exit").GetInt32());
        Assert.Equal(before, (await CommandLine.RunAsync("export", folder.Store)).Expect(0).Output);
        Assert.Single(Directory.EnumerateFiles(Path.Combine(folder.Store, "quarantine"), "*-MANIFEST"));
    }

    [Fact]
    public async Task Commands_ThatCannotRun_SayWhyInOneObject()
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("add", folder.Store, "--create", "note")).Expect(0);
        (string Code, int Exit, string[] Args)[] cases =
        [
            ("Usage", Usage, ["salvage", folder.Store]),
            ("Usage", Usage, ["repair", folder.Store, "--only", "@nothing"]),
            ("Usage", Usage, ["scrub", folder.Store, "--rate", "0"]),
            ("Exists", CouldNotRun, ["backup", folder.Store, "--out", folder.Store]),
            ("NoStore", CouldNotRun, ["repair", folder.File("nothing"), "--apply"]),
            ("NoStore", CouldNotRun, ["compare", folder.Store, folder.File("nothing")]),
            ("NoFile", CouldNotRun, ["migrate", folder.File("nothing.v1"), "--out", folder.File("new")]),
        ];
        IReadOnlyDictionary<string, string> before = folder.Fingerprint();
        foreach ((string code, int exit, string[] args) in cases)
        {
            CliResult result = await FsckAsync([.. args, "--json"]);

            Assert.Equal(code, result.Expect(exit).ErrorObject.GetProperty("code").GetString());
            Assert.Empty(result.Output);
        }

        Assert.Equal(before, folder.Fingerprint());
        Assert.False(TempFolder.Exists(folder.File("new")) && Directory.EnumerateFiles(folder.File("new")).Any());
    }

    [InterruptFact]
    public async Task Scrub_Interrupted_EndsWithCancelledAndItsSummary()
    {
        using TempFolder folder = new();
        string text = new('x', 1 << 20);
        for (int i = 0; i < 4; i++)
            (await CommandLine.WithInputAsync(text, "add", folder.Store, "--create", "-")).Expect(0);
        using Process process = Start("scrub", folder.Store, "--rate", "1", "--progress", "--json");
        // The first line of progress says that the work has begun.
        Assert.NotNull(await process.StandardError.ReadLineAsync());

        using (Process kill = Process.Start("kill", ["-INT", process.Id.ToString(CultureInfo.InvariantCulture)])) await kill.WaitForExitAsync();
        CliResult result = await CliProcess.FinishAsync(process, []);

        Assert.Equal(Cancelled, result.Expect(Cancelled).Objects[^1].GetProperty("exit").GetInt32());
    }

    private static Task<CliResult> FsckAsync(params string[] args) => CliProcess.FinishAsync(Start(args), []);

    private static Process Start(params string[] args)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "fsck.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        return Process.Start(start) ?? throw new InvalidOperationException("fsck did not start.");
    }

    private static byte[] Frame(string id, long timestampMs, string content, string metadata)
    {
        byte[][] parts = [Encoding.UTF8.GetBytes(id), Encoding.UTF8.GetBytes(content), Encoding.UTF8.GetBytes(metadata)];
        byte[] frame = new byte[FrameV1.TotalLength(parts[0].Length, parts[1].Length, parts[2].Length)];
        FrameV1.Write(parts[0], timestampMs, parts[1], parts[2], frame);
        return frame;
    }
}
