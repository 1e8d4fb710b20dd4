namespace Feedlog;

/// <summary>How a search by words and vectors puts what it finds in order.</summary>
public enum HybridRanking
{
    /// <summary>Both measures in one, weighted by how well the vectors judge what the words find best.</summary>
    Fused = 0,

    /// <summary>A fixed formula: (10 if the query occurs as a phrase + 2 per word that occurs + 5 x cosine) x
    /// 1 / (1 + 0.1 x age in whole days) x 1.5 for the kind <c>breakthrough</c>.</summary>
    RelevanceV1 = 1,
}
