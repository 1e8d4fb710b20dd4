namespace Feedlog.Analytics;

/// <summary>A query failed for a reason that is not the store's; what the store says is a FeedlogException.</summary>
public sealed class SqlException : Exception
{
    internal SqlException(SqlErrorCode code, string message, Exception? inner = null)
        : base(message, inner) => Code = code;

    /// <summary>Why.</summary>
    public SqlErrorCode Code { get; }

    /// <summary>What DuckDB says; its messages begin with their kind.</summary>
    internal static SqlException Of(string message)
    {
        if (message.StartsWith("Out of Memory", StringComparison.Ordinal))
        {
            return new SqlException(
                SqlErrorCode.Memory, message + " Give SqlOptions more memory or a folder to spill to.");
        }

        bool isOwn = message.StartsWith("IO Error", StringComparison.Ordinal) ||
            message.StartsWith("INTERNAL", StringComparison.Ordinal) ||
            message.StartsWith("FATAL", StringComparison.Ordinal);
        return new SqlException(isOwn ? SqlErrorCode.Failed : SqlErrorCode.Query, message);
    }
}
