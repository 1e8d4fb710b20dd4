using System.Runtime.InteropServices;

namespace Feedlog.Analytics.DuckDb;

/// <summary>duckdb_result: opaque but for its size; passed by value to the calls that fetch.</summary>
[StructLayout(LayoutKind.Sequential)]
internal struct NativeResult
{
    private readonly ulong _columnCount;
    private readonly ulong _rowCount;
    private readonly ulong _rowsChanged;
    private readonly nint _columns;
    private readonly nint _errorMessage;
    private readonly nint _inner;
}
