namespace Feedlog.Analytics;

/// <summary>Why a query failed.</summary>
public enum SqlErrorCode
{
    /// <summary>The query is wrong: syntax, names, types, or something that a store does not allow.</summary>
    Query = 0,

    /// <summary>It needs more memory than it may use.</summary>
    Memory = 1,

    /// <summary>DuckDB is not there, or not in a version that fits.</summary>
    NoDuckDb = 2,

    /// <summary>Files could not be written, or DuckDB failed by itself.</summary>
    Failed = 3,
}
