using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>Which records may be hits, whatever the query says.</summary>
public readonly record struct SearchLimits
{
    /// <summary>No limits.</summary>
    public SearchLimits()
    {
    }

    /// <summary>The last sequence of the view.</summary>
    public ulong LastSequence { get; init; } = ulong.MaxValue;

    /// <summary>The earliest timestamp, ms since 1970 UTC.</summary>
    public long FromMs { get; init; } = long.MinValue;

    /// <summary>The timestamp before which all must lie, ms since 1970 UTC; <see cref="long.MaxValue"/> for none.
    /// </summary>
    public long ToMs { get; init; } = long.MaxValue;

    /// <summary>The hit behind which to go on; null to begin.</summary>
    public ScoredSequence? After { get; init; }
}
