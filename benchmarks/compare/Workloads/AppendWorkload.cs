using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>The whole corpus into a new store, one producer, no sync, ids given.</summary>
internal sealed class AppendWorkload(Ground ground) : Workload(ground)
{
    private const double BarAgainstGroupsOfSqlite = 15;

    /// <inheritdoc/>
    internal override string Name => "append";

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows()
    {
        List<Entrant> entrants = [];
        foreach (IContender contender in Ground.Contenders)
        {
            foreach (SyncMode mode in contender.UnsyncedModes)
                entrants.Add(new Entrant(NameOf(contender, mode), () => RunAsync(contender, mode)));
        }

        return
        [
            new Row("append", $"append, no sync, 1 producer; rivals in groups of {Ground.GroupRecords}",
                RowUnit.RecordsPerSecond, entrants)
            {
                Bars = new Dictionary<string, double>
                {
                    [$"{ContenderList.Sqlite} {nameof(SyncMode.Off)}"] = BarAgainstGroupsOfSqlite,
                },
            },
        ];
    }

    private static string NameOf(IContender contender, SyncMode mode) =>
        contender.UnsyncedModes.Count == 1 ? contender.Name : $"{contender.Name} {mode}";

    private async ValueTask<Measurement> RunAsync(IContender contender, SyncMode mode)
    {
        RecordCorpus corpus = Ground.Corpus;
        string folder = Ground.MakeFolder();
        Measurement measurement;
        IContenderStore store = await contender.OpenAsync(folder, new StoreSetup(mode));
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
            measurement = new Measurement(visibleSeconds / corpus.Count)
            {
                Details = new Dictionary<string, double>
                {
                    ["payload MB/s"] = corpus.PayloadBytes / visibleSeconds / 1e6,
                    ["still queued at the last call's return, ms"] = (visibleSeconds - acceptedSeconds) * 1e3,
                    ["final flush ms"] = (durableSeconds - visibleSeconds) * 1e3,
                    ["with it /s"] = corpus.Count / durableSeconds,
                },
            };
        }

        Directory.Delete(folder, recursive: true);
        return measurement;
    }
}
