using BenchmarkDotNet.Attributes;

namespace Feedlog.Benchmarks;

/// <summary>Gets from a warm store that was closed and opened again.</summary>
[MemoryDiagnoser]
public class GetBench
{
    private Workload? _workload;
    private FeedlogStore? _store;
    private int[] _order = [];
    private string[] _keys = [];
    private int _next;

    /// <summary>Records in the store.</summary>
    [Params(10_000, 100_000)]
    public int Records { get; set; }

    private Workload Workload => _workload ?? throw new InvalidOperationException("Setup has not run.");

    private FeedlogStore Store => _store ?? throw new InvalidOperationException("Setup has not run.");

    /// <summary>Loads the store.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _workload = new Workload(Records);
        string folder = _workload.NewFolder();
        FeedlogStore loaded = await _workload.LoadAsync(folder, isKeyed: true);
        await loaded.DisposeAsync();
        _store = await FeedlogStore.OpenAsync(folder);
        _order = _workload.RandomOrder();
        _keys = [.. Enumerable.Range(0, Records).Select(_workload.Records.KeyText)];
    }

    /// <summary>Removes everything.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        if (_store is not null) await _store.DisposeAsync();
        _workload?.Dispose();
    }

    /// <summary>By id, borrowed.</summary>
    [Benchmark(Baseline = true)]
    public int ById_Borrowed()
    {
        if (!Store.TryBorrow(new RecordId(Workload.Records.Id(Next())), out RecordLease lease)) throw Missing();
        int lengthBytes = lease.Record.Content.Length;
        lease.Dispose();
        return lengthBytes;
    }

    /// <summary>By id, as an object.</summary>
    [Benchmark]
    public int ById_Copied() => Store.TryGet(new RecordId(Workload.Records.Id(Next())), out Record? record)
        ? record.ContentBytes.Length
        : throw Missing();

    /// <summary>By key in UTF-8, borrowed.</summary>
    [Benchmark]
    public int ByKey_Borrowed()
    {
        if (!Store.TryBorrow(Workload.Records.Key(Next()), default, out RecordLease lease)) throw Missing();
        int lengthBytes = lease.Record.Content.Length;
        lease.Dispose();
        return lengthBytes;
    }

    /// <summary>By key as text, as an object.</summary>
    [Benchmark]
    public int ByKey_Copied() => Store.TryGet(_keys[Next()], out Record? record)
        ? record.ContentBytes.Length
        : throw Missing();

    /// <summary>By an id that no record has.</summary>
    [Benchmark]
    public bool ById_Absent() => Store.TryGet(new RecordId(Workload.Records.AbsentId(Next())), out _)
        ? throw new InvalidOperationException("A record was found that nobody appended.")
        : true;

    private static InvalidOperationException Missing() => new("A record was not found.");

    private int Next() => _order[_next++ & (_order.Length - 1)];
}
