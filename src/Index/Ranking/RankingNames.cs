namespace Feedlog.Indexing.Ranking;

/// <summary>The names of rankings, as users write them.</summary>
public static class RankingNames
{
    private static readonly string[] s_names = ["bm25", "cosine", "fused", "relevance-v1"];

    /// <summary>All names, in the order of <see cref="NamedRanking"/>.</summary>
    public static IReadOnlyList<string> All => s_names;

    /// <summary>The name of a ranking.</summary>
    public static string Of(NamedRanking ranking) => s_names[(int)ranking];

    /// <summary>The ranking of a name, written just so.</summary>
    public static bool TryParse(string name, out NamedRanking ranking)
    {
        int index = Array.IndexOf(s_names, name);
        ranking = (NamedRanking)Math.Max(0, index);
        return index >= 0;
    }
}
