namespace Feedlog.Indexing.Ranking;

/// <summary>How the fused score of a record came about.</summary>
/// <param name="Sequence">The record.</param>
/// <param name="Words">Its BM25 score over the best one: 0 to 1.</param>
/// <param name="Vector">How far its cosine is above the background, over how far the best one is: 0 to 1.</param>
/// <param name="VectorWeight">What the vectors weigh in this search, 0 to 1; the words weigh 1.</param>
/// <param name="Factor">What both together are multiplied with.</param>
public readonly record struct HybridScore(
    ulong Sequence, double Words, double Vector, double VectorWeight, double Factor)
{
    /// <summary>The score: comparable within one search only.</summary>
    public double Total => (Words + VectorWeight * Vector) * Factor;
}
