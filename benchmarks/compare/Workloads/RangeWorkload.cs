using System.Diagnostics;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Contenders.Subject;
using Feedlog.Compare.Measuring;
using Feedlog.Format;

namespace Feedlog.Compare.Workloads;

/// <summary>Ranges by time, from a uniformly drawn start, warm.</summary>
internal sealed class RangeWorkload(Ground ground) : Workload(ground)
{
    /// <summary>A time after all records, ms since 1970 UTC.</summary>
    internal const long EndMs = long.MaxValue / 1_000_000;

    private const int RecordsMax = 1_000;
    private const int Ranges = 100;
    private const int ComparedRanges = 10;
    private const double BarAgainstSqlite = 1 / .3;
    private const double BarAgainstChecked = 1 / 1.5;
    private const string ObjectsName = $"{ContenderList.Subject}, as objects";
    private const string CheckedName = $"{ContenderList.Machine}, with a checksum of each";

    private readonly int _records = RecordsOf(ground.Corpus);
    private readonly RangeRun _run = new(ground.Corpus, RecordsOf(ground.Corpus), Ranges);
    private readonly byte[] _target = new byte[Ground.RecordBytesMax];

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
        new Row("range", $"{_records:n0} records by time, each copied into one buffer",
            RowUnit.Microseconds,
            Entrants())
        {
            Bars = new Dictionary<string, double>
            {
                [ContenderList.Sqlite] = BarAgainstSqlite,
                [CheckedName] = BarAgainstChecked,
            },
        },
        new Row("scan", "all records by time, each copied into one buffer",
            RowUnit.RecordsPerSecond,
            [.. Ground.KeyedFinders.Select(one => new Entrant(one.Name, () => ScanAsync(one)))]),
    ];

    /// <summary>Records of a range.</summary>
    internal static int RecordsOf(RecordCorpus corpus) => Math.Min(RecordsMax, Math.Max(1, corpus.Count / 2));

    // What the others find has to be what the first finds; the bare machine has no exact order of time.
    private async ValueTask CompareAsync()
    {
        IContender[] stores = [.. Ground.KeyedFinders.Where(static one => one.IsStore)];
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

    private List<Entrant> Entrants()
    {
        List<Entrant> entrants =
        [
            .. Ground.KeyedFinders.Select(
                one => new Entrant(one.Name, () => _run.RunAsync(Ground.ReaderOf(one)))),
        ];
        if (Ground.KeyedFinders.Any(static one => one.Name == ContenderList.Machine))
            entrants.Add(new Entrant(CheckedName, () => ValueTask.FromResult(RunChecked())));
        if (Ground.KeyedFinders.FirstOrDefault(static one => one.Name == ContenderList.Subject) is IContender subject)
            entrants.Insert(1, new Entrant(ObjectsName, () => _run.RunAsync(ObjectReaderOf(subject))));
        return entrants;
    }

    private FeedlogContenderReader ObjectReaderOf(IContender subject) =>
        ((FeedlogContenderReader)Ground.ReaderOf(subject)).WithRangesOfObjects();

    // The least that anybody must do who promises that what is handed out is what was written.
    private Measurement RunChecked()
    {
        RecordCorpus corpus = Ground.Corpus;
        SeededRandom random = _run.NextRandom();
        Latencies latencies = new(Ranges);
        ulong hashes = 0;
        latencies.Start();
        for (int i = 0; i < Ranges; i++)
        {
            int first = corpus.IndexNear(corpus.TimestampMs(random.Below(_run.StartLimit)));
            for (int index = first; index < Math.Min(first + _records, corpus.Count); index++)
            {
                ReadOnlySpan<byte> body = corpus.Body(index);
                body.CopyTo(_target);
                hashes ^= Checksum.Xxh3(_target.AsSpan(0, body.Length));
            }

            latencies.Lap();
        }

        return hashes != 0 ? latencies.ToMeasurement() : throw new InvalidDataException("Nothing was hashed.");
    }

    private async ValueTask<Measurement> ScanAsync(IContender contender)
    {
        long started = Stopwatch.GetTimestamp();
        (int records, long bytes) = await Ground.ReaderOf(contender)
            .RangeAsync(0, EndMs, int.MaxValue, _target);
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        if (records != Ground.Corpus.Count)
            throw new InvalidDataException($"{contender.Name} found {records} records of {Ground.Corpus.Count}.");
        return new Measurement(seconds / records)
        {
            Details = new Dictionary<string, double> { ["GB/s"] = bytes / seconds / 1e9 },
        };
    }
}
