using Feedlog.Indexing.HotKey;
using Feedlog.Tests.Support;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.HotKey;

/// <summary>The hot-key index on many threads: what has been put is never followed by something older.</summary>
public sealed class HotKeyRaceTests(ITestOutputHelper output)
{
    private const int KeyCount = 256;
    private const int ReaderCount = 4;

    private long _hits;
    private long _taken;
    private long _refused;

    [Fact]
    public async Task Readers_WhileTheTailAdvances_NeverFindWhatIsOlderThanWasPut()
    {
        int seed = TestLevel.FromEnvironment("FEEDLOG_SEED", 4_711);
        output.WriteLine($"FEEDLOG_SEED={seed}");
        using HotKeyIndex index = await HotKeys.CreateAsync();
        ulong[] floors = new ulong[KeyCount];
        HotKeyView[] views = [new(index.Generation, new ulong[KeyCount])];
        using CancellationTokenSource done = new();
        Task[] readers = Enumerable.Range(0, ReaderCount)
            .Select(reader => OnThread(() => Read(index, floors, views, new Random(seed + reader + 1), done.Token)))
            .ToArray();

        Advance(index, floors, views, new Random(seed), TestLevel.Count(500, 2_000, 100_000));
        await done.CancelAsync();
        await Task.WhenAll(readers);

        output.WriteLine($"{_hits} hits, {_taken} promotions taken, {_refused} refused.");
        Assert.True(_hits > 100 && _taken > 100 && _refused > 100, "the threads have not met");
        Assert.True(index.MemoryBytes <= HotKeyIndex.MemoryBytesMin);
    }

    [Fact]
    public async Task Readers_OfOneKeyThatChanges_SeeWholeEntriesThatOnlyRise()
    {
        using HotKeyIndex index = await HotKeys.CreateAsync();
        using CancellationTokenSource done = new();
        Task[] readers = Enumerable.Range(0, ReaderCount).Select(_ => OnThread(() =>
        {
            for (ulong last = 0; !done.IsCancellationRequested;)
            {
                ulong found = HotKeys.FindSequence(index, 3);
                if (found == 0) continue;
                Assert.True(found >= last, $"found {found} after {last}");
                last = found;
                Interlocked.Increment(ref _hits);
            }
        })).ToArray();

        long hits = TestLevel.Count(2_000_000, 5_000_000, 100_000_000);
        ulong sequence = 0;
        while (Interlocked.Read(ref _hits) < hits && !Array.Exists(readers, reader => reader.IsFaulted))
            index.Put(HotKeys.Key(3), HotKeys.Entry(3, ++sequence));
        await done.CancelAsync();
        await Task.WhenAll(readers);
    }

    [Fact]
    public async Task TryPromote_ThatWaitsWhileTheTailAdvances_IsRefused()
    {
        using HotKeyIndex index = await HotKeys.CreateAsync();
        Lock stripe = index.StripeOf(HotKeys.Key(1));
        bool? isTaken = null;
        Thread reader = new(() => isTaken = index.TryPromote(HotKeys.Key(1), HotKeys.Entry(1, 5), 0));
        lock (stripe)
        {
            reader.Start();
            SpinWait.SpinUntil(() => IsWaitingOrDone(reader));
            index.BeginAdvance();
        }

        reader.Join();
        Assert.False(isTaken);
        Assert.Equal(0UL, HotKeys.FindSequence(index, 1));
    }

    [Fact]
    public async Task Put_WhileTheStripeIsHeld_Waits()
    {
        using HotKeyIndex index = await HotKeys.CreateAsync();
        Thread writer = new(() => index.Put(HotKeys.Key(1), HotKeys.Entry(1, 5)));
        lock (index.StripeOf(HotKeys.Key(1)))
        {
            writer.Start();
            SpinWait.SpinUntil(() => IsWaitingOrDone(writer));
            Assert.Equal(0UL, HotKeys.FindSequence(index, 1));
        }

        writer.Join();
        Assert.Equal(5UL, HotKeys.FindSequence(index, 1));
    }

    [Fact]
    public async Task Callers_MoreThanThereAreLanes_FindOrMiss()
    {
        const ulong count = 1_000;
        using HotKeyIndex index = await HotKeys.CreateAsync();
        for (ulong i = 0; i < count; i++) index.Put(HotKeys.Key(i), HotKeys.Entry(i, i + 1));
        using Barrier barrier = new(100);
        Task<int>[] readers = Enumerable.Range(0, barrier.ParticipantCount).Select(_ => Task.Factory.StartNew(
            () =>
            {
                barrier.SignalAndWait();
                int found = 0;
                for (ulong i = 0; i < count; i++)
                {
                    if (HotKeys.FindSequence(index, i) != 0) found++;
                }

                return found;
            },
            TaskCreationOptions.LongRunning)).ToArray();

        int[] found = await Task.WhenAll(readers);

        Assert.True(found.Sum() > (int)count * readers.Length / 2);
    }

    [Fact]
    public async Task Dispose_UnderReadersAndPromotions_EndsThemWithMisses()
    {
        for (int round = 0; round < TestLevel.Count(20, 100, 1_000); round++)
        {
            HotKeyIndex index = await HotKeys.CreateAsync();
            using Barrier barrier = new(ReaderCount + 1);
            using CancellationTokenSource done = new();
            Task[] readers = Enumerable.Range(0, ReaderCount).Select(reader => OnThread(() =>
            {
                barrier.SignalAndWait();
                for (ulong i = (ulong)reader; !done.IsCancellationRequested; i++)
                {
                    index.TryPromote(HotKeys.Key(i), HotKeys.Entry(i, i + 1), index.Generation);
                    Assert.True(HotKeys.FindSequence(index, i) is ulong found && (found == 0 || found == i + 1));
                }
            })).ToArray();

            barrier.SignalAndWait();
            SpinWait.SpinUntil(() => index.EntryCount > 50 * (round % 20));
            index.Dispose();
            Assert.False(index.TryFind(HotKeys.Key(0), out _));
            await done.CancelAsync();
            await Task.WhenAll(readers);
        }
    }

    // Moves records out of a tail: the hot keys of the model, and others that drive them out of the index.
    private static void Advance(HotKeyIndex index, ulong[] floors, HotKeyView[] views, Random random, int rounds)
    {
        ulong sequence = 0;
        ulong filler = KeyCount;
        ulong[] newest = new ulong[KeyCount];
        for (int round = 0; round < rounds; round++)
        {
            index.BeginAdvance();
            for (int i = 0; i < 20; i++)
            {
                int number = random.Next(KeyCount);
                newest[number] = ++sequence;
                index.Put(HotKeys.Key((ulong)number), HotKeys.Entry((ulong)number, sequence));
                Volatile.Write(ref floors[number], sequence);
            }

            Volatile.Write(ref views[0], new HotKeyView(index.Generation, [.. newest]));

            // Keys that no reader knows: they stand for promotions by others, while the generation stays.
            for (int i = 0; i < 1_000; i++)
            {
                index.Put(HotKeys.Key(filler), HotKeys.Entry(filler, 1));
                filler++;
            }
        }
    }

    private void Read(HotKeyIndex index, ulong[] floors, HotKeyView[] views, Random random, CancellationToken done)
    {
        HotKeyView view = Volatile.Read(ref views[0]);
        while (!done.IsCancellationRequested)
        {
            // Mostly the newest view; some are held until the index has been filled anew.
            if (random.Next(1_000) == 0) view = Volatile.Read(ref views[0]);
            HotKeyView used = random.Next(2) == 0 ? view : Volatile.Read(ref views[0]);
            ulong number = (ulong)random.Next(KeyCount);
            ulong floor = Volatile.Read(ref floors[number]);
            ulong found = HotKeys.FindSequence(index, number);
            if (found != 0)
            {
                Assert.True(found >= floor, $"key {number}: found {found} after {floor} was put");
                Interlocked.Increment(ref _hits);
                continue;
            }

            ulong newest = used.Newest[number];
            if (newest == 0) continue;
            bool isTaken =
                index.TryPromote(HotKeys.Key(number), HotKeys.Entry(number, newest), used.Generation);
            Interlocked.Increment(ref isTaken ? ref _taken : ref _refused);
        }
    }

    private static bool IsWaitingOrDone(Thread thread) =>
        thread.ThreadState.HasFlag(ThreadState.WaitSleepJoin) || !thread.IsAlive;

    private static Task OnThread(Action action) => Task.Factory.StartNew(action, TaskCreationOptions.LongRunning);
}
