using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Durable commits, each awaited before the next: one record or one group at a time.</summary>
internal sealed class CommitWorkload : Workload
{
    private const int CommitsMax = 1_000;
    private const int RecordsMax = 10_000;
    private const int UntimedCommits = 20;

    private readonly int _groupRecords;
    private readonly int _commits;

    /// <summary>Commits of so many records.</summary>
    internal CommitWorkload(Ground ground, int groupRecords)
        : base(ground)
    {
        _groupRecords = groupRecords;
        int commits = Math.Min(CommitsMax, RecordsMax / groupRecords);
        _commits = Math.Max(1, Math.Min(commits, ground.Corpus.Count / groupRecords - UntimedCommits));
    }

    /// <inheritdoc/>
    internal override string Name => _groupRecords == 1 ? "durable" : "groups";

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        new Row(
            Name,
            _groupRecords == 1
                ? "durable append, one by one, each awaited"
                : $"durable append in groups of {_groupRecords}, each awaited",
            RowUnit.RecordsPerSecond,
            Entrants())
        {
            Bars = _groupRecords == 1
                ? new Dictionary<string, double>
                {
                    [ContenderList.Machine] = .85,
                    [ContenderList.Sqlite] = 1.2,
                }
                : new Dictionary<string, double>
                {
                    [ContenderList.Machine] = .75,
                    [ContenderList.Sqlite] = 4,
                    [ContenderList.RocksDb] = 3,
                },
        },
    ];

    private List<Entrant> Entrants()
    {
        List<Entrant> entrants = [];
        foreach (IContender contender in Ground.Contenders.Where(static one => one.CommitsDurably))
        {
            entrants.Add(new Entrant(contender.Name, () => RunAsync(contender, hasWords: false)));
            // Groups with words are a row of their own, with those that search them.
            if (contender is IWordContender && _groupRecords == 1)
                entrants.Add(new Entrant(Ground.WithWords(contender), () => RunAsync(contender, hasWords: true)));
        }

        return entrants;
    }

    private async ValueTask<Measurement> RunAsync(IContender contender, bool hasWords)
    {
        string folder = Ground.MakeFolder();
        Latencies latencies = new(_commits);
        IContenderStore store = await Ground.OpenAsync(
            contender, folder, new StoreSetup(SyncMode.Full, HasWords: hasWords));
        await using (store)
        {
            int at = 0;
            for (int i = 0; i < UntimedCommits && at + _groupRecords < Ground.Corpus.Count; i++, at += _groupRecords)
                await store.AppendBatchAsync(Ground.Corpus, at, _groupRecords);

            latencies.Start();
            for (int i = 0; i < _commits; i++, at += _groupRecords)
            {
                await store.AppendBatchAsync(Ground.Corpus, at, _groupRecords);
                latencies.Lap();
            }

            Ground.VerifySample(store, at);
        }

        Directory.Delete(folder, recursive: true);
        return new Measurement(latencies.Sum() / (_commits * (double)_groupRecords))
        {
            Details = new Dictionary<string, double>
            {
                ["commit p50 us"] = latencies.Percentile(0.5) * 1e6,
                ["commit p99 us"] = latencies.Percentile(0.99) * 1e6,
            },
        };
    }
}
