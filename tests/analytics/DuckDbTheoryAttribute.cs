using Feedlog.Analytics;
using Feedlog.Analytics.DuckDb;

namespace Feedlog.Tests.Analytics;

/// <summary>A theory that runs queries, and is skipped, with the reason, where DuckDB is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class DuckDbTheoryAttribute : TheoryAttribute
{
    /// <summary>A theory that runs queries.</summary>
    public DuckDbTheoryAttribute() => Skip = WhyNot();

    internal static string? WhyNot()
    {
        try
        {
            DuckDbLibrary.Load();
            return null;
        }
        catch (SqlException missing)
        {
            return missing.Message;
        }
    }
}
