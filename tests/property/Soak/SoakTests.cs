using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Property.Soak;

/// <summary>
/// One writer, sixteen readers and a subscriber on one store, closed and opened again and again, for as long as one
/// likes: every answer is right, and memory, handles and disk stay where they were.
/// </summary>
[Collection(nameof(SoakTests))]
public sealed class SoakTests(ITestOutputHelper output)
{
    private const int ReaderCount = 16;
    private const int SegmentBytes = 16 << 20;
    private const int WriterPauseMs = 8;
    private const int ReaderPauseMs = 4;

    // What other tests of this process have left is not given back at once; a leak of an hour is more than this.
    private const long MemorySlackBytes = 64 << 20;
    private const int HandleSlack = 64;

    [Fact]
    public async Task Store_UnderLoad_AnswersRightAndStaysFlat()
    {
        TimeSpan time = TimeSpan.FromSeconds(
            TestLevel.FromEnvironment("FEEDLOG_SOAK_SECONDS", TestLevel.Count(onShort: 3, onCi: 12, onSoak: 3600)));
        int seed = TestLevel.FromEnvironment("FEEDLOG_TEST_SEED", Environment.TickCount);
        output.WriteLine($"FEEDLOG_TEST_SEED={seed}");
        using TempStore temp = new();
        using SoakRun run = new(temp.Folder, seed, new FeedlogOptions { SegmentBytes = SegmentBytes });

        List<ProcessUse> uses = await run.RunAsync(ReaderCount, time, ReaderPauseMs, WriterPauseMs);

        long diskBytes = new DirectoryInfo(temp.Folder)
            .EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);
        int files = Directory.GetFiles(temp.Folder, "*", SearchOption.AllDirectories).Length;
        Report(run, uses, time, diskBytes);
        Assert.True(run.Reads > run.Writer.Changes / 10, $"Only {run.Reads} reads.");
        Assert.Equal(run.Writer.Changes, run.ChangesSeen);
        // The first third warms up.
        ProcessUse[] middle = [.. uses.Skip(uses.Count / 3).Take(uses.Count / 3)];
        ProcessUse[] last = [.. uses.Skip(2 * uses.Count / 3)];
        long memoryBytesMax = middle.Max(use => use.MemoryBytes) + MemorySlackBytes;
        Assert.All(last, use => Assert.InRange(use.MemoryBytes, 0, memoryBytesMax));
        Assert.All(last, use => Assert.InRange(use.Handles, 0, uses[0].Handles + files + HandleSlack));
        Assert.InRange(diskBytes, run.Writer.PayloadBytes, (2 * run.Writer.PayloadBytes) + (2 * SegmentBytes));
    }

    private void Report(SoakRun run, List<ProcessUse> uses, TimeSpan time, long diskBytes)
    {
        Dictionary<string, double> counts = new()
        {
            ["seconds"] = time.TotalSeconds,
            ["changes"] = run.Writer.Changes,
            ["reads"] = run.Reads,
            ["reopenings"] = run.Reopenings,
            ["payloadBytes"] = run.Writer.PayloadBytes,
            ["diskBytes"] = diskBytes,
            ["memoryBytesAfterThird"] = uses[uses.Count / 3].MemoryBytes,
            ["memoryBytesMax"] = uses.Max(use => use.MemoryBytes),
            ["memoryBytesLast"] = uses[^1].MemoryBytes,
            ["handlesFirst"] = uses[0].Handles,
            ["handlesMax"] = uses.Max(use => use.Handles),
            ["handlesLast"] = uses[^1].Handles,
        };
        TestCounts.Write("soak", counts);
        output.WriteLine(string.Join(", ", counts.Select(count => $"{count.Key} {count.Value:N0}")));
    }
}
