using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>Gets of records that are there, drawn uniformly, warm; by id or by key.</summary>
internal sealed class GetWorkload : Workload
{
    private const int Gets = 50_000;
    private const double BarById = 4;

    private readonly bool _isByKey;
    private readonly int[] _order = new int[Gets];
    private readonly byte[] _target = new byte[Ground.RecordBytesMax];
    private readonly long _expectedBytes;

    /// <summary>Gets by id or by key.</summary>
    internal GetWorkload(Ground ground, bool isByKey)
        : base(ground)
    {
        _isByKey = isByKey;
        SeededRandom random = new(2, 1);
        for (int i = 0; i < Gets; i++)
        {
            _order[i] = random.Below(ground.Corpus.Count);
            _expectedBytes += ground.Corpus.Body(_order[i]).Length;
        }
    }

    /// <inheritdoc/>
    internal override string Name => _isByKey ? "key" : "get";

    /// <inheritdoc/>
    internal override ValueTask PrepareAsync() => OpenLoadedAsync(_isByKey);

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows()
    {
        string by = _isByKey ? "key" : "id";
        return
        [
            MakeRow("copy", $"get by {by}, checked, copied into the caller's buffer", GetStyle.Copy),
            MakeRow("borrow", $"get by {by}, checked, borrowed; rivals copy", GetStyle.Borrow),
            MakeRow("object", $"get by {by}, checked, as an object; rivals copy into a buffer", GetStyle.Object),
        ];
    }

    private Row MakeRow(string id, string title, GetStyle style) => new(
        $"{Name}.{id}", title, RowUnit.Microseconds,
        [.. Ground.Contenders.Select(one => new Entrant(one.Name, () => ValueTask.FromResult(Run(one, style))))])
    {
        Bar = _isByKey ? null : BarById,
        BarAgainst = ContenderList.Sqlite,
    };

    private Measurement Run(IContender contender, GetStyle style)
    {
        IContenderReader reader = ReaderOf(contender);
        Latencies latencies = new(Gets);
        long bytes = 0;
        long allocatedBefore = GC.GetAllocatedBytesForCurrentThread();
        latencies.Start();
        foreach (int index in _order)
        {
            bytes += _isByKey ? reader.GetByKey(index, _target, style) : reader.Get(index, _target, style);
            latencies.Lap();
        }

        long allocated = GC.GetAllocatedBytesForCurrentThread() - allocatedBefore;
        if (bytes != _expectedBytes)
            throw new InvalidDataException($"{contender.Name} found {bytes} bytes instead of {_expectedBytes}.");
        return latencies.ToMeasurement(("allocated B", (double)allocated / Gets));
    }
}
