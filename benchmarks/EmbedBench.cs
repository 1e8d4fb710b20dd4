using BenchmarkDotNet.Attributes;

namespace Feedlog.Benchmarks;

/// <summary>What a caller who appends sees of the vectors that are made behind the appends.</summary>
[SimpleJob(launchCount: 1, warmupCount: 3, iterationCount: 15, invocationCount: 1)]
public class EmbedBench
{
    private const int GroupRecords = 50;
    private const int Groups = 400;

    private static readonly AppendOptions s_durable = new() { Durability = Durability.Durable };

    private readonly RecordDraft[] _group = new RecordDraft[GroupRecords];
    private Workload? _workload;
    private FeedlogStore? _store;

    /// <summary>Whether trigram vectors are made meanwhile.</summary>
    [Params(false, true)]
    public bool IsEmbedded { get; set; }

    private Workload Workload => _workload ?? throw new InvalidOperationException("Setup has not run.");

    private FeedlogStore Store => _store ?? throw new InvalidOperationException("Setup has not run.");

    /// <summary>Makes the records.</summary>
    [GlobalSetup]
    public void Setup() => _workload = new Workload(Groups * GroupRecords);

    /// <summary>Removes everything.</summary>
    [GlobalCleanup]
    public void Cleanup() => _workload?.Dispose();

    /// <summary>Makes an empty store.</summary>
    [IterationSetup]
    public void OpenStore()
    {
        FeedlogOptions options = new() { Embedding = IsEmbedded ? EmbeddingOptions.Trigrams() : null };
        _store = FeedlogStore.OpenAsync(Workload.NewFolder(), options).AsTask().GetAwaiter().GetResult();
    }

    /// <summary>Closes the store.</summary>
    [IterationCleanup]
    public void CloseStore()
    {
        string folder = Store.Place;
        Store.DisposeAsync().AsTask().GetAwaiter().GetResult();
        Directory.Delete(folder, recursive: true);
    }

    /// <summary>Groups, each synced.</summary>
    [Benchmark(OperationsPerInvoke = Groups * GroupRecords)]
    public async Task DurableGroupsOf50()
    {
        for (int group = 0; group < Groups; group++)
        {
            for (int i = 0; i < GroupRecords; i++) _group[i] = Workload.Draft(group * GroupRecords + i);
            await Store.AppendManyAsync(_group, s_durable);
        }
    }
}
