namespace Feedlog.Indexing.Analysis;

/// <summary>Stands in until the analysis work is merged.</summary>
public abstract class Analyzer
{
    /// <summary>Knows one name.</summary>
    public static bool TryGet(string name, out Analyzer? analyzer)
    {
        analyzer = null;
        return name == "standard";
    }
}
