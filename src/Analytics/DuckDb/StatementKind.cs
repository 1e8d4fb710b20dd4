namespace Feedlog.Analytics.DuckDb;

/// <summary>duckdb_statement_type: those that a query may be.</summary>
internal enum StatementKind
{
    Invalid = 0,
    Select = 1,
    Explain = 4,
}
