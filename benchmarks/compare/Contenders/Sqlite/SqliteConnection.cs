namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>One connection, for one thread at a time.</summary>
internal sealed unsafe class SqliteConnection : IDisposable
{
    private nint _handle;

    /// <summary>Opens a database file; makes it if there is none and the connection may write.</summary>
    internal SqliteConnection(string path, bool isReadOnly)
    {
        int flags = SqliteLibrary.OpenNoMutex | (isReadOnly
            ? SqliteLibrary.OpenReadOnly
            : SqliteLibrary.OpenReadWrite | SqliteLibrary.OpenCreate);
        int code = SqliteLibrary.Open(path, out _handle, flags, 0);
        Require(code, SqliteLibrary.Ok, "sqlite3_open_v2");
    }

    /// <summary>SQLite's own handle.</summary>
    internal nint Handle => _handle;

    /// <summary>Runs a statement once and returns the first column of its first row, or nothing.</summary>
    internal string Run(string sql)
    {
        using SqliteStatement statement = new(this, sql);
        return statement.Step() ? SqliteLibrary.Text(SqliteLibrary.ColumnText(statement.Handle, 0)) : "";
    }

    /// <summary>Throws unless a call returned what it had to.</summary>
    internal void Require(int code, int expected, string call)
    {
        if (code != expected) throw new SqliteException(call, code, SqliteLibrary.Text(SqliteLibrary.Message(_handle)));
    }

    /// <summary>Closes; the last connection to close writes the log back into the file.</summary>
    public void Dispose()
    {
        nint handle = Interlocked.Exchange(ref _handle, 0);
        if (handle != 0) Require(SqliteLibrary.Close(handle), SqliteLibrary.Ok, "sqlite3_close_v2");
    }
}
