using Feedlog.Sealing;

namespace Feedlog.Tests.Unit.Store;

public sealed class WorkSignalTests
{
    private const int Rounds = 20_000;
    private const int SpinsMax = 200;

    [Fact]
    public async Task Stop_AtAnyMomentBesideSet_EndsTheThread()
    {
        for (int round = 0; round < Rounds; round++)
        {
            using WorkSignal signal = new();
            Task waiting = Task.Run(() =>
            {
                while (signal.Wait()) Thread.SpinWait(1);
            });
            signal.Set();
            Thread.SpinWait(round % SpinsMax);
            signal.Stop();

            await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        }
    }

    [Fact]
    public async Task Set_BeforeAndWhileWorking_IsSeenByTheNextWait()
    {
        using WorkSignal signal = new();
        long done = 0;
        long told = 0;
        Task worker = Task.Run(() =>
        {
            while (signal.Wait()) Volatile.Write(ref done, Interlocked.Read(ref told));
        });
        for (int round = 0; round < Rounds; round++)
        {
            Interlocked.Increment(ref told);
            signal.Set();
            Thread.SpinWait(round % SpinsMax);
        }

        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref done) == Rounds, TimeSpan.FromSeconds(30)));
        signal.Stop();
        await worker.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public void Pause_AfterStop_EndsAtOnce()
    {
        using WorkSignal signal = new();
        Assert.True(signal.Pause(TimeSpan.Zero));
        signal.Stop();
        Assert.False(signal.Pause(Timeout.InfiniteTimeSpan));
    }
}
