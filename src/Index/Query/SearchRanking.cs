using System.Collections.Immutable;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Query;

/// <summary>What executing a query gives.</summary>
/// <param name="Best">The live records that match, best first, as many as were wanted.</param>
/// <param name="Statistics">What the terms weighed.</param>
public sealed record SearchRanking(ImmutableArray<ScoredSequence> Best, QueryStatistics Statistics);
