using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Gets by id while somebody appends at a steady pace, beside gets while nobody does.</summary>
internal sealed class BesideWorkload(Ground ground) : Workload(ground)
{
    private const int Gets = 200_000;
    private const int AppendedMax = 200_000;
    private const int BatchRecords = Ground.GroupRecords;
    private const double BarAgainstAlone = .7;

    private static readonly TimeSpan s_betweenBatches = TimeSpan.FromMilliseconds(10);
    private static readonly string s_aloneName = $"{ContenderList.Subject}, nobody appends";

    private readonly Dictionary<string, (IContenderStore Store, IContenderReader Reader)> _open = [];
    private readonly Dictionary<string, int> _appended = [];
    private RecordCorpus? _tail;
    private ulong _runs;

    /// <inheritdoc/>
    internal override string Name => "beside";

    private IEnumerable<IContender> Writers =>
        Ground.Finders.Where(static one => one.IsStore && one.TakesManyProducers);

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.CloseLoadedAsync();
        _tail = Ground.Own(RecordCorpus.CreateTail(
            Ground.Corpus.Count, Ground.Corpus.Count, AppendedMax, Ground.Options.Seed, Ground.Options.Folder));
        foreach (IContender contender in Writers)
        {
            IContenderStore store = await Ground.LoadGrowingAsync(
                contender, new StoreSetup(SyncMode.Off, IsKeyed: true, HasWords: true));
            _open[contender.Name] = (store, Ground.Own(store.OpenReader(Ground.Corpus)));
        }
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows()
    {
        List<Entrant> entrants = [.. Writers.Select(one => new Entrant(one.Name, () => RunAsync(one, true)))];
        if (Writers.FirstOrDefault(static one => one.Name == ContenderList.Subject) is IContender subject)
            entrants.Insert(1, new Entrant(s_aloneName, () => RunAsync(subject, false)));
        return
        [
            new Row("beside", $"gets by id, copied, one thread, while another appends {BatchRecords} records each " +
                $"{s_betweenBatches.TotalMilliseconds} ms", RowUnit.RecordsPerSecond, entrants)
            {
                Bars = new Dictionary<string, double> { [s_aloneName] = BarAgainstAlone },
            },
        ];
    }

    private async ValueTask<Measurement> RunAsync(IContender contender, bool isAppending)
    {
        (IContenderStore store, IContenderReader reader) = _open[contender.Name];
        using CancellationTokenSource end = new();
        Task appending = isAppending ? AppendAsync(contender.Name, store, end.Token) : Task.CompletedTask;
        byte[] target = new byte[Ground.RecordBytesMax];
        SeededRandom random = new(6, ++_runs);
        long started = Stopwatch.GetTimestamp();
        for (int i = 0; i < Gets; i++)
        {
            if (reader.Get(random.Below(Ground.Corpus.Count), target, GetStyle.Copy) < 0)
                throw new InvalidDataException("A record was not found.");
        }

        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        await end.CancelAsync();
        await appending;
        return new Measurement(seconds / Gets);
    }

    private Task AppendAsync(string name, IContenderStore store, CancellationToken end) => Task.Run(async () =>
    {
        while (!end.IsCancellationRequested)
        {
            int first = _appended.GetValueOrDefault(name);
            if (first + BatchRecords > AppendedMax) throw new InvalidOperationException("Nothing is left to append.");
            await store.AppendBatchAsync(_tail!, first, BatchRecords); // Made in the preparation.
            _appended[name] = first + BatchRecords;
            await Task.Delay(s_betweenBatches, CancellationToken.None);
        }
    }, CancellationToken.None);
}
