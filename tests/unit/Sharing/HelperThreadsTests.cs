using System.Diagnostics;
using Feedlog.Indexing.Sharing;

namespace Feedlog.Tests.Unit.Sharing;

/// <summary>Threads that help: as many as are needed and no more, gone when they are not, and nothing asked is left
/// undone.</summary>
public sealed class HelperThreadsTests
{
    private const int TimeoutMs = 60_000;

    private static readonly TimeSpan s_forever = TimeSpan.FromMinutes(10);

    [Fact(Timeout = TimeoutMs)]
    public async Task Start_RunsOnAThreadOfItsOwn()
    {
        HelperThreads threads = new(1, s_forever);
        (Thread? thread, TaskScheduler? scheduler) = (null, null);
        await threads.Start(() => (thread, scheduler) = (Thread.CurrentThread, TaskScheduler.Current));
        Assert.False(thread!.IsThreadPoolThread);
        Assert.True(thread.IsBackground);
        // What the work starts itself is not for helpers.
        Assert.Same(TaskScheduler.Default, scheduler);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Start_WhenOneIsFree_MakesNoOther()
    {
        HelperThreads threads = new(4, s_forever);
        HashSet<Thread> seen = [];
        for (int i = 0; i < 50; i++)
        {
            await threads.Start(() => seen.Add(Thread.CurrentThread));
            // It is free soon after its work is done.
            while (threads.Free < 1) await Task.Delay(1);
        }

        Assert.Single(seen);
        Assert.Equal(1, threads.Threads);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Start_WhenAllAreAtWork_MakesOthersUpToTheMost_AndTheRestWaits()
    {
        HelperThreads threads = new(3, s_forever);
        using SemaphoreSlim end = new(0);
        using CountdownEvent begun = new(3);
        int atWork = 0;
        Task[] tasks = [.. Enumerable.Range(0, 10).Select(i => threads.Start(() =>
        {
            Interlocked.Increment(ref atWork);
            if (!begun.IsSet) begun.Signal();
            end.Wait();
        }))];
        Assert.True(begun.Wait(TimeoutMs));
        await Task.Delay(50);
        Assert.Equal(3, Volatile.Read(ref atWork));
        Assert.Equal(3, threads.Threads);
        end.Release(tasks.Length);
        await Task.WhenAll(tasks);
        Assert.Equal(10, atWork);
        Assert.Equal(3, threads.Threads);
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Threads_ThatNobodyAsks_Go_AndOthersComeWhenAsked()
    {
        HelperThreads threads = new(2, TimeSpan.FromMilliseconds(1));
        for (int i = 0; i < 3; i++)
        {
            bool hasRun = false;
            await threads.Start(() => hasRun = true);
            Assert.True(hasRun);
            while (threads.Threads > 0) await Task.Delay(1);
        }
    }

    [Fact(Timeout = TimeoutMs)]
    public async Task Start_OfWorkThatFails_SaysSo_AndTheThreadGoesOn()
    {
        HelperThreads threads = new(1, s_forever);
        await Assert.ThrowsAsync<InvalidDataException>(() => threads.Start(() => throw new InvalidDataException()));
        bool hasRun = false;
        await threads.Start(() => hasRun = true);
        Assert.True(hasRun);
        Assert.Equal(1, threads.Threads);
    }

    // Two are needed once; then one is asked again and again, and the other has nothing to wake up for.
    [Fact(Timeout = TimeoutMs)]
    public async Task Threads_ThatAreTooMany_Go_WhileOthersAreAsked()
    {
        HelperThreads threads = new(2, TimeSpan.FromSeconds(1));
        using (Barrier both = new(2))
        {
            Task[] tasks = [.. Enumerable.Range(0, 2).Select(_ => threads.Start(() =>
            {
                both.SignalAndWait(TimeoutMs);
                Assert.Equal(2, threads.Threads);
                both.SignalAndWait(TimeoutMs);
            }))];
            await Task.WhenAll(tasks);
        }

        while (threads.Threads > 1)
        {
            await threads.Start(() => { });
            await Task.Delay(1);
        }
    }

    // Threads go and are asked at the same moment all the time: first they stay awake for 100 us.
    [Theory]
    [InlineData(1, 1, 1)]
    [InlineData(1, 1, 0)]
    [InlineData(2, 2, 0)]
    public void Start_WhileThreadsGo_LeavesNothingUndone(int callers, int threadsMax, int idleMs)
    {
        HelperThreads threads = new(threadsMax, TimeSpan.FromMilliseconds(idleMs));
        int atWork = 0;
        int most = 0;
        bool[] hasEnded = new bool[callers];
        Thread[] asking = [.. Enumerable.Range(0, callers).Select(caller => new Thread(() =>
        {
            Random random = new(caller);
            for (int i = 0; i < 1000; i++)
            {
                Task[] asked = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => threads.Start(() =>
                {
                    int now = Interlocked.Increment(ref atWork);
                    if (now > Volatile.Read(ref most)) Volatile.Write(ref most, now);
                    Interlocked.Decrement(ref atWork);
                }))];
                if (!Task.WaitAll(asked, TimeoutMs)) return;
                TimeSpan pause = TimeSpan.FromMicroseconds(1000 * idleMs + random.Next(80, 300));
                long start = Stopwatch.GetTimestamp();
                while (Stopwatch.GetElapsedTime(start) < pause) Thread.SpinWait(1);
            }

            hasEnded[caller] = true;
        }))];
        foreach (Thread thread in asking) thread.Start();
        foreach (Thread thread in asking) thread.Join();
        Assert.DoesNotContain(false, hasEnded);
        Assert.InRange(most, 1, threadsMax);
    }
}
