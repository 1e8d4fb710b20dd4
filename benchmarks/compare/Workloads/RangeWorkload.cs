using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Ranges by time, from a uniformly drawn start, warm.</summary>
internal sealed class RangeWorkload(Ground ground) : Workload(ground)
{
    private const int RecordsMax = 1_000;
    private const int Ranges = 100;
    private const int ComparedRanges = 10;
    private const double BarAgainstSqlite = 1 / .3;

    private readonly int _records = Math.Min(RecordsMax, Math.Max(1, ground.Corpus.Count / 2));
    private readonly byte[] _target = new byte[Ground.RecordBytesMax];
    private ulong _runs;

    /// <inheritdoc/>
    internal override string Name => "range";

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.OpenLoadedAsync();
        await CompareAsync();
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        new Row("range", $"{_records:n0} records by time; feedlog as objects, the others copied into one buffer",
            RowUnit.Microseconds,
            [.. Ground.Finders.Select(one => new Entrant(one.Name, () => RunAsync(one)))])
        {
            Bars = new Dictionary<string, double> { [ContenderList.Sqlite] = BarAgainstSqlite },
        },
    ];

    // What the others find has to be what the first finds; the bare machine has no exact order of time.
    private async ValueTask CompareAsync()
    {
        IContender[] stores = [.. Ground.Stores];
        SeededRandom random = new(4, 0);
        for (int i = 0; i < ComparedRanges; i++)
        {
            int first = random.Below(Ground.Corpus.Count - _records);
            long fromMs = Ground.Corpus.TimestampMs(first);
            long toMs = Math.Max(fromMs, Ground.Corpus.TimestampMs(first + _records));
            List<(int Records, long Bytes)> found = [];
            foreach (IContender one in stores)
                found.Add(await Ground.ReaderOf(one).RangeAsync(fromMs, toMs, int.MaxValue, _target));
            int other = found.FindIndex(one => one != found[0]);
            if (other < 0) continue;
            throw new InvalidDataException(
                $"{stores[other].Name} found {found[other]}, {stores[0].Name} {found[0]}.");
        }
    }

    private async ValueTask<Measurement> RunAsync(IContender contender)
    {
        RecordCorpus corpus = Ground.Corpus;
        IContenderReader reader = Ground.ReaderOf(contender);
        SeededRandom random = new(4, ++_runs);
        Latencies latencies = new(Ranges);
        int startLimit = Math.Max(1, corpus.Count - _records - _records / 10);
        int found = 0;
        long allocatedBefore = GC.GetTotalAllocatedBytes(precise: true);
        latencies.Start();
        for (int i = 0; i < Ranges; i++)
        {
            long fromMs = corpus.TimestampMs(random.Below(startLimit));
            found += (await reader.RangeAsync(fromMs, long.MaxValue / 1_000_000, _records, _target)).Records;
            latencies.Lap();
        }

        long allocated = GC.GetTotalAllocatedBytes(precise: true) - allocatedBefore;
        if (found != Ranges * _records)
            throw new InvalidDataException($"{contender.Name} found {found} records instead of {Ranges * _records}.");
        return latencies.ToMeasurement(("allocated B a record", (double)allocated / found));
    }
}
