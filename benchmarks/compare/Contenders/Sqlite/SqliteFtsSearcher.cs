using System.Text;

namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>Searches an FTS5 table through a connection that it takes over.</summary>
internal sealed class SqliteFtsSearcher : IWordSearcher
{
    private const int QueryBytesMax = 1024;

    private readonly SqliteConnection _connection;
    private readonly SqliteStatement _search;
    private readonly byte[] _query = GC.AllocateUninitializedArray<byte>(QueryBytesMax, pinned: true);

    /// <summary>Prepares the search.</summary>
    internal SqliteFtsSearcher(SqliteConnection connection)
    {
        _connection = connection;
        _search = new SqliteStatement(connection, "SELECT rowid FROM words WHERE words MATCH ? ORDER BY rank LIMIT ?");
    }

    /// <inheritdoc/>
    public int Search(WordQuery query, int limit)
    {
        int lengthBytes = Encoding.UTF8.GetBytes(query.Fts, _query);
        _search.BindUnmoving(1, _query.AsSpan(0, lengthBytes));
        _search.Bind(2, limit);
        int found = 0;
        while (_search.Step()) found++;
        _search.Reset();
        return found;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _search.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }
}
