using Feedlog.Analytics.DuckDb;

namespace Feedlog.Analytics.Scanning;

/// <summary>Names and types of the columns.</summary>
internal static class HistoryColumns
{
    private static readonly (string Name, DuckDbType Type, bool IsHeader)[] s_columns =
    [
        ("id", DuckDbType.Varchar, true),
        ("key", DuckDbType.Varchar, false),
        ("stream", DuckDbType.Varchar, false),
        ("sequence", DuckDbType.UBigInt, true),
        ("timestamp", DuckDbType.Timestamp, true),
        ("recorded_at", DuckDbType.Timestamp, true),
        ("kind", DuckDbType.Varchar, false),
        ("tags", DuckDbType.List, false),
        ("content", DuckDbType.Varchar, false),
        ("metadata", DuckDbType.Varchar, false),
        ("tier", DuckDbType.Varchar, true),
        ("shard", DuckDbType.Varchar, true),
        ("content_bytes", DuckDbType.Blob, false),
    ];

    /// <summary>Says whether a column is told by headers and indexes alone.</summary>
    public static bool IsInHeader(HistoryColumn column) => column < 0 || s_columns[(int)column].IsHeader;

    /// <summary>The column with an index that DuckDB gives; it has some for what is no column.</summary>
    public static HistoryColumn At(ulong index) =>
        index < (ulong)s_columns.Length ? (HistoryColumn)index : HistoryColumn.None;

    /// <summary>Tells DuckDB the columns.</summary>
    public static void Declare(nint bind)
    {
        foreach ((string name, DuckDbType type, _) in s_columns)
        {
            bool isList = type == DuckDbType.List;
            nint item = NativeMethods.duckdb_create_logical_type(isList ? DuckDbType.Varchar : type);
            nint declared = isList ? NativeMethods.duckdb_create_list_type(item) : item;
            NativeMethods.duckdb_bind_add_result_column(bind, name, declared);
            if (isList) NativeMethods.duckdb_destroy_logical_type(ref declared);
            NativeMethods.duckdb_destroy_logical_type(ref item);
        }
    }
}
