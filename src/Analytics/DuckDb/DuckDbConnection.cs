using System.Runtime.InteropServices;
using System.Text;

namespace Feedlog.Analytics.DuckDb;

/// <summary>A connection. One query at a time; <see cref="Interrupt"/> from any thread.</summary>
internal sealed class DuckDbConnection : IDisposable
{
    private readonly ConnectionHandle _handle;

    /// <summary>Connects.</summary>
    public DuckDbConnection(DatabaseHandle database)
    {
        if (NativeMethods.duckdb_connect(database, out _handle) != 0)
            throw new SqlException(SqlErrorCode.Failed, "DuckDB refuses a connection.");
        NativeMethods.duckdb_connection_get_client_context(_handle, out nint context);
        Id = NativeMethods.duckdb_client_context_get_connection_id(context);
        NativeMethods.duckdb_destroy_client_context(ref context);
    }

    /// <summary>The number of the connection in its database.</summary>
    public ulong Id { get; }

    /// <summary>The handle, for calls that need it.</summary>
    public ConnectionHandle Handle => _handle;

    /// <summary>Runs statements and drops what they answer.</summary>
    /// <exception cref="SqlException">One fails.</exception>
    public void Run(string sql)
    {
        using DuckDbResult result = Execute(sql);
        while (result.NextChunk()) { }
    }

    /// <summary>Runs one statement and gives the first value of its first row; null for none.</summary>
    /// <exception cref="SqlException">It fails.</exception>
    public object?[]? ReadFirst(string sql, params ReadOnlySpan<string> parameters)
    {
        using DuckDbResult result = Execute(sql, parameters);
        if (!result.NextChunk()) return null;
        object?[] row = new object?[result.Columns.Count];
        result.ReadRow(0, row);
        return row;
    }

    /// <summary>Prepares one statement and starts it; texts stand in for its parameters.</summary>
    /// <exception cref="SqlException">It fails.</exception>
    public DuckDbResult Execute(string sql, params ReadOnlySpan<string> parameters)
    {
        using StatementHandle statement = Prepare(sql, out _);
        Bind(statement, parameters);
        return DuckDbResult.Start(statement);
    }

    /// <summary>Prepares the only statement of a text.</summary>
    /// <exception cref="SqlException">There is none, or more than one, or it is wrong.</exception>
    public StatementHandle Prepare(string sql, out StatementKind kind)
    {
        ulong count = NativeMethods.duckdb_extract_statements(_handle, sql, out nint extracted);
        try
        {
            if (count == 0)
            {
                string? error = Marshal.PtrToStringUTF8(NativeMethods.duckdb_extract_statements_error(extracted));
                throw SqlException.Of(error ?? "There is no statement.");
            }

            if (count > 1)
                throw new SqlException(SqlErrorCode.Query, $"One statement at a time: there are {count}.");
            int state = NativeMethods.duckdb_prepare_extracted_statement(
                _handle, extracted, 0, out StatementHandle statement);
            if (state != 0)
            {
                using (statement)
                    throw SqlException.Of(Text(NativeMethods.duckdb_prepare_error(statement)));
            }

            kind = (StatementKind)NativeMethods.duckdb_prepared_statement_type(statement);
            return statement;
        }
        finally
        {
            NativeMethods.duckdb_destroy_extracted(ref extracted);
        }
    }

    /// <summary>Ends what runs; it fails then.</summary>
    public void Interrupt() => NativeMethods.duckdb_interrupt(_handle);

    /// <inheritdoc/>
    public void Dispose() => _handle.Dispose();

    private static unsafe void Bind(StatementHandle statement, ReadOnlySpan<string> parameters)
    {
        for (int i = 0; i < parameters.Length; i++)
        {
            byte[] text = Encoding.UTF8.GetBytes(parameters[i]);
            fixed (byte* bytes = text)
            {
                int state = NativeMethods.duckdb_bind_varchar_length(
                    statement, (ulong)i + 1, bytes, (ulong)text.Length);
                if (state != 0) throw SqlException.Of(Text(NativeMethods.duckdb_prepare_error(statement)));
            }
        }
    }

    private static string Text(nint utf8) => Marshal.PtrToStringUTF8(utf8) ?? "DuckDB says nothing.";
}
