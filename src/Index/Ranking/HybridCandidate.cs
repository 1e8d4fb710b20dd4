namespace Feedlog.Indexing.Ranking;

/// <summary>What words and vectors say of a record, each in its own measure.</summary>
/// <param name="Sequence">The record.</param>
/// <param name="Words">Its BM25 score; 0 if it has none of the words.</param>
/// <param name="Cosine">The cosine of its vector and the query's; null if it has no vector of the model.</param>
/// <param name="Factor">What its fused score is multiplied with: see <see cref="RankingFactors"/>; 1 for nothing.
/// </param>
public readonly record struct HybridCandidate(ulong Sequence, double Words, double? Cosine, double Factor = 1);
