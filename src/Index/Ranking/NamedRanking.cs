namespace Feedlog.Indexing.Ranking;

/// <summary>A way to put what was found in order.</summary>
public enum NamedRanking
{
    /// <summary>By words alone: <see cref="Ranking.Bm25"/>.</summary>
    Bm25,

    /// <summary>By vectors alone: the cosine.</summary>
    Cosine,

    /// <summary>By both: <see cref="HybridFusion"/>.</summary>
    Fused,

    /// <summary>By the formula of <see cref="Ranking.RelevanceV1"/>.</summary>
    RelevanceV1,
}
