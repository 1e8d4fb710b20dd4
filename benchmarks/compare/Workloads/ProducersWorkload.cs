using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Many producers at once: threads that append without a sync, and threads or tasks that each wait for their
/// record to be durable.</summary>
internal sealed class ProducersWorkload(Ground ground) : Workload(ground)
{
    private const int Producers = 8;
    private const int ManyProducers = 64;
    private const int CommitsOfOne = 500;
    private const string OneName = $"{ContenderList.Subject}, 1 producer";

    /// <inheritdoc/>
    internal override string Name => "producers";

    private IEnumerable<IContender> Parallel => Ground.Contenders.Where(static one => one.TakesManyProducers);

    private IEnumerable<IContender> Synced => Parallel.Where(
        static one => one.CommitsDurably && one.Name != ContenderList.FasterLog);

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        new Row($"append.{Producers}", $"append one by one, no sync, {Producers} threads", RowUnit.RecordsPerSecond,
            Entrants(Parallel, one => RunThreadsAsync(one, Producers), one => RunThreadsAsync(one, 1)))
        {
            Bars = new Dictionary<string, double> { [OneName] = .8 },
        },
        new Row($"durable.{Producers}", $"durable append, one by one, each awaited, {Producers} threads",
            RowUnit.RecordsPerSecond,
            Entrants(Synced, one => RunCommitsAsync(one, Producers), one => RunCommitsAsync(one, 1)))
        {
            Bars = new Dictionary<string, double> { [ContenderList.RocksDb] = 1.7 },
        },
        new Row($"durable.{ManyProducers}", $"the same, {ManyProducers} tasks", RowUnit.RecordsPerSecond,
            Entrants(
                Synced.Where(static one => one.Name == ContenderList.Subject),
                one => RunCommitsAsync(one, ManyProducers), one => RunCommitsAsync(one, 1)))
        {
            Bars = new Dictionary<string, double> { [OneName] = 12 },
        },
    ];

    // The subject alone with one producer stands right behind it.
    private static List<Entrant> Entrants(
        IEnumerable<IContender> contenders,
        Func<IContender, ValueTask<Measurement>> run,
        Func<IContender, ValueTask<Measurement>> runOne)
    {
        List<Entrant> entrants = [];
        foreach (IContender contender in contenders)
        {
            entrants.Add(new Entrant(contender.Name, () => run(contender)));
            if (contender.Name == ContenderList.Subject) entrants.Add(new Entrant(OneName, () => runOne(contender)));
        }

        return entrants;
    }

    private async ValueTask<Measurement> RunThreadsAsync(IContender contender, int producers)
    {
        RecordCorpus corpus = Ground.Corpus;
        string folder = Ground.MakeFolder();
        double seconds;
        IContenderStore opened = await contender.OpenAsync(folder, new StoreSetup(contender.UnsyncedModes[^1]));
        await using (opened)
        {
            IParallelStore store = (IParallelStore)opened;
            Task[] threads = new Task[producers];
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < producers; i++)
            {
                int first = (int)((long)corpus.Count * i / producers);
                int limit = (int)((long)corpus.Count * (i + 1) / producers);
                threads[i] = Task.Factory.StartNew(
                    () =>
                    {
                        for (int index = first; index < limit; index++) store.AppendOne(corpus, index);
                    },
                    CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            }

            await Task.WhenAll(threads);
            await store.WaitVisibleAsync();
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Ground.VerifySample(store, corpus.Count);
        }

        Directory.Delete(folder, recursive: true);
        return new Measurement(seconds / corpus.Count);
    }

    private async ValueTask<Measurement> RunCommitsAsync(IContender contender, int producers)
    {
        RecordCorpus corpus = Ground.Corpus;
        string folder = Ground.MakeFolder();
        int commits = Math.Min(CommitsOfOne, corpus.Count / producers);
        double seconds;
        IContenderStore opened = await contender.OpenAsync(folder, new StoreSetup(SyncMode.Full));
        await using (opened)
        {
            IParallelStore store = (IParallelStore)opened;
            long started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, producers).Select(number => Task.Run(async () =>
            {
                for (int i = 0; i < commits; i++) await store.CommitAsync(corpus, (i * producers) + number, 1);
            })));
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Ground.VerifySample(store, commits * producers);
        }

        Directory.Delete(folder, recursive: true);
        return new Measurement(seconds / ((double)commits * producers));
    }
}
