using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Gets by id on one and on two threads, each with a reader of its own.</summary>
internal sealed class ThreadsWorkload(Ground ground) : Workload(ground)
{
    private const int GetsPerThread = 100_000;
    private const int ThreadCount = 2;
    private const double BarAgainstOne = 1.7;

    private static readonly string s_oneName = $"{ContenderList.Subject}, 1 thread";

    private double _oneThread;

    /// <inheritdoc/>
    internal override string Name => "threads";

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => Ground.OpenLoadedAsync();

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        new Row($"threads.{ThreadCount}", $"gets by id, copied, on {ThreadCount} threads together",
            RowUnit.RecordsPerSecond, Entrants())
        {
            Bars = new Dictionary<string, double> { [s_oneName] = BarAgainstOne },
        },
    ];

    private List<Entrant> Entrants()
    {
        List<Entrant> entrants = [];
        foreach (IContender contender in Ground.Finders)
        {
            entrants.Add(new Entrant(contender.Name, () => ValueTask.FromResult(Run(contender))));
            if (contender.Name == ContenderList.Subject)
                entrants.Add(new Entrant(s_oneName, () => ValueTask.FromResult(new Measurement(_oneThread))));
        }

        return entrants;
    }

    private Measurement Run(IContender contender)
    {
        double oneThread = Measure(Ground.StoreOf(contender), 1);
        if (contender.Name == ContenderList.Subject) _oneThread = oneThread;
        double all = Measure(Ground.StoreOf(contender), ThreadCount);
        return new Measurement(all)
        {
            Details = new Dictionary<string, double>
            {
                ["one thread /s"] = 1 / oneThread,
                ["of one thread, times"] = oneThread / all,
            },
        };
    }

    private double Measure(IContenderStore store, int threadCount)
    {
        using Barrier barrier = new(threadCount);
        (long Started, long Ended)[] stamps = new (long, long)[threadCount];
        Exception? failure = null;
        Thread[] threads = new Thread[threadCount];
        for (int i = 0; i < threadCount; i++)
        {
            int number = i;
            threads[i] = new Thread(() =>
            {
                try
                {
                    stamps[number] = GetMany(store, (ulong)number, barrier);
                }
                catch (Exception exception)
                {
                    // Whoever is still at the barrier must not wait for this thread.
                    failure = exception;
                    barrier.RemoveParticipant();
                }
            });
        }

        foreach (Thread thread in threads) thread.Start();
        foreach (Thread thread in threads) thread.Join();
        if (failure is not null) throw new InvalidOperationException("A reading thread failed.", failure);

        // The threads look at the clock themselves: a third one would wake up too late on busy cores.
        long ticks = stamps.Max(static stamp => stamp.Ended) - stamps.Min(static stamp => stamp.Started);
        return (double)ticks / Stopwatch.Frequency / ((double)threadCount * GetsPerThread);
    }

    private (long Started, long Ended) GetMany(IContenderStore store, ulong stream, Barrier barrier)
    {
        using IContenderReader reader = store.OpenReader(Ground.Corpus);
        byte[] target = new byte[Ground.RecordBytesMax];
        SeededRandom random = new(3, stream);
        for (int i = 0; i < GetsPerThread / 100; i++)
            reader.Get(random.Below(Ground.Corpus.Count), target, GetStyle.Copy);

        barrier.SignalAndWait();
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < GetsPerThread; i++)
        {
            if (reader.Get(random.Below(Ground.Corpus.Count), target, GetStyle.Copy) < 0)
                throw new InvalidDataException("A record was not found.");
        }

        return (started, Stopwatch.GetTimestamp());
    }
}
