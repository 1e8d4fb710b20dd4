using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Gets drawn uniformly, warm, by id or by key: of records that are there, and of none.</summary>
internal sealed class GetWorkload(Ground ground, bool isByKey) : Workload(ground)
{
    private const int Gets = 50_000;
    private const double BarAgainstSqlite = 1 / .15;
    private const double BarAgainstLmdb = 1 / .6;
    private const double BarAgainstMachine = .5;
    private const double BarAgainstHit = 1;

    private static readonly string s_hitName = $"{ContenderList.Subject} hit";

    private readonly int[] _order = new int[Gets];
    private readonly byte[] _target = new byte[Ground.RecordBytesMax];

    // Side by side, in the order in which they are asked for: a caller has its key at hand.
    private readonly byte[] _keys = GC.AllocateUninitializedArray<byte>(
        Gets * RecordCorpus.KeyBytes, pinned: true);

    private int _runs;

    /// <inheritdoc/>
    internal override string Name => isByKey ? "key" : "get";

    private string By => isByKey ? "key" : "id";

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => Ground.OpenLoadedAsync();

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        MakeRow("copy", $"get by {By}, checked, copied into the caller's buffer", GetStyle.Copy),
        MakeRow("borrow", $"get by {By}, checked, borrowed; rivals copy", GetStyle.Borrow),
        MakeRow("object", $"get by {By}, checked, as an object; rivals copy into a buffer", GetStyle.Object),
        MakeRow("zipf", $"get by {By}, checked, copied; few records are asked for often (Zipf)", GetStyle.Copy, true),
        MakeAbsentRow(),
    ];

    private Row MakeRow(string id, string title, GetStyle style, bool isZipf = false) => new(
        $"{Name}.{id}", title, RowUnit.Microseconds,
        [.. Ground.Finders.Select(one => new Entrant(one.Name, () => ValueTask.FromResult(Run(one, style, isZipf))))])
    {
        Bars = new Dictionary<string, double>
        {
            [ContenderList.Sqlite] = BarAgainstSqlite,
            [ContenderList.Lmdb] = BarAgainstLmdb,
            [ContenderList.Machine] = BarAgainstMachine,
        },
    };

    private Row MakeAbsentRow()
    {
        List<Entrant> entrants =
            [.. Ground.Stores.Select(one => new Entrant(one.Name, () => ValueTask.FromResult(RunAbsent(one))))];
        if (Ground.Stores.FirstOrDefault(static one => one.Name == ContenderList.Subject) is IContender subject)
            entrants.Insert(1, new Entrant(s_hitName, () => ValueTask.FromResult(Run(subject, GetStyle.Borrow))));
        return new Row(
            $"{Name}.absent", $"get by {By} where no record has it; {s_hitName}: where one has, borrowed",
            RowUnit.Microseconds, entrants)
        {
            Bars = new Dictionary<string, double> { [s_hitName] = BarAgainstHit },
        };
    }

    private Measurement Run(IContender contender, GetStyle style, bool isZipf = false)
    {
        IContenderReader reader = Ground.ReaderOf(contender);
        long expectedBytes = Draw(isZipf);
        Latencies latencies = new(Gets);
        long bytes = 0;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        latencies.Start();
        for (int i = 0; i < Gets; i++)
        {
            bytes += isByKey
                ? reader.GetByKey(_order[i], Key(i), _target, style)
                : reader.Get(_order[i], _target, style);
            latencies.Lap();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        if (bytes != expectedBytes)
            throw new InvalidDataException($"{contender.Name} found {bytes} bytes instead of {expectedBytes}.");
        return latencies.ToMeasurement(("allocated B", (double)allocated / Gets));
    }

    private Measurement RunAbsent(IContender contender)
    {
        IContenderReader reader = Ground.ReaderOf(contender);
        int first = DrawAbsent();
        Latencies latencies = new(Gets);
        int found = 0;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        latencies.Start();
        for (int i = 0; i < Gets; i++)
        {
            int lengthBytes = isByKey
                ? reader.FindByKey(Key(i), _target)
                : reader.Find(Ground.Corpus.AbsentId(first + i), _target);
            if (lengthBytes >= 0) found++;
            latencies.Lap();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        if (found > 0) throw new InvalidDataException($"{contender.Name} found {found} records that do not exist.");
        return latencies.ToMeasurement(("allocated B", (double)allocated / Gets));
    }

    // Every run draws anew: the same records again would be in the processor's cache, whatever the size of the store.
    private long Draw(bool isZipf)
    {
        SeededRandom random = new(2, (ulong)++_runs);
        long bytes = 0;
        for (int i = 0; i < Gets; i++)
        {
            _order[i] = isZipf ? DrawZipf(ref random) : random.Below(Ground.Corpus.Count);
            bytes += Ground.Corpus.Body(_order[i]).Length;
            if (isByKey) Ground.Corpus.Key(_order[i]).CopyTo(KeyRoom(i));
        }

        return bytes;
    }

    // The record of rank r about in proportion to 1 / r, by turning the integral of 1 / r around; neighbours in rank
    // lie far from each other.
    private int DrawZipf(ref SeededRandom random)
    {
        int count = Ground.Corpus.Count;
        int rank = (int)Math.Pow(count, random.Unit()) - 1;
        return (int)(SeededRandom.Mix((ulong)rank) % (ulong)count);
    }

    private int DrawAbsent()
    {
        int first = ++_runs * Gets;
        if (!isByKey) return first;
        for (int i = 0; i < Gets; i++) Ground.Corpus.WriteAbsentKey(first + i, KeyRoom(i));

        return first;
    }

    private ReadOnlySpan<byte> Key(int number) => KeyRoom(number);

    private Span<byte> KeyRoom(int number) =>
        _keys.AsSpan(number * RecordCorpus.KeyBytes, RecordCorpus.KeyBytes);
}
