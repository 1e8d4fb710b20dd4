using Feedlog.Indexing.Views;

namespace Feedlog.Tests.Unit.HotKey;

public sealed class HotKeyGateTests
{
    [Fact]
    public void Gate_WithoutLuck_OpensOncePerPeriodUntilThereAreHits() => OnItsOwnThread(() =>
    {
        Assert.True(HotKeyGate.Opens());
        for (int i = 0; i < 200; i++) HotKeyGate.Count(isHit: false);
        Assert.Equal(10, CountOpen(10 * HotKeyGate.Period));

        for (int i = 0; i < 200; i++) HotKeyGate.Count(isHit: true);
        Assert.Equal(10 * HotKeyGate.Period, CountOpen(10 * HotKeyGate.Period));
    });

    [Fact]
    public void Gate_WithOneHitInTwo_StaysOpen() => OnItsOwnThread(() =>
    {
        for (int i = 0; i < 10_000; i++) HotKeyGate.Count(isHit: i % 2 == 0);
        Assert.Equal(HotKeyGate.Period, CountOpen(HotKeyGate.Period));
    });

    [Fact]
    public void Gate_WithOneHitInFive_Closes() => OnItsOwnThread(() =>
    {
        for (int i = 0; i < 10_000; i++) HotKeyGate.Count(isHit: i % 5 == 0);
        Assert.Equal(1, CountOpen(HotKeyGate.Period));
    });

    private static int CountOpen(int lookUps)
    {
        int open = 0;
        for (int i = 0; i < lookUps; i++)
        {
            if (HotKeyGate.Opens()) open++;
        }

        return open;
    }

    // The gate is the thread's: other tests must not have been here.
    private static void OnItsOwnThread(Action test)
    {
        Exception? failure = null;
        Thread thread = new(() => failure = Xunit.Record.Exception(test));
        thread.Start();
        thread.Join();
        Assert.Null(failure);
    }
}
