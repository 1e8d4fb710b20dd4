using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>An open SQLite database as a contender.</summary>
internal sealed class SqliteStore : IUpdatableStore
{
    private readonly string _path;
    private readonly StoreSetup _setup;
    private readonly bool _takesGivenIds;
    private readonly SqliteConnection _connection;
    private readonly SqliteStatement? _begin;
    private readonly SqliteStatement? _insert;
    private readonly SqliteStatement? _commit;
    private readonly SqliteStatement? _update;

    /// <summary>Opens the database file, and makes its table and indexes if it is to be written to.</summary>
    internal SqliteStore(string path, StoreSetup setup, bool takesGivenIds)
    {
        _path = path;
        _setup = setup;
        _takesGivenIds = takesGivenIds;
        bool isNew = !File.Exists(path);
        _connection = Connect(path, setup);
        if (setup.IsReadOnly) return;
        if (isNew) MakeTable();
        _begin = new SqliteStatement(_connection, "BEGIN IMMEDIATE");
        string columns = (takesGivenIds ? "id, " : "") + "ts, content, metadata" + (setup.IsKeyed ? ", key" : "");
        string values = (takesGivenIds ? "?1, " : "") + "?2, ?3, ?4" + (setup.IsKeyed ? ", ?5" : "");
        _insert = new SqliteStatement(_connection, $"INSERT INTO record ({columns}) VALUES ({values})");
        _commit = new SqliteStatement(_connection, "COMMIT");
        if (!setup.IsKeyed) return;
        _update = new SqliteStatement(_connection, "UPDATE record SET content = ?1, metadata = ?2 WHERE key = ?3");
    }

    /// <inheritdoc/>
    public ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords)
    {
        for (int i = first; i < first + count; i += groupRecords)
            Append(corpus, i, Math.Min(groupRecords, first + count - i));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public long? ScannedRecords => null;

    /// <inheritdoc/>
    public ValueTask WaitVisibleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WaitIdleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask FlushAsync()
    {
        _connection.Run("PRAGMA synchronous=FULL");
        _connection.Run("PRAGMA wal_checkpoint(FULL)");
        _connection.Run(SynchronousPragma(_setup.Sync));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AppendBatchAsync(RecordCorpus corpus, int first, int count)
    {
        Append(corpus, first, count);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask UpdateAsync(RecordCorpus corpus, int index, int from)
    {
        if (_update is null) throw new InvalidOperationException("The records have no keys, or cannot be written.");
        _update.BindUnmoving(1, corpus.Content(from));
        _update.BindUnmoving(2, corpus.Metadata(from));
        _update.BindUnmoving(3, corpus.Key(index));
        _update.Execute();
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) =>
        new SqliteReader(Connect(_path, _setup), corpus, _setup.IsKeyed, _takesGivenIds);

    /// <summary>A reader on the connection that writes: another one forgets its pages after every commit.</summary>
    public IContenderReader OpenWritersReader(RecordCorpus corpus) =>
        new SqliteReader(_connection, corpus, _setup.IsKeyed, _takesGivenIds, ownsConnection: false);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        _begin?.Dispose();
        _insert?.Dispose();
        _commit?.Dispose();
        _update?.Dispose();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private static SqliteConnection Connect(string path, StoreSetup setup)
    {
        SqliteConnection connection = new(path, setup.IsReadOnly);
        if (!setup.IsReadOnly)
        {
            string mode = connection.Run("PRAGMA journal_mode=WAL");
            if (mode != "wal") throw new SqliteException("PRAGMA journal_mode=WAL", 0, $"the mode is {mode}");
        }

        connection.Run(SynchronousPragma(setup.Sync));
        foreach (string pragma in SqliteContender.Tuning) connection.Run(pragma);
        return connection;
    }

    private static string SynchronousPragma(SyncMode sync) => sync switch
    {
        SyncMode.Off => "PRAGMA synchronous=OFF",
        SyncMode.Normal => "PRAGMA synchronous=NORMAL",
        _ => "PRAGMA synchronous=FULL",
    };

    private void MakeTable()
    {
        string key = _setup.IsKeyed ? ", key TEXT UNIQUE" : "";
        _connection.Run($"CREATE TABLE record (id INTEGER PRIMARY KEY, ts INTEGER, content TEXT, metadata TEXT{key})");
        _connection.Run("CREATE INDEX record_by_time ON record (ts)");
    }

    private void Append(RecordCorpus corpus, int first, int count)
    {
        if (_begin is null || _insert is null || _commit is null)
            throw new InvalidOperationException("The database was opened for reading only.");
        if (count > 1) _begin.Execute();
        for (int i = first; i < first + count; i++)
        {
            if (_takesGivenIds) _insert.Bind(1, (long)corpus.Id(i));
            _insert.Bind(2, corpus.TimestampMs(i));
            _insert.BindUnmoving(3, corpus.Content(i));
            _insert.BindUnmoving(4, corpus.Metadata(i));
            if (_setup.IsKeyed) _insert.BindUnmoving(5, corpus.Key(i));
            _insert.Execute();
        }

        if (count > 1) _commit.Execute();
    }
}
