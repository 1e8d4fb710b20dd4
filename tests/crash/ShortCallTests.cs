using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Crash;

/// <summary>
/// Every read and write of a real process comes back short, and every fifth is interrupted. Nothing of that may be
/// noticed: not by who appends, not by the next process that recovers under the same conditions.
/// </summary>
public sealed class ShortCallTests(ITestOutputHelper output)
{
    private const int TaskCount = 3;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    [ShortCallFact]
    public async Task ShortAndInterruptedCalls_AreNoticedByNobody()
    {
        using TempStore temp = new();
        string library = temp.Beside("short_calls.so");
        Assert.Null(ShortCallFactAttribute.Compile(library));
        KillLedger ledger = new(TaskCount);
        int lives = TestLevel.Count(2, 5, 50);
        for (int life = 0; life < lives; life++)
        {
            using ChildProcess child =
                new(temp.Folder, life, ledger.NextIndexes, "env", $"LD_PRELOAD={library}");
            await child.FirstAcknowledged.WaitAsync(s_patience);
            await Task.Delay(TimeSpan.FromMilliseconds(200));
            IReadOnlyList<ChildLine> lines = await child.KillAsync();
            Assert.DoesNotContain(lines, line => line.Word == "fail");
            Assert.True(ledger.Add(lines).Acknowledged > 0, "Nothing was acknowledged.");
            await using FeedlogStore store = await FeedlogStore.OpenReadOnlyAsync(temp.Folder);
            await ledger.AssertHeldByAsync(store);
        }

        output.WriteLine($"{lives} lives, {ledger.AcknowledgedCount} acknowledged.");
    }
}
