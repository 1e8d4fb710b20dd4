using System.Diagnostics;
using System.Text;
using System.Text.Json;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>The tool as a process: arguments, streams, signals, and another process beside it.</summary>
[Collection(nameof(ProcessTests))]
public sealed class ProcessTests
{
    [Fact]
    public async Task HostileArguments_ReachTheStoreUnchanged()
    {
        using TempFolder folder = new();
        string[] hostile = ["-x", "--json", "@file", "[diagram]", "a\nb", "\t", "\"", "'", "$(id)", "%s",
            "\u202E\u0085", "\U0001F469\u200D\U0001F4BB", "\\", "*", "--"];
        string[] tags = [.. hostile.SelectMany(text => (string[])["--tag", text])];

        CliResult added = await CliProcess.RunAsync(
            ["add", folder.Store, "--create", "--json", "--key", "@file", .. tags, "--", "--key"]);
        CliResult got = await CliProcess.RunAsync("get", folder.Store, "--json", "--", "@file");

        added.Expect(0);
        Assert.Empty(added.Error);
        JsonElement record = got.Expect(0).Object;
        Assert.Equal("--key", record.GetProperty("content").GetString());
        Assert.Equal(hostile, record.GetProperty("tags").EnumerateArray().Select(each => each.GetString()));
    }

    [Fact]
    public async Task StandardInput_OfAnyBytes_GoesThroughTheProcessUnchanged()
    {
        using TempFolder folder = new();
        byte[] content = new byte[300_000];
        new Random(11).NextBytes(content);

        CliResult added = await CliProcess.RunAsync(content, null, "add", folder.Store, "--create", "--key", "k");
        CliResult got = await CliProcess.RunAsync("get", folder.Store, "k");

        added.Expect(0);
        Assert.Empty(added.Error);
        Assert.Equal([.. content, (byte)'\n'], got.Expect(0).Output);
        Assert.Empty(got.Error);
    }

    [Theory]
    [InlineData("NO_COLOR", "1")]
    [InlineData("TERM", "xterm-256color")]
    public async Task Output_ThatIsNoTerminal_HasNoEscapes(string name, string value)
    {
        using TempFolder folder = new();
        (await CommandLine.RunAsync("add", folder.Store, "text", "--create", "--key", "k")).Expect(0);
        Dictionary<string, string> environment = new() { [name] = value };

        foreach (string[] args in new string[][] { ["tail"], ["stats"], ["search"], ["get"] })
        {
            string[] rest = args[0] is "search" or "get" ? ["k"] : [];
            CliResult result = await CliProcess.RunAsync([], environment, [args[0], folder.Store, .. rest]);

            Assert.DoesNotContain((byte)0x1B, result.Expect(0).Output);
            Assert.Empty(result.Error);
        }
    }

    [Fact]
    public async Task Writing_BesideAWriter_Exits8AndReadingWorks()
    {
        using TempFolder folder = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder.Store);
        await store.AppendAsync("there", "k");

        CliResult add = await CliProcess.RunAsync("add", folder.Store, "x", "--json");
        CliResult delete = await CliProcess.RunAsync("delete", folder.Store, "k", "--json");
        CliResult get = await CliProcess.RunAsync("get", folder.Store, "k");
        CliResult search = await CliProcess.RunAsync("search", folder.Store, "there", "--json");

        Assert.Equal("Locked", add.Expect(ExitCode.CouldNotRun).ErrorObject.GetProperty("code").GetString());
        Assert.Equal("Locked", delete.Expect(ExitCode.CouldNotRun).ErrorObject.GetProperty("code").GetString());
        Assert.Equal("there\n", get.Expect(0).Text);
        Assert.Single(search.Expect(0).Objects);
    }

    [InterruptFact]
    public async Task Tail_ThatFollows_ShowsWhatAWriterAppendsAndEndsWith32OnInterrupt()
    {
        using TempFolder folder = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder.Store);
        await store.AppendAsync("before");
        using Process tail = CliProcess.Start(["tail", folder.Store, "-f", "--json"]);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));

        string? first = await tail.StandardOutput.ReadLineAsync(patience.Token);
        await store.AppendAsync("after one");
        string? second = await tail.StandardOutput.ReadLineAsync(patience.Token);
        await store.AppendAsync("after two");
        string? third = await tail.StandardOutput.ReadLineAsync(patience.Token);
        Interrupt(tail);
        CliResult end = await CliProcess.FinishAsync(tail, []);

        IEnumerable<JsonElement> records = new[] { first, second, third }.Select(line => JsonElement.Parse(line ?? ""));
        Assert.Equal(["before", "after one", "after two"],
            records.Select(each => each.GetProperty("content").GetString()));
        end.Expect(ExitCode.Cancelled);
        Assert.Empty(end.Output);
        Assert.Equal("Cancelled", end.ErrorObject.GetProperty("code").GetString());
    }

    [InterruptFact]
    public async Task Tail_ThatFollows_ShowsWhatIsSupersededAndDeleted()
    {
        using TempFolder folder = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder.Store);
        AppendResult old = await store.AppendAsync("old", "k");
        using Process tail = CliProcess.Start(["tail", folder.Store, "-f", "--json"]);
        using Process text = CliProcess.Start(["tail", folder.Store, "-f"]);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        Assert.EndsWith("\told", await text.StandardOutput.ReadLineAsync(patience.Token), StringComparison.Ordinal);
        Assert.NotNull(await tail.StandardOutput.ReadLineAsync(patience.Token));

        AppendResult next = await store.AppendAsync("next", "k");
        Assert.True(await store.DeleteAsync("k"));
        AppendResult plain = await store.AppendAsync("plain");
        Assert.True(await store.DeleteAsync(plain.Id));
        List<JsonElement> lines = [];
        List<string> texts = [];
        for (int i = 0; i < 4; i++)
        {
            lines.Add(JsonElement.Parse(await tail.StandardOutput.ReadLineAsync(patience.Token) ?? ""));
            texts.Add(await text.StandardOutput.ReadLineAsync(patience.Token) ?? "");
        }

        Interrupt(tail);
        Interrupt(text);
        await tail.WaitForExitAsync(patience.Token);
        await text.WaitForExitAsync(patience.Token);

        Assert.Equal("next", lines[0].GetProperty("content").GetString());
        Assert.Equal(old.Id.ToString(), lines[0].GetProperty("ended").GetString());
        Assert.Equal(old.Sequence, lines[0].GetProperty("endedSequence").GetUInt64());
        Assert.Equal(
            $"{{\"deleted\":true,\"key\":\"k\",\"stream\":null,\"sequence\":{next.Sequence + 1}," +
            $"\"ended\":\"{next.Id}\",\"endedSequence\":{next.Sequence}}}", lines[1].GetRawText());
        Assert.False(lines[2].TryGetProperty("ended", out _));
        Assert.Equal(plain.Id.ToString(), lines[3].GetProperty("ended").GetString());
        Assert.Equal(JsonValueKind.Null, lines[3].GetProperty("key").ValueKind);
        Assert.Equal($"deleted\t{next.Id}\tk\t-", texts[1]);
        Assert.Equal($"deleted\t{plain.Id}\t-\t-", texts[3]);
        Assert.Equal(ExitCode.Cancelled, tail.ExitCode);
    }

    [LinuxFact]
    public async Task Tail_WhoseReaderGoesAway_EndsByItself()
    {
        using TempFolder folder = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder.Store);
        await store.AppendAsync("one");
        using Process tail = CliProcess.Start(["tail", folder.Store, "-f"]);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        Assert.NotNull(await tail.StandardOutput.ReadLineAsync(patience.Token));

        tail.StandardOutput.Close();
        await tail.WaitForExitAsync(patience.Token);

        Assert.Equal(ExitCode.Ok, tail.ExitCode);
        Assert.Empty(await tail.StandardError.ReadToEndAsync(patience.Token));
    }

    [LinuxFact]
    public async Task Tail_InAPipeToHead_EndsWithIt()
    {
        using TempFolder folder = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(folder.Store);
        for (int i = 0; i < 5; i++) await store.AppendAsync($"line {i}");
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        string tool = Path.Combine(AppContext.BaseDirectory, "Feedlog.Tool.dll");
        ProcessStartInfo start = new("/bin/sh", ["-c", $"dotnet '{tool}' tail '{folder.Store}' -f | head -1"])
        {
            RedirectStandardOutput = true,
        };
        using Process shell = Process.Start(start) ?? throw new InvalidOperationException("No shell.");

        string output = await shell.StandardOutput.ReadToEndAsync(patience.Token);
        await shell.WaitForExitAsync(patience.Token);

        Assert.EndsWith("\tline 0\n", output, StringComparison.Ordinal);
        Assert.Equal(0, shell.ExitCode);
    }

    [InterruptFact]
    public async Task Import_ThatIsInterruptedWhileItWaits_Exits32AndKeepsWhatItTook()
    {
        using TempFolder folder = new();
        using Process import = CliProcess.Start(["import", folder.Store, "--create", "--json"]);
        using CancellationTokenSource patience = new(TimeSpan.FromSeconds(30));
        byte[] lines = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Range(0, 50_000).Select(i => $"line {i}\n")));
        await import.StandardInput.BaseStream.WriteAsync(lines, patience.Token);
        await import.StandardInput.BaseStream.FlushAsync(patience.Token);
        await Task.Delay(500, patience.Token);

        Interrupt(import);
        await import.WaitForExitAsync(patience.Token);

        Assert.Equal(ExitCode.Cancelled, import.ExitCode);
        string error = await import.StandardError.ReadToEndAsync(patience.Token);
        Assert.Equal("Cancelled", JsonElement.Parse(error).GetProperty("error").GetProperty("code").GetString());
        CliResult tail = await CommandLine.RunAsync("tail", folder.Store, "-n", "1000000", "--json");
        int kept = tail.Expect(0).Objects.Count;
        Assert.InRange(kept, 1, 50_000);
        Assert.Equal(Enumerable.Range(0, kept).Select(i => $"line {i}"),
            tail.Objects.Select(each => each.GetProperty("content").GetString()));
    }

    [Fact]
    public async Task DamagedRecord_IsReportedWithItsPlaceAndExits4()
    {
        using TempFolder folder = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(folder.Store))
        {
            await store.AppendAsync("a needle in the log", "k");
            await store.AppendAsync("another", "other");
        }

        string log = Directory.EnumerateFiles(Path.Combine(folder.Store, "hot")).Single();
        byte[] bytes = File.ReadAllBytes(log);
        bytes[bytes.AsSpan().IndexOf("needle"u8)] ^= 1;
        File.WriteAllBytes(log, bytes);

        CliResult result = await CliProcess.RunAsync("get", folder.Store, "k", "--json");

        result.Expect(ExitCode.Damage);
        Assert.Empty(result.Output);
        Assert.Equal("Corrupt", result.ErrorObject.GetProperty("code").GetString());
        string? file = result.ErrorObject.GetProperty("file").GetString();
        Assert.Contains(Path.GetFileName(log), file, StringComparison.Ordinal);
        Assert.True(result.ErrorObject.GetProperty("offset").GetInt64() > 0);
    }

    [Fact]
    public async Task Demo_KillsAProcessAndLosesNothing()
    {
        using TempFolder folder = new();

        CliResult result = await CliProcess.RunAsync("demo", folder.Store, "--json");
        CliResult second = await CliProcess.RunAsync("demo", folder.Store, "--json");

        JsonElement summary = result.Expect(0).Objects[^1];
        Assert.True(summary.GetProperty("acknowledged").GetInt64() >= 1);
        Assert.Equal(0, summary.GetProperty("lost").GetInt64());
        Assert.Equal(summary.GetProperty("acknowledged").GetInt64(), summary.GetProperty("found").GetInt64());
        Assert.Equal(8, result.Objects[^2].GetProperty("step").GetInt32());
        Assert.Equal("AlreadyExists",
            second.Expect(ExitCode.CouldNotRun).ErrorObject.GetProperty("code").GetString());
        JsonElement kettle = (await CommandLine.RunAsync("get", folder.Store, "kettle", "--json")).Expect(0).Object;
        Assert.Equal("The blue kettle moved to the right shelf.", kettle.GetProperty("content").GetString());
    }

    [Fact]
    public async Task Demo_WithoutAFolder_LeavesNothingBehind()
    {
        using TempFolder folder = new();
        Dictionary<string, string> environment = new() { ["TMPDIR"] = Path.GetDirectoryName(folder.Store) ?? "" };

        CliResult result = await CliProcess.RunAsync([], environment, "demo");

        result.Expect(0);
        Assert.Contains("Nothing was lost.", result.Text, StringComparison.Ordinal);
        Assert.Empty(folder.Fingerprint());
    }

    private static void Interrupt(Process process)
    {
        using Process kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    }
}
