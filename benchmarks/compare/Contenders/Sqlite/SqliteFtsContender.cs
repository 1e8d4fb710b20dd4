using System.Diagnostics;

namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>
/// SQLite with ascending rowids, and with FTS5: its lists keep differences of rowids, so that this is its best case
/// too.
/// </summary>
internal sealed class SqliteFtsContender() : SqliteContender(takesGivenIds: false), IWordContender
{
    private const string MakeTable =
        "CREATE VIRTUAL TABLE words USING fts5(content, content='record', content_rowid='id')";

    private const string MakeTrigger = """
        CREATE TRIGGER words_kept AFTER INSERT ON record BEGIN
            INSERT INTO words (rowid, content) VALUES (new.id, new.content);
        END
        """;

    /// <inheritdoc/>
    public override string Settings => base.Settings + "; FTS5 over the table's own contents (no copy), unicode61, " +
        "all detail, made by 'rebuild', kept up by a trigger in the same transaction; a search is ORDER BY rank";

    /// <inheritdoc/>
    public ValueTask<IndexedWords> IndexWordsAsync(string folder)
    {
        using SqliteConnection connection = Connect(folder);
        connection.Run("PRAGMA synchronous=OFF");
        connection.Run("DROP TABLE IF EXISTS words");
        long before = UsedBytes(connection);
        long started = Stopwatch.GetTimestamp();
        connection.Run(MakeTable);
        connection.Run("INSERT INTO words (words) VALUES ('rebuild')");
        double seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        return ValueTask.FromResult(new IndexedWords(seconds, UsedBytes(connection) - before));
    }

    /// <inheritdoc/>
    public ValueTask<IWordSearcher> OpenWordsAsync(string folder, bool isReadOnly) =>
        ValueTask.FromResult<IWordSearcher>(new SqliteFtsSearcher(Connect(folder, isReadOnly)));

    /// <inheritdoc/>
    public async ValueTask<IContenderStore> OpenKeepingWordsAsync(string folder, StoreSetup setup)
    {
        bool isNew = !File.Exists(PathOf(folder));
        IContenderStore store = await OpenAsync(folder, setup);
        if (!isNew) return store;
        using SqliteConnection connection = Connect(folder);
        connection.Run(MakeTable);
        connection.Run(MakeTrigger);
        return store;
    }

    /// <summary>Nothing to wait for: a transaction ends with its words in the index.</summary>
    public ValueTask WaitIndexedAsync(IContenderStore store) => ValueTask.CompletedTask;

    private static SqliteConnection Connect(string folder, bool isReadOnly = false)
    {
        SqliteConnection connection = new(PathOf(folder), isReadOnly);
        foreach (string pragma in Tuning) connection.Run(pragma);
        return connection;
    }

    private static long UsedBytes(SqliteConnection connection) =>
        Number(connection, "page_size") * (Number(connection, "page_count") - Number(connection, "freelist_count"));

    private static long Number(SqliteConnection connection, string pragma) => long.Parse(
        connection.Run($"PRAGMA {pragma}"), System.Globalization.CultureInfo.InvariantCulture);
}
