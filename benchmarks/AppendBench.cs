using BenchmarkDotNet.Attributes;

namespace Feedlog.Benchmarks;

/// <summary>Appends of one producer into a store that is new in every iteration.</summary>
[MemoryDiagnoser]
[SimpleJob(launchCount: 1, warmupCount: 3, iterationCount: 10, invocationCount: 1)]
public class AppendBench
{
    private const int Unsynced = 10_000;
    private const int Durable = 200;
    private const int GroupRecords = 50;
    private const int DurableGroups = 100;

    private static readonly AppendOptions s_none = new() { Durability = Durability.None };
    private static readonly AppendOptions s_durable = new() { Durability = Durability.Durable };

    private readonly RecordDraft[] _group = new RecordDraft[GroupRecords];
    private Workload? _workload;
    private FeedlogStore? _store;

    private Workload Workload => _workload ?? throw new InvalidOperationException("Setup has not run.");

    private FeedlogStore Store => _store ?? throw new InvalidOperationException("Setup has not run.");

    /// <summary>Makes the records.</summary>
    [GlobalSetup]
    public void Setup() => _workload = new Workload(Unsynced);

    /// <summary>Removes everything.</summary>
    [GlobalCleanup]
    public void Cleanup() => _workload?.Dispose();

    /// <summary>Makes an empty store.</summary>
    [IterationSetup]
    public void OpenStore() => _store = FeedlogStore.OpenAsync(Workload.NewFolder()).AsTask().GetAwaiter().GetResult();

    /// <summary>Closes the store.</summary>
    [IterationCleanup]
    public void CloseStore()
    {
        string folder = Store.Place;
        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        if (Directory.Exists(folder)) Directory.Delete(folder, recursive: true);
    }

    /// <summary>Fire and forget, until the last record can be found.</summary>
    [Benchmark(OperationsPerInvoke = Unsynced)]
    public void Append_NoSync_UntilVisible()
    {
        for (int i = 0; i < Unsynced; i++) Store.Append(Workload.Draft(i), s_none);
        SpinWait spin = default;
        while (Store.LastSequence < Unsynced) spin.SpinOnce(sleep1Threshold: -1);
    }

    /// <summary>Awaited one by one without a sync: the price of an acknowledgement.</summary>
    [Benchmark(OperationsPerInvoke = Unsynced)]
    public async Task AppendAsync_NoSync_Awaited()
    {
        for (int i = 0; i < Unsynced; i++) await Store.AppendAsync(Workload.Draft(i), s_none);
    }

    /// <summary>Awaited one by one, each synced.</summary>
    [Benchmark(OperationsPerInvoke = Durable)]
    public async Task AppendAsync_Durable_Awaited()
    {
        for (int i = 0; i < Durable; i++) await Store.AppendAsync(Workload.Draft(i), s_durable);
    }

    /// <summary>Groups, each synced.</summary>
    [Benchmark(OperationsPerInvoke = DurableGroups * GroupRecords)]
    public async Task AppendManyAsync_Durable_GroupsOf50()
    {
        for (int group = 0; group < DurableGroups; group++)
        {
            for (int i = 0; i < GroupRecords; i++) _group[i] = Workload.Draft(group * GroupRecords + i);
            await Store.AppendManyAsync(_group, s_durable);
        }
    }
}
