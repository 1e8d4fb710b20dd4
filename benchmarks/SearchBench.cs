using System.Text;
using BenchmarkDotNet.Attributes;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Benchmarks;

/// <summary>Top-10 searches of a small store.</summary>
[MemoryDiagnoser]
public class SearchBench
{
    private const int CommonRank = 20;
    private const int RareRank = 3_000;

    private Workload? _workload;
    private FeedlogStore? _store;
    private FeedlogSnapshot? _snapshot;
    private string _common = "";
    private string _rare = "";

    /// <summary>Records in the store.</summary>
    [Params(1_000, 10_000)]
    public int Records { get; set; }

    private FeedlogSnapshot Snapshot => _snapshot ?? throw new InvalidOperationException("Setup has not run.");

    /// <summary>Loads the store.</summary>
    [GlobalSetup]
    public async Task Setup()
    {
        _workload = new Workload(Records);
        _store = await _workload.LoadAsync(_workload.NewFolder());
        _snapshot = _store.OpenSnapshot();
        ZipfWords words = new RecordGenerator(1).Words;
        _common = Encoding.ASCII.GetString(words[CommonRank]);
        _rare = Encoding.ASCII.GetString(words[RareRank]);
    }

    /// <summary>Removes everything.</summary>
    [GlobalCleanup]
    public async Task Cleanup()
    {
        _snapshot?.Dispose();
        if (_store is not null) await _store.DisposeAsync();
        _workload?.Dispose();
    }

    /// <summary>A word of many records.</summary>
    [Benchmark]
    public int Common() => Search(_common);

    /// <summary>A word of few records.</summary>
    [Benchmark]
    public int Rare() => Search(_rare);

    /// <summary>Both words.</summary>
    [Benchmark]
    public int CommonAndRare() => Search($"{_common} {_rare}");

    private int Search(string query)
    {
        int hits = Snapshot.Search(query).Count;
        return hits > 0 ? hits : throw new InvalidOperationException($"Nothing was found for {query}.");
    }
}
