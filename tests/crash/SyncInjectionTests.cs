using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Crash;

/// <summary>
/// The kernel's sync calls of a real process fail from the n-th on. A store that used a sync whose result is hidden
/// would go on acknowledging; this one must stop, and hold what it acknowledged before.
/// </summary>
public sealed class SyncInjectionTests(ITestOutputHelper output)
{
    private const int TaskCount = 3;
    private const int StoppedExit = 3;
    private const int NotOpenedExit = 4;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [StraceFact]
    public async Task FailedSync_OfTheKernel_EndsAllAcknowledging()
    {
        int[] places = Enumerable.Range(1, TestLevel.Count(6, 25, 200)).ToArray();
        int stopped = 0;
        int acknowledgedInAll = 0;
        foreach (int place in places)
        {
            (int exitCode, int acknowledged) = await RunAsync(place);
            acknowledgedInAll += acknowledged;
            if (exitCode == StoppedExit) stopped++;
        }

        output.WriteLine($"{places.Length} runs, {stopped} stopped while appending, {acknowledgedInAll} acknowledged.");
        Assert.True(stopped > 0, "No run got as far as appending.");
        Assert.True(acknowledgedInAll > 0, "No run acknowledged anything before the failure.");
    }

    private static async Task<(int ExitCode, int Acknowledged)> RunAsync(int place)
    {
        using TempStore temp = new();
        KillLedger ledger = new(TaskCount);
        string[] strace =
        [
            "strace", "-f", "-qq", "-o", temp.Beside("strace.log"), "-e", "trace=fsync,fdatasync",
            "-e", $"inject=fsync,fdatasync:error=EIO:when={place}+",
        ];
        using ChildProcess child = new(temp.Folder, place, ledger.NextIndexes, strace);
        (IReadOnlyList<ChildLine> lines, int exitCode, string errors) = await child.EndAsync().WaitAsync(s_patience);

        Assert.True(exitCode is StoppedExit or NotOpenedExit, $"Sync {place}: exit {exitCode}. {errors}");
        AssertNothingAfterFailure(lines, place);
        (int acknowledged, _) = ledger.Add(lines);
        await using FeedlogStore store = await FeedlogStore.OpenAsync(temp.Folder);
        await ledger.AssertHeldByAsync(store);
        return (exitCode, acknowledged);
    }

    // Lines of different tasks may pass each other on their way out; those of one task cannot.
    private static void AssertNothingAfterFailure(IReadOnlyList<ChildLine> lines, int place)
    {
        foreach (IGrouping<int, ChildLine> task in lines.GroupBy(line => Child.Payload.TaskOf(line.Number)))
        {
            ChildLine[] late = task.SkipWhile(line => line.Word != "fail").ToArray();
            Assert.DoesNotContain(late, line => line.Word == "ack");
            Assert.All(
                late.Where(line => line.Word == "fail" && line.Number > 0),
                line => Assert.True(line.Rest == "Poisoned", $"Sync {place}: failed with {line.Rest}."));
        }
    }
}
