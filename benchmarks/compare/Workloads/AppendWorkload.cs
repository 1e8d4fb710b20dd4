using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>The whole corpus into a new store, one producer, ids given: until it can be found, and until it is synced
/// once.</summary>
internal sealed class AppendWorkload(Ground ground) : Workload(ground)
{
    /// <inheritdoc/>
    internal override string Name => "append";

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        new Row("append", $"append, no sync, 1 producer; rivals in groups of {Ground.GroupRecords}",
            RowUnit.RecordsPerSecond, Entrants(isSynced: false))
        {
            Bars = new Dictionary<string, double>
            {
                [NameOf(ContenderList.Sqlite, SyncMode.Off)] = 30,
                [ContenderList.RocksDb] = 8,
                [ContenderList.FasterLog] = 2,
                [ContenderList.Machine] = .3,
            },
        },
        new Row("append.bulk", "the same and one sync at the end, as one piece of work",
            RowUnit.RecordsPerSecond, Entrants(isSynced: true))
        {
            Bars = new Dictionary<string, double>
            {
                [NameOf(ContenderList.Sqlite, SyncMode.Off)] = 10,
                [NameOf(ContenderList.Lmdb, SyncMode.Off)] = 2,
                [ContenderList.RocksDb] = 2,
            },
        },
    ];

    private static string NameOf(string contender, SyncMode mode) => $"{contender} {mode}";

    private List<Entrant> Entrants(bool isSynced)
    {
        List<Entrant> entrants = [];
        foreach (IContender contender in Ground.Contenders.Where(one => one.CommitsDurably || !isSynced))
        {
            foreach (SyncMode mode in contender.UnsyncedModes)
            {
                string name = contender.UnsyncedModes.Count == 1 ? contender.Name : NameOf(contender.Name, mode);
                entrants.Add(new Entrant(name, () => RunAsync(contender, new StoreSetup(mode), isSynced)));
            }

            if (contender is IWordContender && (!isSynced || contender.Name == ContenderList.Subject))
            {
                StoreSetup withWords = new(contender.UnsyncedModes[0], HasWords: true);
                entrants.Add(new Entrant(
                    Ground.WithWords(contender), () => RunAsync(contender, withWords, isSynced)));
            }

            if (contender.Name != ContenderList.Subject) continue;
            StoreSetup generated = new(contender.UnsyncedModes[0], HasGivenIds: false);
            entrants.Add(new Entrant(
                $"{contender.Name}, ids generated", () => RunAsync(contender, generated, isSynced)));
        }

        return entrants;
    }

    private async ValueTask<Measurement> RunAsync(IContender contender, StoreSetup setup, bool isSynced)
    {
        RecordCorpus corpus = Ground.Corpus;
        string folder = Ground.MakeFolder();
        Measurement measurement;
        IContenderStore store = await Ground.OpenAsync(contender, folder, setup);
        await using (store)
        {
            long started = Stopwatch.GetTimestamp();
            await store.AppendStreamAsync(corpus, 0, corpus.Count, Ground.GroupRecords);
            double acceptedSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await store.WaitVisibleAsync();
            double visibleSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            await store.FlushAsync();
            double durableSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            Ground.VerifySample(store, corpus.Count);
            double seconds = isSynced ? durableSeconds : visibleSeconds;
            measurement = new Measurement(seconds / corpus.Count)
            {
                Details = new Dictionary<string, double>
                {
                    ["payload MB/s"] = corpus.PayloadBytes / seconds / 1e6,
                    ["still queued at the last call's return, ms"] = (visibleSeconds - acceptedSeconds) * 1e3,
                    ["final flush ms"] = (durableSeconds - visibleSeconds) * 1e3,
                },
            };
        }

        Directory.Delete(folder, recursive: true);
        return measurement;
    }
}
