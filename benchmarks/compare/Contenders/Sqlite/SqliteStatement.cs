using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>A prepared statement, used again and again.</summary>
internal sealed unsafe class SqliteStatement : IDisposable
{
    private readonly SqliteConnection _connection;
    private nint _handle;

    /// <summary>Prepares a statement on a connection that lives longer.</summary>
    internal SqliteStatement(SqliteConnection connection, string sql)
    {
        _connection = connection;
        int code = SqliteLibrary.Prepare(connection.Handle, sql, -1, out _handle, 0);
        connection.Require(code, SqliteLibrary.Ok, "sqlite3_prepare_v2");
    }

    /// <summary>SQLite's own handle.</summary>
    internal nint Handle => _handle;

    /// <summary>Binds an integer to a parameter, counted from 1.</summary>
    internal void Bind(int parameter, long value) => _connection.Require(
        SqliteLibrary.BindInteger(_handle, parameter, value), SqliteLibrary.Ok, "sqlite3_bind_int64");

    /// <summary>Binds UTF-8 to a parameter, counted from 1, without copying: the bytes must not move.</summary>
    internal void BindUnmoving(int parameter, ReadOnlySpan<byte> text)
    {
        byte* start = (byte*)Unsafe.AsPointer(ref MemoryMarshal.GetReference(text));
        int code = SqliteLibrary.BindText(_handle, parameter, start, text.Length, 0);
        _connection.Require(code, SqliteLibrary.Ok, "sqlite3_bind_text");
    }

    /// <summary>Goes to the next row; false at the end.</summary>
    internal bool Step()
    {
        int code = SqliteLibrary.Step(_handle);
        if (code == SqliteLibrary.Row) return true;
        _connection.Require(code, SqliteLibrary.Done, "sqlite3_step");
        return false;
    }

    /// <summary>Runs a statement that has no rows, and makes it ready again.</summary>
    internal void Execute()
    {
        Step();
        Reset();
    }

    /// <summary>Makes the statement ready to run again.</summary>
    internal void Reset() => _connection.Require(SqliteLibrary.Reset(_handle), SqliteLibrary.Ok, "sqlite3_reset");

    /// <summary>The bytes of a column, valid until the next step.</summary>
    internal ReadOnlySpan<byte> Column(int column)
    {
        byte* start = SqliteLibrary.ColumnBytes(_handle, column);
        return new ReadOnlySpan<byte>(start, SqliteLibrary.ColumnLength(_handle, column));
    }

    /// <summary>Lets go of the statement.</summary>
    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0) _ = SqliteLibrary.Finalize(handle);
    }
}
