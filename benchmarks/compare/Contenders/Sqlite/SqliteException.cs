namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>A call to SQLite that did not return what it had to.</summary>
internal sealed class SqliteException(string call, int code, string message)
    : Exception($"{call} returned {code}: {message}");
