using System.Runtime.InteropServices;

namespace Feedlog.Analytics.DuckDb;

/// <summary>The answer to a statement, a chunk at a time. One thread at a time.</summary>
internal sealed class DuckDbResult : IDisposable
{
    private NativeResult _result;
    private readonly ValueReader[] _readers;
    private nint _chunk;
    private bool _isDisposed;

    private DuckDbResult(NativeResult result)
    {
        _result = result;
        int count = (int)NativeMethods.duckdb_column_count(ref _result);
        _readers = new ValueReader[count];
        SqlColumn[] columns = new SqlColumn[count];
        Columns = columns;
        for (int i = 0; i < count; i++)
        {
            string name = Marshal.PtrToStringUTF8(NativeMethods.duckdb_column_name(ref _result, (ulong)i)) ?? "";
            nint type = NativeMethods.duckdb_column_logical_type(ref _result, (ulong)i);
            try
            {
                _readers[i] = ValueReader.Of(type, name);
            }
            finally
            {
                NativeMethods.duckdb_destroy_logical_type(ref type);
            }

            columns[i] = new SqlColumn(name, _readers[i].Type);
        }
    }

    /// <summary>The columns.</summary>
    public IReadOnlyList<SqlColumn> Columns { get; }

    /// <summary>How many rows the current chunk has.</summary>
    public int RowCount { get; private set; }

    /// <summary>Starts a statement; what it answers is made while it is read.</summary>
    /// <exception cref="SqlException">It fails.</exception>
    public static DuckDbResult Start(StatementHandle statement)
    {
        int state = NativeMethods.duckdb_execute_prepared_streaming(statement, out NativeResult result);
        try
        {
            if (state != 0) throw Failure(ref result);
            return new DuckDbResult(result);
        }
        catch
        {
            NativeMethods.duckdb_destroy_result(ref result);
            throw;
        }
    }

    /// <summary>Moves to the next chunk; false at the end.</summary>
    /// <exception cref="SqlException">The statement fails while it goes on.</exception>
    public bool NextChunk()
    {
        ObjectDisposedException.ThrowIf(_isDisposed, this);
        DropChunk();
        _chunk = NativeMethods.duckdb_fetch_chunk(_result);
        if (_chunk == 0)
        {
            if (NativeMethods.duckdb_result_error(ref _result) != 0) throw Failure(ref _result);
            return false;
        }

        RowCount = (int)NativeMethods.duckdb_data_chunk_get_size(_chunk);
        for (int i = 0; i < _readers.Length; i++)
            _readers[i].Turn(NativeMethods.duckdb_data_chunk_get_vector(_chunk, (ulong)i));
        return RowCount > 0;
    }

    /// <summary>Copies a row of the current chunk.</summary>
    public void ReadRow(int row, Span<object?> target)
    {
        for (int i = 0; i < _readers.Length; i++) target[i] = _readers[i].Read(row);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        DropChunk();
        NativeMethods.duckdb_destroy_result(ref _result);
    }

    private void DropChunk()
    {
        RowCount = 0;
        if (_chunk != 0) NativeMethods.duckdb_destroy_data_chunk(ref _chunk);
    }

    private static SqlException Failure(ref NativeResult result) => SqlException.Of(
        Marshal.PtrToStringUTF8(NativeMethods.duckdb_result_error(ref result)) ?? "DuckDB says nothing.");
}
