using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Crash;

/// <summary>
/// The power of a real file system is cut while a process appends. What was acknowledged as durable before is there
/// when it is mounted again, and nothing that was never appended.
/// </summary>
public sealed class PowerCutTests(ITestOutputHelper output)
{
    private const int TaskCount = 3;
    private const int CutsPerStore = 10;
    private const int LifeMillisecondsMax = 150;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [PowerCutFact("ext4")]
    public Task PowerCut_OnExt4_LosesNothingDurable() => CutAsync("ext4");

    [PowerCutFact("xfs")]
    public Task PowerCut_OnXfs_LosesNothingDurable() => CutAsync("xfs");

    private async Task CutAsync(string fileSystem)
    {
        int cuts = TestLevel.FromEnvironment("FEEDLOG_POWER_CUTS", TestLevel.Count(2, 20, 1000));
        int seed = TestLevel.FromEnvironment("FEEDLOG_TEST_SEED", Random.Shared.Next());
        Random random = new(seed);
        int acknowledged = 0;
        int rescued = 0;
        for (int done = 0; done < cuts; done += CutsPerStore)
        {
            using LoopDisk disk = new(fileSystem);
            string folder = Path.Join(disk.Folder, "store");
            KillLedger ledger = new(TaskCount);
            for (int cut = 0; cut < Math.Min(CutsPerStore, cuts - done); cut++)
            {
                (int acks, _) = ledger.Add(await LiveUntilTheCutAsync(disk, folder, ledger, random));
                acknowledged += acks;
                disk.Remount();
                await using FeedlogStore store = await FeedlogStore.OpenAsync(folder);
                await ledger.AssertHeldByAsync(store);
                if (store.OpenReport.RescuedFrames > 0) rescued++;
            }
        }

        output.WriteLine($"{cuts} cuts on {fileSystem}, {acknowledged} records acknowledged as durable, " +
            $"{rescued} openings found more than that, seed {seed}.");
        TestCounts.Write($"power/{fileSystem}", new Dictionary<string, double>(StringComparer.Ordinal)
        {
            ["cuts"] = cuts,
            ["acknowledged"] = acknowledged,
        });
        Assert.True(acknowledged >= cuts, $"Only {acknowledged} acknowledged in {cuts} lives.");
    }

    // Only what was read before the cut counts as acknowledged: a sync that is on its way while the file system goes
    // down may return as if it had been carried out.
    private static async Task<IReadOnlyList<ChildLine>> LiveUntilTheCutAsync(
        LoopDisk disk, string folder, KillLedger ledger, Random random)
    {
        using ChildProcess child = new(folder, random.Next(), ledger.NextIndexes);
        await child.FirstAcknowledged.WaitAsync(s_patience);
        await Task.Delay(random.Next(LifeMillisecondsMax));
        int linesBefore = child.LineCount;
        disk.CutPower();
        IReadOnlyList<ChildLine> lines = await child.KillAsync();
        return [.. lines.Where((line, i) => line.Word == "begin" || (i < linesBefore && IsDurable(line)))];
    }

    private static bool IsDurable(ChildLine line) =>
        line.Word == "ack" && line.Rest.EndsWith(nameof(Durability.Durable), StringComparison.Ordinal);
}
