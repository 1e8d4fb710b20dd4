using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Children;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>
/// Keyword search: making the index, the ten best records of seven classes of queries, durable groups while the index
/// is kept up, and the first search of a new process.
/// </summary>
internal sealed class WordsWorkload(Ground ground) : Workload(ground)
{
    private const int Limit = 10;
    private const int QueriesMax = 500;
    private const int QueriesMin = 20;
    private const int ComparedQueries = 20;
    private const int Opens = 5;
    private const int GroupsMax = 200;
    private const double BuildBar = 3;
    private const double GroupsBar = 5;
    private const double SizeBar = 1 / .85;

    // A rival that takes a fifth of a second for a query is not asked five hundred of them.
    private static readonly TimeSpan s_runMax = TimeSpan.FromSeconds(4);

    private readonly Dictionary<string, IWordSearcher> _searchers = [];
    private readonly ZipfWords _words = new RecordGenerator(ground.Options.Seed).Words;
    private ulong _runs;

    /// <inheritdoc/>
    internal override string Name => "words";

    private IWordContender[] Contenders => [.. Ground.Contenders.OfType<IWordContender>()];

    private int Count => Ground.Corpus.Count;

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.CloseLoadedAsync();
        foreach (IWordContender one in Contenders)
            await one.IndexWordsAsync(await Ground.LoadedFolderAsync(one, Count));
        await OpenAsync();
        Compare();
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        .. WordQueries.Classes.Select(one => MakeRow(
            $"words.{one.Class}", $"the {Limit} best records for {one.Title}; feedlog with their contents",
            RowUnit.Microseconds, one.Bar, contender => RunSearchesAsync(contender, one.Class))),
        MakeRow("words.build", "index of words of a loaded store, from nothing", RowUnit.RecordsPerSecond, BuildBar,
            RunBuildAsync),
        MakeRow("words.groups", $"durable append in groups of {Ground.GroupRecords}, each awaited, the index kept up",
            RowUnit.RecordsPerSecond, GroupsBar, RunGroupsAsync),
        MakeRow("words.size", "bytes of a closed store with keys, times and words, everything in it",
            RowUnit.Bytes, SizeBar, RunSizeAsync) with { IsInNewProcess = true },
        MakeRow("words.open", "open for reading to the first search, new process",
            RowUnit.Milliseconds, 0, RunOpenAsync) with { IsInNewProcess = true },
    ];

    private Row MakeRow(
        string id, string title, RowUnit unit, double bar, Func<IWordContender, ValueTask<Measurement>> run) =>
        new(id, title, unit, [.. Contenders.Select(one => new Entrant(one.Name, () => run(one)))])
        {
            Bars = bar == 0 ? [] : new Dictionary<string, double> { [ContenderList.SqliteByRowId] = bar },
        };

    private async ValueTask OpenAsync()
    {
        foreach (IWordContender one in Contenders.Where(one => !_searchers.ContainsKey(one.Name)))
            _searchers[one.Name] = await one.OpenWordsAsync(
                await Ground.LoadedFolderAsync(one, Count), isReadOnly: false);
    }

    private async ValueTask CloseAsync()
    {
        foreach (IWordSearcher searcher in _searchers.Values) await searcher.DisposeAsync();
        _searchers.Clear();
    }

    // Scores differ from rival to rival; how many records there are to rank does not.
    private void Compare()
    {
        foreach ((string name, _, _) in WordQueries.Classes)
        {
            foreach (WordQuery query in WordQueries.Draw(name, ComparedQueries, Ground.Corpus, _words, seed: 5))
            {
                int[] found = [.. _searchers.Values.Select(one => one.Search(query, Limit))];
                if (found.Distinct().Count() > 1)
                    throw new InvalidDataException($"{query.Text}: found {string.Join(", ", found)} records.");
            }
        }
    }

    private async ValueTask<Measurement> RunSearchesAsync(IWordContender contender, string name)
    {
        await OpenAsync();
        IWordSearcher searcher = _searchers[contender.Name];
        WordQuery[] queries = WordQueries.Draw(name, QueriesMax, Ground.Corpus, _words, seed: 6 + (_runs++ / 2));
        Latencies latencies = new(QueriesMax);
        long started = Stopwatch.GetTimestamp();
        latencies.Start();
        int asked = 0;
        long found = 0;
        while (asked < QueriesMax && (asked < QueriesMin || Stopwatch.GetElapsedTime(started) < s_runMax))
        {
            found += searcher.Search(queries[asked++], Limit);
            latencies.Lap();
        }

        return latencies.ToMeasurement(("queries", asked), ("found a query", (double)found / asked));
    }

    private async ValueTask<Measurement> RunBuildAsync(IWordContender contender)
    {
        await CloseAsync();
        IndexedWords made = await contender.IndexWordsAsync(await Ground.LoadedFolderAsync(contender, Count));
        return new Measurement(made.Seconds / Count)
        {
            Details = new Dictionary<string, double> { ["index B a record"] = (double)made.IndexBytes / Count },
        };
    }

    private async ValueTask<Measurement> RunGroupsAsync(IWordContender contender)
    {
        string folder = Ground.MakeFolder();
        int groups = Math.Min(GroupsMax, Count / Ground.GroupRecords);
        double seconds;
        double lagSeconds;
        StoreSetup setup = new(SyncMode.Full, HasWords: true);
        IContenderStore store = await contender.OpenKeepingWordsAsync(folder, setup);
        await using (store)
        {
            long started = Stopwatch.GetTimestamp();
            for (int i = 0; i < groups; i++)
                await store.AppendBatchAsync(Ground.Corpus, i * Ground.GroupRecords, Ground.GroupRecords);
            seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
            started = Stopwatch.GetTimestamp();
            await contender.WaitIndexedAsync(store);
            lagSeconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        Directory.Delete(folder, recursive: true);
        return new Measurement(seconds / (groups * (double)Ground.GroupRecords))
        {
            Details = new Dictionary<string, double> { ["all in the index after ms"] = lagSeconds * 1e3 },
        };
    }

    private async ValueTask<Measurement> RunSizeAsync(IWordContender contender)
    {
        await CloseAsync();
        DirectoryInfo folder = new(await Ground.LoadedFolderAsync(contender, Count));
        long bytes = folder.EnumerateFiles("*", SearchOption.AllDirectories).Sum(static file => file.Length);
        return new Measurement((double)bytes / Count)
        {
            Details = new Dictionary<string, double>
            {
                ["of the payload, times"] = (double)bytes / Ground.Corpus.PayloadBytes,
            },
        };
    }

    private async ValueTask<Measurement> RunOpenAsync(IWordContender contender)
    {
        await CloseAsync();
        ChildCommand command = new(
            contender.Name, await Ground.LoadedFolderAsync(contender, Count), Ground.Options.Seed);
        List<double> seconds = [];
        for (int i = 0; i < Opens; i++) seconds.Add(await command.SearchAsync());
        Spread spread = Spread.Of(seconds);
        return new Measurement(spread.Median)
        {
            Details = new Dictionary<string, double> { ["slowest ms"] = spread.Max * 1e3 },
        };
    }
}
