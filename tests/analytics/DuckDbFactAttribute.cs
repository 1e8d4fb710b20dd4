namespace Feedlog.Tests.Analytics;

/// <summary>A fact that runs queries, and is skipped, with the reason, where DuckDB is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DuckDbFactAttribute : FactAttribute
{
    /// <summary>A fact that runs queries.</summary>
    public DuckDbFactAttribute() => Skip = DuckDbTheoryAttribute.WhyNot();
}
