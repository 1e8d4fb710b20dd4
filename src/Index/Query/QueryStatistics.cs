using System.Collections.Immutable;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Query;

/// <summary>What the terms of a query weigh in a view of the store. Immutable; any thread.</summary>
public sealed class QueryStatistics
{
    private readonly double[] _idfs;
    private readonly double[] _lengthNorms = new double[Bm25.NormCount];

    /// <summary>Computes the weights from counts over all records of the view, live or not.</summary>
    /// <param name="plan">The query.</param>
    /// <param name="documentCount">How many records there are.</param>
    /// <param name="lengthSum">The sum of their lengths in tokens, each as its code tells it.</param>
    /// <param name="documentFrequencies">How many have each of the terms that score.</param>
    public QueryStatistics(
        QueryPlan plan, long documentCount, long lengthSum, ImmutableArray<long> documentFrequencies)
    {
        ArgumentNullException.ThrowIfNull(plan);
        DocumentCount = documentCount;
        AverageLength = documentCount == 0 ? 0 : (double)lengthSum / documentCount;
        DocumentFrequencies = documentFrequencies;
        _idfs = new double[documentFrequencies.Length];
        for (int i = 0; i < _idfs.Length; i++) _idfs[i] = Bm25.Idf(documentCount, documentFrequencies[i]);
        Bm25.FillLengthNorms(AverageLength, plan.Parameters, _lengthNorms);
    }

    /// <summary>How many records there are.</summary>
    public long DocumentCount { get; }

    /// <summary>Their mean length in tokens; 0 if there are none.</summary>
    public double AverageLength { get; }

    /// <summary>How many records have each of the terms that score.</summary>
    public ImmutableArray<long> DocumentFrequencies { get; }

    /// <summary>What each of the terms that score weighs.</summary>
    public ReadOnlySpan<double> Idfs => _idfs;

    /// <summary>What a record's length adds to the denominator of BM25.</summary>
    public double LengthNorm(byte lengthCode) => _lengthNorms[lengthCode];
}
