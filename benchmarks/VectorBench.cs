using BenchmarkDotNet.Attributes;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Benchmarks;

/// <summary>Top-10 searches among clustered vectors of 384 dimensions, and cosines beside a plain loop.</summary>
[MemoryDiagnoser]
public class VectorBench : IVectorValues
{
    private const int Dimensions = ClusteredVectors.Dimensions;
    private const int BatchRows = 5_608;
    private const int Limit = 10;
    private const ulong Seed = 7;

    private static readonly VectorSearchOptions s_exact = new() { IsExact = true };
    private static readonly VectorSearchOptions s_twoThreads = new() { ThreadsMax = 2 };

    private readonly float[] _cosines = new float[BatchRows];
    private float[] _values = [];
    private float[] _scores = [];
    private VectorQuery? _query;
    private VectorFileReader? _file;

    /// <summary>Vectors in the index.</summary>
    [Params(10_000, 100_000, 1_000_000)]
    public int Vectors { get; set; }

    private VectorQuery Query => _query ?? throw new InvalidOperationException("Setup has not run.");

    private VectorFileReader File => _file ?? throw new InvalidOperationException("Setup has not run.");

    /// <summary>Makes the vectors and their index, in memory.</summary>
    [GlobalSetup]
    public void Setup()
    {
        _values = new ClusteredVectors(Vectors, Seed).Values;
        _scores = new float[Vectors];
        VectorTail tail = new(Dimensions);
        for (int i = 0; i < Vectors; i++)
            tail.Add((ulong)i + 1, (ulong)i + 1, default, _values.AsSpan(i * Dimensions, Dimensions));

        MemoryStorage storage = new();
        storage.CreateFolder("");
        StoreIdentity store = new() { Id = new Guid("00112233-4455-6677-8899-aabbccddeeff"), Salt = 1 };
        IndexCoverage coverage = new()
        {
            FirstSequence = 1,
            LastSequence = (ulong)Vectors,
            FirstGroup = 1,
            LastGroup = 1,
            LastCommit = 0,
            EndSegment = 1,
            EndOffsetBytes = 0,
        };
        IndexFileEntry entry = VectorFileWriter.Write(storage, store, 1, "bench"u8, coverage, [tail], 0);
        if (!VectorFileReader.TryOpen(storage, store, entry, pages: null, out _file, out _))
            throw new InvalidOperationException("The file cannot be opened.");
        _query = new VectorQuery(_values.AsSpan(Vectors / 2 * Dimensions, Dimensions));
    }

    /// <summary>Closes the index.</summary>
    [GlobalCleanup]
    public void Cleanup() => _file?.Dispose();

    /// <summary>As users search.</summary>
    [Benchmark]
    public int Search() => Run(VectorSearchOptions.Default);

    /// <summary>By two threads.</summary>
    [Benchmark]
    public int SearchByTwo() => Run(s_twoThreads);

    /// <summary>What reading every vector would answer.</summary>
    [Benchmark]
    public int SearchExactly() => Run(s_exact);

    /// <summary>Reading every vector.</summary>
    [Benchmark(Baseline = true)]
    public float FloatScan()
    {
        VectorCosine.Many(_values.AsSpan(Vectors / 2 * Dimensions, Dimensions), _values, _scores);
        return _scores[0];
    }

    /// <summary>5,608 cosines.</summary>
    [Benchmark]
    public float BatchCosine()
    {
        VectorCosine.Many(_values.AsSpan(0, Dimensions), _values.AsSpan(0, BatchRows * Dimensions), _cosines);
        return _cosines[0];
    }

    /// <summary>5,608 cosines by two threads.</summary>
    [Benchmark]
    public float BatchCosineByTwo()
    {
        VectorCosine.Many(_values.AsMemory(0, Dimensions), _values.AsMemory(0, BatchRows * Dimensions), _cosines, 2);
        return _cosines[0];
    }

    /// <summary>5,608 cosines in a plain loop.</summary>
    [Benchmark]
    public float BatchCosinePlain()
    {
        ReadOnlySpan<float> query = _values.AsSpan(0, Dimensions);
        for (int row = 0; row < BatchRows; row++)
        {
            ReadOnlySpan<float> values = _values.AsSpan(row * Dimensions, Dimensions);
            (float dot, float square, float own) = (0, 0, 0);
            for (int i = 0; i < values.Length; i++)
            {
                dot += query[i] * values[i];
                square += values[i] * values[i];
                own += query[i] * query[i];
            }

            _cosines[row] = dot / MathF.Sqrt(square * own);
        }

        return _cosines[0];
    }

    /// <inheritdoc/>
    public bool HasRecord(ulong target) => true;

    /// <inheritdoc/>
    public void Read(in VectorRow row, Span<float> values)
    {
        _values.AsSpan(((int)row.Target - 1) * Dimensions, Dimensions).CopyTo(values);
    }

    private int Run(VectorSearchOptions options)
    {
        int count = VectorSearch.Run(Query, [File], ulong.MaxValue, Limit, null, this, options).Length;
        return count == Limit ? count : throw new InvalidOperationException($"{count} were found.");
    }
}
