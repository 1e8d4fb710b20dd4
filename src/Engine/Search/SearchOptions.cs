namespace Feedlog;

/// <summary>Size, filters and extras of a search.</summary>
public sealed record SearchOptions
{
    /// <summary>At most so many hits.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Only records at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only records before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only this stream.</summary>
    public string? Stream { get; init; }

    /// <summary>Only this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only records with all of these tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>What decides: the words of the query, a vector, or both.</summary>
    public SearchMode Mode { get; init; }

    /// <summary>The vector that is searched for; not used by <see cref="SearchMode.Keyword"/>.</summary>
    public ReadOnlyMemory<float> Vector { get; init; }

    /// <summary>Name of the model that made <see cref="Vector"/>: only its vectors are compared with it.</summary>
    public string? Model { get; init; }

    /// <summary>Whether the nearest vectors must be found for sure; otherwise one in a hundred or less may be missed,
    /// and much less is read.</summary>
    public bool IsExact { get; init; }

    /// <summary>How a <see cref="SearchMode.Hybrid"/> search orders what it finds.</summary>
    public HybridRanking HybridRanking { get; init; }

    /// <summary>With <see cref="HybridRanking.Fused"/>: a record of n whole days counts 1 / (1 + n times this); 0 or
    /// more, 0 for no fading.</summary>
    public double FadingPerDay { get; init; }

    /// <summary>With <see cref="HybridRanking.Fused"/>: what records of a kind count, 0 or more; 1 for kinds that are
    /// not named.</summary>
    public IReadOnlyDictionary<string, double>? KindFactors { get; init; }

    /// <summary>With <see cref="HybridRanking.Fused"/>: the field of the metadata that says how much a record matters,
    /// a number from 0 to 1, its path joined by dots; null for none. What is above 1 counts as 1, what is no number as
    /// 0, of several the largest.</summary>
    public string? SignificanceField { get; init; }

    /// <summary>With <see cref="SignificanceField"/>: a record counts 1 + this times its significance; 0 or more.
    /// </summary>
    public double SignificanceWeight { get; init; } = 1;

    /// <summary>The <see cref="SearchHit.Cursor"/> of the last hit before this page; null for the first page.</summary>
    /// <remarks>All pages are answered from the store as it was at the first one, whatever was appended or deleted
    /// since; what has expired is left out. Query and filters must be the same; the limit may change, but not of a
    /// <see cref="SearchMode.Hybrid"/> search: its pages end with the best hundred of either leg, or as many as the
    /// limit.</remarks>
    public string? After { get; init; }

    /// <summary>How long a snippet of each hit may be, in characters (UTF-16); 0 for none.</summary>
    public int SnippetCharacters { get; init; }

    /// <summary>Whether each hit says how its score came about.</summary>
    public bool Explain { get; init; }
}
