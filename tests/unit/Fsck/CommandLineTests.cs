using System.Text.Json;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>The command line: exit codes, output for programs, and what every command prints.</summary>
public sealed class CommandLineTests
{
    [Theory]
    [InlineData()]
    [InlineData("verify")]
    [InlineData("verify", "a", "b")]
    [InlineData("verify", "a", "--no-such-option")]
    [InlineData("a", "--max-findings", "many")]
    [InlineData("a", "--max-findings", "-1")]
    [InlineData("explain", "a")]
    [InlineData("explain", "a", "--at", "MANIFEST")]
    [InlineData("explain", "a", "--at", "../secret:0")]
    [InlineData("explain", "a", "--at", "hot/../LOCK:0")]
    [InlineData("dump", "a", "--limit", "-1")]
    public void Run_WrongCommandLine_IsUsage(params string[] args)
    {
        (int exit, string output, string error) = Run(args);

        Assert.Equal(ExitCode.Usage, exit);
        Assert.Empty(output);
        Assert.NotEmpty(error);
    }

    [Fact]
    public void Run_WrongCommandLineForPrograms_IsOneObject()
    {
        (int exit, _, string error) = Run("verify", "--json");

        Assert.Equal(ExitCode.Usage, exit);
        JsonElement told = JsonDocument.Parse(error).RootElement.GetProperty("error");
        Assert.Equal("Usage", told.GetProperty("code").GetString());
    }

    [Fact]
    public async Task Run_ResponseFile_IsTakenLiterally()
    {
        using TempFolder folder = await MakeStoreAsync();
        string arguments = folder.Store + ".rsp";
        await File.WriteAllTextAsync(arguments, folder.Store);

        (int exit, string output, _) = Run("@" + arguments);

        Assert.Equal(ExitCode.CouldNotRun, exit);
        Assert.Contains("store-missing", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Run_StoreAlone_Verifies()
    {
        using TempFolder folder = await MakeStoreAsync();

        (int exit, string output, string error) = Run(folder.Store);

        Assert.Equal(ExitCode.Clean, exit);
        Assert.StartsWith("clean: 60 frames checked, 60 intact", output, StringComparison.Ordinal);
        Assert.Empty(error);
        Assert.Equal("", Run("verify", folder.Store, "--quiet").Output);
        Assert.Equal(ExitCode.Clean, Run("--quick", folder.Store).Exit);
        Assert.Equal(ExitCode.Clean, Run(folder.Store, "--live").Exit);
    }

    [Fact]
    public async Task Verify_ForPrograms_IsOneFindingALineAndASummary()
    {
        using TempFolder folder = await MakeStoreAsync();
        Flip(folder, SampleStores.First, 130);

        (int exit, string output, string error) = Run("verify", folder.Store, "--json");

        JsonElement[] lines = [.. output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(ExitCode.Damage, exit);
        Assert.Empty(error);
        Assert.Equal(2, lines.Length);
        Assert.Equal(["code", "severity", "file", "offset", "message", "remedy"],
            lines[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal(("segment-damaged", "error", SampleStores.First, 120), (
            lines[0].GetProperty("code").GetString(), lines[0].GetProperty("severity").GetString(),
            lines[0].GetProperty("file").GetString(), lines[0].GetProperty("offset").GetInt32()));
        Assert.Equal(["checked", "intact", "damaged", "missing", "bytes", "seconds", "exit"],
            lines[1].EnumerateObject().Select(member => member.Name));
        Assert.Equal((59, 59, 0, 1, ExitCode.Damage), (
            lines[1].GetProperty("checked").GetInt32(), lines[1].GetProperty("intact").GetInt32(),
            lines[1].GetProperty("damaged").GetInt32(), lines[1].GetProperty("missing").GetInt32(),
            lines[1].GetProperty("exit").GetInt32()));
    }

    [Fact]
    public async Task Verify_MaxFindings_PrintsSoManyAndSaysHowManyMore()
    {
        using TempFolder folder = await MakeStoreAsync();
        for (int i = 0; i < 5; i++) await File.WriteAllTextAsync(folder.File("stray" + i), "");

        (int exit, string output, _) = Run("verify", folder.Store, "--max-findings", "2", "--quiet");

        Assert.Equal(ExitCode.Benign, exit);
        Assert.Equal(3, output.TrimEnd().Split('\n').Length);
        Assert.EndsWith("... and 3 more findings", output.TrimEnd(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Info_SoundStore_PrintsManifestWatermarkAndSegments()
    {
        using TempFolder folder = await MakeStoreAsync();
        Manifest manifest = StoreImage.Of(new DiskStorage(folder.Store)).Manifest;

        (int exit, string output, _) = Run("info", folder.Store);

        Assert.Equal(ExitCode.Clean, exit);
        Assert.Contains(manifest.Store.Id.ToString(), output, StringComparison.Ordinal);
        Assert.Contains("durableGroup 60", output, StringComparison.Ordinal);
        Assert.Equal(manifest.Segments.Count,
            output.Split('\n').Count(line => line.StartsWith("segment ", StringComparison.Ordinal)));
        Assert.Equal(ExitCode.CouldNotRun, Run("info", folder.Store + "-not").Exit);
    }

    [Fact]
    public async Task Stats_SoundStore_CountsWhatIsThere()
    {
        using TempFolder folder = await MakeStoreAsync();

        (int exit, string output, _) = Run("stats", folder.Store, "--json");

        JsonElement stats = JsonDocument.Parse(output).RootElement;
        Assert.Equal(ExitCode.Clean, exit);
        Assert.Equal((60, 60, 1, 60), (
            stats.GetProperty("records").GetInt32(), stats.GetProperty("groups").GetInt32(),
            stats.GetProperty("firstSequence").GetInt32(), stats.GetProperty("lastSequence").GetInt32()));
    }

    [Fact]
    public async Task Dump_SoundSegment_PrintsFramesWithoutTheirContents()
    {
        using TempFolder folder = await MakeStoreAsync();

        (int exit, string output, _) = Run("dump", folder.Store, "--segment", "1", "--from", "120", "--limit", "4");

        string[] lines = output.TrimEnd().Split('\n');
        Assert.Equal(ExitCode.Clean, exit);
        Assert.Equal(4, lines.Length);
        Assert.Contains("offset 120  ", lines[0], StringComparison.Ordinal);
        Assert.Contains("type Record  sequence 1", lines[0], StringComparison.Ordinal);
        Assert.Contains("type Commit  group 2", lines[3], StringComparison.Ordinal);
        Assert.DoesNotContain("kettle", Run("dump", folder.Store).Output, StringComparison.Ordinal);
        Assert.Equal(ExitCode.CouldNotRun, Run("dump", folder.Store, "--segment", "999").Exit);
    }

    [Fact]
    public async Task Dump_DamagedSegment_ShowsTheGap()
    {
        using TempFolder folder = await MakeStoreAsync();
        Flip(folder, SampleStores.First, 130);

        string first = Run("dump", folder.Store, "--segment", "1").Output.Split('\n')[0];

        Assert.StartsWith($"file {SampleStores.First}  offset 120  length", first, StringComparison.Ordinal);
        Assert.EndsWith("type gap", first, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("MANIFEST:68", "> *64 *8 *NextSegment")]
    [InlineData("WATERMARK:4112", "> *4112 *8 *DurableGroup")]
    [InlineData("WATERMARK:200", "space between the slots")]
    [InlineData("hot/000000000001.feed:8", "> *8 *4 *Version *2")]
    [InlineData("hot/000000000001.feed:130", "> *128 *8 *Sequence *1")]
    [InlineData("hot/000000000001.feed:4000000", "beyond the end of the file")]
    public async Task Explain_Place_NamesTheField(string place, string pattern)
    {
        using TempFolder folder = await MakeStoreAsync();

        (int exit, string output, _) = Run("explain", folder.Store, "--at", place);

        Assert.Equal(ExitCode.Clean, exit);
        Assert.Matches(pattern, output);
    }

    [Theory]
    [InlineData("index/000000000001.idx:40", "> *40 *8 *FirstSequence *1")]
    [InlineData("index/000000000001.idx:150", "> *148 *4 *EntrySize *32")]
    [InlineData("index/000000000001.idx:4104", "entry 0 of section Extents(.|\n)*> *4104 *8 *first sequence *1")]
    [InlineData("index/000000000001.idx:8130", "end of an index page(.|\n)*> *8128 *8 *Hash")]
    [InlineData("index/000000000001.idx:12200", "space behind the last entry")]
    [InlineData("MANIFEST:2000", "index file entry|beyond the end")]
    public async Task Explain_PlaceInAnIndexFile_NamesTheField(string place, string pattern)
    {
        using TempFolder folder = await MakeIndexedStoreAsync();

        (int exit, string output, _) = Run("explain", folder.Store, "--at", place);

        Assert.Equal(ExitCode.Clean, exit);
        Assert.Matches(pattern, output);
    }

    [Fact]
    public async Task InfoStatsAndDump_IndexFiles_AreListed()
    {
        using TempFolder folder = await MakeIndexedStoreAsync();

        string info = Run("info", folder.Store).Output;
        string stats = Run("stats", folder.Store).Output;
        string dump = Run("dump", folder.Store).Output;

        Assert.Equal(2, info.Split('\n').Count(line => line.Contains("kind run", StringComparison.Ordinal)));
        Assert.Equal(2, info.Split('\n').Count(line => line.Contains("kind deaths", StringComparison.Ordinal)));
        Assert.Matches("indexFiles +4", stats);
        Assert.Contains(
            "index/000000000002.idx  offset 4096  length 4096  type Extents", dump, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Clean, Run("verify", folder.Store, "--deep").Exit);
        Assert.Equal(ExitCode.Usage, Run("verify", folder.Store, "--deep", "--quick").Exit);
    }

    [Fact]
    public async Task Explain_EveryByteOfEveryFile_FindsSomethingAndNeverFails()
    {
        using TempFolder folder = await MakeIndexedStoreAsync();
        DiskStorage storage = new(folder.Store);
        StoreImage image = StoreImage.Of(storage);
        foreach (string path in image.Paths.Where(path => path != StoreLayout.Lock))
        {
            for (int at = 0; at < image[path].Length; at += 137)
            {
                (int exit, string output, string error) =
                    Run("explain", folder.Store, "--at", path + ":" + at, "--hex", "--json");

                Assert.Equal((ExitCode.Clean, ""), (exit, error));
                Assert.Contains("\"structure\"", output, StringComparison.Ordinal);
            }
        }
    }

    [Fact]
    public void Help_AnyCommand_EndsWithExamples()
    {
        string[] commands =
        [
            "verify", "info", "stats", "dump", "explain", "repair", "salvage", "reindex", "migrate", "compare", "backup",
            "scrub", "selftest",
        ];
        string root = Run("--help").Output;
        foreach (string[] args in commands.Select(each => new[] { each, "--help" }).Append(["--help"]).Append(["-h"]))
        {
            (int exit, string output, _) = Run(args);

            Assert.Equal(ExitCode.Clean, exit);
            Assert.Matches("Examples:\r?\n  f(sck|eedlog) ", output);
            Assert.Contains(args[0].StartsWith('-') ? "STORE" : args[0], root, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Verify_Progress_IsOnStandardErrorOnly()
    {
        using TempFolder folder = await MakeStoreAsync();

        (int exit, string output, string error) = Run("verify", folder.Store, "--progress");
        string forPrograms = Run("verify", folder.Store, "--progress", "--json").Error;

        Assert.Equal(ExitCode.Clean, exit);
        Assert.StartsWith("clean:", output, StringComparison.Ordinal);
        Assert.Matches("^checking: \\d+ MB of \\d+, \\d+ ?%", error);
        Assert.Equal("checking", JsonDocument.Parse(forPrograms.Split('\n')[0]).RootElement
            .GetProperty("progress").GetProperty("phase").GetString());
        Assert.Empty(Run("verify", folder.Store).Error);
    }

    [Fact]
    public async Task Repair_PlanAndApply_SayTheSameAndOnlyOneChangesTheStore()
    {
        using TempFolder folder = await MakeStoreAsync();
        Flip(folder, StoreLayout.Manifest, 70);
        byte[] before = await File.ReadAllBytesAsync(folder.File(StoreLayout.Manifest));

        (int planned, string plan, _) = Run("repair", folder.Store);
        Assert.Equal(before, await File.ReadAllBytesAsync(folder.File(StoreLayout.Manifest)));
        (int applied, string done, _) = Run("repair", folder.Store, "--apply");

        Assert.Equal(ExitCode.Damage, planned);
        Assert.Equal(ExitCode.Repaired, applied);
        Assert.StartsWith("step 1  action rebuild-manifest  file MANIFEST", plan, StringComparison.Ordinal);
        Assert.StartsWith("step 1  action rebuild-manifest  file MANIFEST", done, StringComparison.Ordinal);
        Assert.Contains("done 0", plan, StringComparison.Ordinal);
        Assert.Equal(ExitCode.Clean, Run("repair", folder.Store, "--apply").Exit);
        Assert.Equal(ExitCode.Clean, Run("verify", folder.Store).Exit);
        Assert.Equal(ExitCode.Usage, Run("repair", folder.Store, "--only", "everything").Exit);
    }

    [Fact]
    public async Task SalvageBackupAndCompare_Stores_EndAsTheContractSays()
    {
        using TempFolder folder = await MakeStoreAsync();
        Flip(folder, SampleStores.First, 130);
        string rescued = folder.Store + "-rescued";
        string copy = folder.Store + "-copy";

        (int salvaged, string output, _) = Run("salvage", folder.Store, "--out", rescued, "--json");
        JsonElement[] lines = [.. output.TrimEnd().Split('\n').Select(line => JsonDocument.Parse(line).RootElement)];
        Assert.Equal(ExitCode.Damage, salvaged & ExitCode.Damage);
        Assert.Equal("sequences-lost", lines[0].GetProperty("code").GetString());
        Assert.Equal((59, 1), (lines[^1].GetProperty("intact").GetInt32(), lines[^1].GetProperty("missing").GetInt32()));

        Assert.Equal(ExitCode.Clean, Run("backup", rescued, "--out", copy).Exit);
        Assert.Equal(ExitCode.Clean, Run("compare", rescued, copy).Exit);
        Assert.Equal(ExitCode.Damage, Run("compare", folder.Store, copy).Exit);
        (int exit, _, string error) = Run("backup", rescued, "--out", copy, "--json");
        Assert.Equal(ExitCode.CouldNotRun, exit);
        Assert.Equal("Exists",
            JsonDocument.Parse(error).RootElement.GetProperty("error").GetProperty("code").GetString());
        Assert.Equal(ExitCode.Repaired, Run("reindex", copy).Exit);
        Assert.Equal(ExitCode.Clean, Run("scrub", copy, "--rate", "1000").Exit);
        Assert.Equal(ExitCode.Clean, Run("selftest", "--quiet").Exit);
        Assert.Equal(ExitCode.Usage, Run("salvage", folder.Store).Exit);
        Assert.Equal(ExitCode.CouldNotRun, Run("compare", copy, copy + "-not").Exit);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute,
                File.GetUnixFileMode(rescued));
        }
    }

    [Fact]
    public async Task MendingCommands_Cancelled_LeaveNothingBehind()
    {
        using TempFolder folder = await MakeStoreAsync();
        Flip(folder, StoreLayout.Manifest, 70);
        byte[] before = await File.ReadAllBytesAsync(folder.File(StoreLayout.Manifest));
        string target = folder.Store + "-new";
        string[][] commands =
        [
            ["repair", folder.Store, "--apply"], ["salvage", folder.Store, "--out", target], ["selftest"],
        ];
        foreach (string[] command in commands)
        {
            using StringWriter output = new();
            using StringWriter error = new();

            int exit = FsckCli.Run(command, output, error, new CancellationToken(canceled: true));

            Assert.Equal(ExitCode.Cancelled, exit);
            Assert.StartsWith("fsck: Cancelled.", error.ToString(), StringComparison.Ordinal);
        }

        Assert.Equal(before, await File.ReadAllBytesAsync(folder.File(StoreLayout.Manifest)));
        Assert.False(Directory.Exists(target) && Directory.EnumerateFiles(target, "*.feed",
            SearchOption.AllDirectories).Any());
    }

    [Fact]
    public async Task Run_Cancelled_SaysSo()
    {
        using TempFolder folder = await MakeStoreAsync();
        using StringWriter output = new();
        using StringWriter error = new();

        int exit = FsckCli.Run(["verify", folder.Store], output, error, new CancellationToken(canceled: true));

        Assert.Equal(ExitCode.Cancelled, exit);
        Assert.StartsWith("cancelled", output.ToString(), StringComparison.Ordinal);
    }

    private static (int Exit, string Output, string Error) Run(params string[] args)
    {
        using StringWriter output = new();
        using StringWriter error = new();
        int exit = FsckCli.Run(args, output, error);
        return (exit, output.ToString(), error.ToString());
    }

    private static void Flip(TempFolder folder, string path, int offset)
    {
        byte[] bytes = File.ReadAllBytes(folder.File(path));
        bytes[offset] ^= 1;
        File.WriteAllBytes(folder.File(path), bytes);
    }

    private static async Task<TempFolder> MakeStoreAsync()
    {
        TempFolder folder = new();
        await SampleStores.WriteAsync(
            new DiskStorage(folder.Store), SampleStores.RecordCount, SampleStores.SmallSegments);
        return folder;
    }

    private static async Task<TempFolder> MakeIndexedStoreAsync()
    {
        TempFolder folder = await MakeStoreAsync();
        StoreImage image = IndexedStore.Of(StoreImage.Of(new DiskStorage(folder.Store)));
        new DiskStorage(folder.Store).CreateFolder(StoreLayout.IndexFolder);
        foreach (string path in image.Paths) await File.WriteAllBytesAsync(folder.File(path), image[path]);
        if (OperatingSystem.IsWindows()) return folder;
        foreach (string path in image.Paths)
            File.SetUnixFileMode(folder.File(path), UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return folder;
    }
}
