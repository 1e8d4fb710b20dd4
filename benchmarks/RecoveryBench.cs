using BenchmarkDotNet.Attributes;

namespace Feedlog.Benchmarks;

/// <summary>Opening: a store that was closed cleanly, and one whose writer just stopped.</summary>
[MemoryDiagnoser]
[SimpleJob(launchCount: 1, warmupCount: 2, iterationCount: 10, invocationCount: 1)]
public class RecoveryBench
{
    private Workload? _workload;
    private string _clean = "";
    private string _crashed = "";
    private string _crashedCopy = "";
    private FeedlogStore? _opened;

    /// <summary>Records in the store.</summary>
    [Params(10_000, 100_000)]
    public int Records { get; set; }

    private Workload Workload => _workload ?? throw new InvalidOperationException("Setup has not run.");

    /// <summary>Makes both stores.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _workload = new Workload(Records);
        _clean = _workload.NewFolder();
        FeedlogStore store = await _workload.LoadAsync(_clean, isFlushed: false);

        // A copy of the files beside a writer that has neither flushed nor closed is what a crash leaves behind.
        _crashed = _workload.CopyStore(_clean);
        await store.DisposeAsync();
    }

    /// <summary>Removes everything.</summary>
    [GlobalCleanup]
    public void Cleanup() => _workload?.Dispose();

    /// <summary>A fresh copy, because opening repairs.</summary>
    [IterationSetup]
    public void CopyCrashed() => _crashedCopy = Workload.CopyStore(_crashed);

    /// <summary>Closes the store.</summary>
    [IterationCleanup]
    public void CloseStore()
    {
        _opened?.DisposeAsync().AsTask().GetAwaiter().GetResult();
        _opened = null;
        Directory.Delete(_crashedCopy, recursive: true);
    }

    /// <summary>Closed cleanly.</summary>
    [Benchmark(Baseline = true)]
    public Task<bool> Open_Clean() => OpenAsync(_clean, isClean: true);

    /// <summary>The writer stopped without closing.</summary>
    [Benchmark]
    public Task<bool> Open_AfterCrash() => OpenAsync(_crashedCopy, isClean: false);

    private async Task<bool> OpenAsync(string folder, bool isClean)
    {
        _opened = await FeedlogStore.OpenAsync(folder);
        if (_opened.OpenReport.WasClean != isClean)
            throw new InvalidOperationException($"The store should have been {(isClean ? "clean" : "unclean")}.");
        return _opened.TryGet(new RecordId(Workload.Records.Id(Records - 1)), out _)
            ? true
            : throw new InvalidOperationException("The last record was not found.");
    }
}
