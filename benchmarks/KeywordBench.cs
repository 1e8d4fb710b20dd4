using BenchmarkDotNet.Attributes;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Analysis;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Benchmarks;

/// <summary>Top-10 searches of one part of a keyword index, without a store around it.</summary>
[MemoryDiagnoser]
public class KeywordBench : ISearchedRecords
{
    private static readonly StoreIdentity s_store = new() { Id = Guid.NewGuid(), Salt = 1 };

    private readonly TopK _best = new(10);
    private RecordCorpus? _records;
    private KeywordPart? _part;
    private QueryNode[] _words = [];

    /// <summary>Records in the part.</summary>
    [Params(10_000, 100_000)]
    public int Records { get; set; }

    private KeywordPart Part => _part ?? throw new InvalidOperationException("Setup has not run.");

    /// <summary>Builds the part.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _records = RecordCorpus.Create(Records, 1, Path.GetTempPath());
        MemoryStorage storage = new();
        storage.CreateFolder("");
        KeywordBuilder builder = new();
        Gather(builder);
        IndexCoverage coverage = new()
        {
            FirstSequence = 1,
            LastSequence = (ulong)Records,
            FirstGroup = 1,
            LastGroup = 1,
            LastCommit = 0,
            EndSegment = 1,
            EndOffsetBytes = 0,
        };
        IndexFileEntry entry = builder.Write(storage, s_store, 1, coverage, 0);
        if (!KeywordPart.TryOpen(storage, s_store, entry, pages: null, out _part, out _))
            throw new InvalidOperationException("The part cannot be opened.");
        ZipfWords words = new RecordGenerator(1).Words;
        int[] ranks = [20, 40, 300, 1_000, 5_000];
        _words = [.. ranks.Select(rank => new TermNode(new TermText(words[rank]), 1))];
    }

    /// <summary>Lets go of part and records.</summary>
    [GlobalCleanup]
    public void Cleanup()
    {
        _part?.Dispose();
        _records?.Dispose();
    }

    /// <summary>A word of few records.</summary>
    [Benchmark]
    public int Rare() => Search(_words[4]);

    /// <summary>A word of many records.</summary>
    [Benchmark]
    public int Common() => Search(_words[0]);

    /// <summary>One of two words.</summary>
    [Benchmark]
    public int Or2() => Search(QueryTree.Or(_words[0], _words[2]));

    /// <summary>One of three words.</summary>
    [Benchmark]
    public int Or3() => Search(QueryTree.Or(_words[2], _words[3], _words[4]));

    /// <summary>Both of two words.</summary>
    [Benchmark]
    public int And2() => Search(QueryTree.And(_words[1], _words[2]));

    /// <summary>All of three words.</summary>
    [Benchmark]
    public int And3() => Search(QueryTree.And(_words[0], _words[1], _words[3]));

    /// <inheritdoc/>
    public void Prefetch(ulong sequence)
    {
    }

    /// <inheritdoc/>
    public bool IsLive(ulong sequence) => true;

    /// <inheritdoc/>
    public bool HasPhrase(ulong sequence, PhraseNode phrase) => true;

    private void Gather(KeywordBuilder builder)
    {
        if (_records is null) return;
        TokenBuffer tokens = new();
        for (int i = 0; i < Records; i++)
        {
            tokens.Clear();
            Analyzer.Standard.Analyze(_records.Content(i), tokens);
            builder.BeginRecord((ulong)i + 1, _records.TimestampMs(i));
            builder.AddWords(tokens);
            builder.EndRecord(tokens.Count);
        }
    }

    private int Search(QueryNode tree)
    {
        _best.Clear();
        KeywordCounts counts = new(tree);
        counts.Add(Part, ulong.MaxValue);
        new KeywordSearch(tree, counts, Bm25Parameters.Default, this, new SearchLimits(), _best).Run(Part);
        return _best.Count;
    }
}
