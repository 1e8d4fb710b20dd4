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
        MakeAppendRow(Producers) with { Bars = new Dictionary<string, double> { [OneName] = .8 } },
        MakeAppendRow(ManyProducers),
        MakeCommitRow(Producers, 1, Synced) with
        {
            Bars = new Dictionary<string, double> { [ContenderList.RocksDb] = 1.7 },
        },
        MakeCommitRow(ManyProducers, 1, Synced.Where(static one => one.Name == ContenderList.Subject)) with
        {
            Bars = new Dictionary<string, double> { [OneName] = 12 },
        },
        MakeCommitRow(Producers, Ground.GroupRecords, Synced),
        MakeCommitRow(ManyProducers, Ground.GroupRecords, Synced),
    ];

    private Row MakeAppendRow(int producers) => new(
        $"append.{producers}", $"append one by one, no sync, {producers} threads", RowUnit.RecordsPerSecond,
        Entrants(Parallel, (one, count, hasWords) => RunThreadsAsync(one, count, hasWords), producers));

    private Row MakeCommitRow(int producers, int groupRecords, IEnumerable<IContender> contenders) => new(
        groupRecords == 1 ? $"durable.{producers}" : $"groups.{producers}",
        groupRecords == 1
            ? $"durable append, one by one, each awaited, {producers} producers"
            : $"durable append in groups of {groupRecords}, each awaited, {producers} producers",
        RowUnit.RecordsPerSecond,
        Entrants(
            contenders, (one, count, hasWords) => RunCommitsAsync(one, count, groupRecords, hasWords), producers));

    // The subject with one producer stands right behind it, then the subject with its words.
    private static List<Entrant> Entrants(
        IEnumerable<IContender> contenders, Func<IContender, int, bool, ValueTask<Measurement>> run, int producers)
    {
        List<Entrant> entrants = [];
        foreach (IContender contender in contenders)
        {
            entrants.Add(new Entrant(contender.Name, () => run(contender, producers, false)));
            if (contender.Name != ContenderList.Subject) continue;
            entrants.Add(new Entrant(OneName, () => run(contender, 1, false)));
            entrants.Add(new Entrant(Ground.WithWords(contender), () => run(contender, producers, true)));
        }

        return entrants;
    }

    private async ValueTask<Measurement> RunThreadsAsync(IContender contender, int producers, bool hasWords)
    {
        RecordCorpus corpus = Ground.Corpus;
        string folder = Ground.MakeFolder();
        double seconds;
        IContenderStore opened = await contender.OpenAsync(
            folder, new StoreSetup(contender.UnsyncedModes[^1], HasWords: hasWords));
        await using (opened)
        {
            IParallelStore store = (IParallelStore)opened;
            Task[] threads = new Task[producers];
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < producers; i++)
            {
                int first = (int)((long)corpus.Count * i / producers);
                int limit = (int)((long)corpus.Count * (i + 1) / producers);
                threads[i] = StartOwnThread(() =>
                {
                    for (int index = first; index < limit; index++) store.AppendOne(corpus, index);
                    return Task.CompletedTask;
                });
            }

            await Task.WhenAll(threads);
            await store.WaitVisibleAsync();
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Ground.VerifySample(store, corpus.Count);
        }

        Directory.Delete(folder, recursive: true);
        return new Measurement(seconds / corpus.Count);
    }

    private async ValueTask<Measurement> RunCommitsAsync(
        IContender contender, int producers, int groupRecords, bool hasWords)
    {
        RecordCorpus corpus = Ground.Corpus;
        string folder = Ground.MakeFolder();
        groupRecords = Math.Min(groupRecords, corpus.Count / producers);
        int commits = Math.Min(CommitsOfOne, corpus.Count / (producers * groupRecords));
        double seconds;
        IContenderStore opened = await contender.OpenAsync(
            folder, new StoreSetup(SyncMode.Full, HasWords: hasWords));
        await using (opened)
        {
            IParallelStore store = (IParallelStore)opened;
            long started = Stopwatch.GetTimestamp();
            await Task.WhenAll(Enumerable.Range(0, producers).Select(number => StartOwnThread(async () =>
            {
                for (int i = 0; i < commits; i++)
                    await store.CommitAsync(corpus, ((i * producers) + number) * groupRecords, groupRecords);
            })));
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Ground.VerifySample(store, commits * producers * groupRecords);
        }

        Directory.Delete(folder, recursive: true);
        return new Measurement(seconds / ((double)commits * producers * groupRecords));
    }

    // Who waits without giving up its thread needs one: the pool has as many as there are cores, and is slow to grow.
    private static Task StartOwnThread(Func<Task> produce) => Task.Factory.StartNew(
        produce, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default).Unwrap();
}
