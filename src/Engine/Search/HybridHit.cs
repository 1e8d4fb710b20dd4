using Feedlog.Indexing.Ranking;

namespace Feedlog.Search;

/// <summary>A record that words or vectors have found.</summary>
/// <param name="Best">Its score and sequence.</param>
/// <param name="Explanation">How the score came about.</param>
internal sealed record HybridHit(ScoredSequence Best, ScoreExplanation Explanation);
