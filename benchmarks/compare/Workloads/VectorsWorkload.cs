using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Workloads;

/// <summary>The ten nearest records of a vector, and the ten best of a vector and words together.</summary>
internal sealed class VectorsWorkload(Ground ground) : Workload(ground)
{
    private const int Limit = 10;
    private const int Queries = 100;
    private const int VectorsMax = 100_000;
    private const int Runs = 16;
    private const string WordsClass = "or2";
    private const double ExactRecallMin = .995;

    private readonly Dictionary<string, IVectorSearcher> _searchers = [];

    // Some sets of queries in turn, with what is nearest to each.
    private readonly VectorSearchQuery[][] _queries = new VectorSearchQuery[Runs][];
    private readonly ulong[][] _nearest = new ulong[Runs * Queries][];
    private readonly int _count = Math.Min(VectorsMax, ground.Corpus.Count);
    private int _runs;

    /// <inheritdoc/>
    internal override string Name => "vectors";

    private IEnumerable<IVectorContender> Contenders => Ground.Contenders.OfType<IVectorContender>();

    /// <inheritdoc/>
    internal override async ValueTask PrepareAsync()
    {
        await Ground.CloseLoadedAsync();
        ClusteredVectors vectors = new(_count, Ground.Options.Seed);
        DrawQueries(vectors);
        foreach (IVectorContender one in Contenders)
        {
            IVectorSearcher searcher = await one.LoadVectorsAsync(Ground.MakeFolder(), Ground.Corpus, vectors);
            _searchers[one.Name] = Ground.Own(searcher);
        }

        FindNearest(new Contenders.Machine.MachineVectorScan(Ground.Corpus, vectors));
    }

    /// <inheritdoc/>
    internal override IReadOnlyList<Row> Rows() =>
    [
        MakeRow(
            "vectors", $"the {Limit} nearest of {_count:n0} vectors of {ClusteredVectors.Dimensions} dimensions; " +
            "feedlog with their contents", VectorStyle.Near, VectorStyle.Exact),
        MakeRow(
            "hybrid", $"the {Limit} best for a vector and one of two words together; with their contents",
            VectorStyle.Hybrid, VectorStyle.Near, VectorStyle.Words),
    ];

    // The first style is that of the row; a contender without it is shown with what it has.
    private Row MakeRow(string id, string title, params VectorStyle[] styles) => new(
        id, title, RowUnit.Microseconds,
        [
            .. Contenders.Where(one => one.VectorStyles.Contains(styles[0]) || id == Name)
                .SelectMany(one => styles.Where(one.VectorStyles.Contains).Select(style => new Entrant(
                    style == styles[0] ? one.Name : $"{one.Name}, {Describe(style)}",
                    () => ValueTask.FromResult(Run(one, style))))),
        ]);

    private static string Describe(VectorStyle style) => style switch
    {
        VectorStyle.Exact => "every vector",
        VectorStyle.Words => "the words alone",
        _ => "the vector alone",
    };

    private void DrawQueries(ClusteredVectors vectors)
    {
        ZipfWords words = new RecordGenerator(Ground.Options.Seed).Words;
        SeededRandom random = new(Ground.Options.Seed, 12);
        for (int run = 0; run < Runs; run++)
        {
            WordQuery[] asked = WordQueries.Draw(WordsClass, Queries, Ground.Corpus, words, seed: 8 + (ulong)run);
            _queries[run] = new VectorSearchQuery[Queries];
            for (int i = 0; i < Queries; i++)
            {
                float[] vector = vectors.MakeQuery(random.Below(_count), (ulong)(run * Queries + i));
                _queries[run][i] = new VectorSearchQuery(asked[i], vector);
            }
        }
    }

    private void FindNearest(Contenders.Machine.MachineVectorScan scan)
    {
        for (int i = 0; i < _nearest.Length; i++)
        {
            _nearest[i] = new ulong[Math.Min(Limit, _count)];
            scan.Search(_queries[i / Queries][i % Queries], VectorStyle.Exact, _nearest[i]);
        }
    }

    private Measurement Run(IVectorContender contender, VectorStyle style)
    {
        int run = _runs++ % Runs;
        IVectorSearcher searcher = _searchers[contender.Name];
        ulong[][] found = [.. Enumerable.Range(0, Queries).Select(static _ => new ulong[Limit])];
        int[] counts = new int[Queries];
        Latencies latencies = new(Queries);
        latencies.Start();
        for (int i = 0; i < Queries; i++)
        {
            counts[i] = searcher.Search(_queries[run][i], style, found[i]);
            latencies.Lap();
        }

        if (style is VectorStyle.Words or VectorStyle.Hybrid)
            return latencies.ToMeasurement(("found a query", counts.Average()));
        double recall = Enumerable.Range(0, Queries)
            .Average(i => (double)_nearest[run * Queries + i].Intersect(found[i]).Count() / Limit);
        return style != VectorStyle.Exact || recall >= ExactRecallMin
            ? latencies.ToMeasurement(($"recall@{Limit}", recall))
            : throw new InvalidDataException($"{contender.Name} found {recall:p1} of the nearest, not all.");
    }
}
