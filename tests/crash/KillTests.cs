using System.Diagnostics;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Crash;

/// <summary>A process that appends is killed with SIGKILL, again and again, and the store is held against its promises.
/// </summary>
public sealed class KillTests(ITestOutputHelper output)
{
    private const string CyclesVariable = "FEEDLOG_KILL_CYCLES";
    private const string SeedVariable = "FEEDLOG_TEST_SEED";
    private const int CyclesPerStore = 25;
    private const int TaskCount = 3;
    private const int LifeMillisecondsMax = 120;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task Kill_AtRandomMoments_LosesInventsAndReordersNothing()
    {
        int cycles = TestLevel.FromEnvironment(CyclesVariable, TestLevel.Count(10, 60, 500));
        int seed = TestLevel.FromEnvironment(SeedVariable, Random.Shared.Next());
        Random random = new(seed);
        List<int> acknowledged = [];
        List<int> inFlight = [];
        List<OpenReport> reports = [];
        Stopwatch clock = Stopwatch.StartNew();
        for (int done = 0; done < cycles; done += CyclesPerStore)
        {
            using TempStore temp = new();
            KillLedger ledger = new(TaskCount);
            int here = Math.Min(CyclesPerStore, cycles - done);
            for (int cycle = 0; cycle < here; cycle++)
            {
                (int acks, int open) = ledger.Add(await LiveAndDieAsync(temp, ledger, random));
                Assert.True(acks > 0, "The child was killed before it had acknowledged anything.");
                Assert.True(open > 0, "No append was in flight when the child was killed.");
                acknowledged.Add(acks);
                inFlight.Add(open);
                reports.AddRange(await CheckAsync(temp, ledger, isLast: cycle == here - 1, random));
            }
        }

        Assert.Equal(cycles, acknowledged.Count);
        output.WriteLine($"{cycles} cycles in {clock.Elapsed.TotalSeconds:F1} s, seed {seed} ({SeedVariable}).");
        TestCounts.Write("kills", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cycles"] = cycles,
            ["acknowledged"] = acknowledged.Sum(),
        });
        output.WriteLine($"acknowledged per life: {Spread(acknowledged.Select(count => (long)count))}");
        output.WriteLine($"in flight at the kill: {Spread(inFlight.Select(count => (long)count))}");
        output.WriteLine($"rescued frames:        {Spread(reports.Select(report => report.RescuedFrames))}");
        output.WriteLine($"dropped bytes:         {Spread(reports.Select(report => report.DroppedBytes))}");
        output.WriteLine($"recoveries here: {reports.Count}, clean: {reports.Count(report => report.WasClean)}");
    }

    private static async Task<IReadOnlyList<ChildLine>> LiveAndDieAsync(TempStore temp, KillLedger ledger, Random random)
    {
        using ChildProcess child = new(temp.Folder, random.Next(), ledger.NextIndexes);
        await child.FirstAcknowledged.WaitAsync(s_patience);
        await Task.Delay(random.Next(LifeMillisecondsMax));
        return await child.KillAsync();
    }

    // Every other time the store is only read here, so that the next child has to recover it.
    private static async Task<IReadOnlyList<OpenReport>> CheckAsync(
        TempStore temp, KillLedger ledger, bool isLast, Random random)
    {
        bool isRecoveredHere = isLast || random.Next(2) == 0;
        await using FeedlogStore store = isRecoveredHere
            ? await FeedlogStore.OpenAsync(temp.Folder)
            : await FeedlogStore.OpenReadOnlyAsync(temp.Folder);
        await ledger.AssertHeldByAsync(store);
        return isRecoveredHere ? [store.OpenReport] : [];
    }

    private static string Spread(IEnumerable<long> values)
    {
        long[] sorted = values.Order().ToArray();
        if (sorted.Length == 0) return "none";
        long At(double part) => sorted[(int)(part * (sorted.Length - 1))];
        return $"min {At(0)}, p10 {At(0.1)}, median {At(0.5)}, p90 {At(0.9)}, max {At(1)}, sum {sorted.Sum()}";
    }
}
