namespace Feedlog;

/// <summary>What decides which records a search finds, and in which order.</summary>
public enum SearchMode
{
    /// <summary>The words of the query, by BM25.</summary>
    Keyword = 0,

    /// <summary>How near the vectors of records are to that of the search, by their cosine. Words of the query do not
    /// count; its fields, ranges and exclusions decide which records may be found.</summary>
    Vector = 1,

    /// <summary>Both, in one order: what the words find best and what the vectors find best, each measured by the
    /// other too. A leg that tells little weighs little.</summary>
    Hybrid = 2,
}
