using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Query;

/// <summary>Which of the records that match a query are wanted.</summary>
/// <param name="FromMs">Only records at or after this time, ms since 1970 UTC.</param>
/// <param name="ToMs">Only records before this time.</param>
/// <param name="Limit">At most so many; above 0.</param>
/// <param name="After">Only what ranks after this; null for all.</param>
public readonly record struct SearchRequest(long FromMs, long ToMs, int Limit, ScoredSequence? After);
