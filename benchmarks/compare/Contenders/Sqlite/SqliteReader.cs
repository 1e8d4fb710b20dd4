using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Sqlite;

/// <summary>Finds records in SQLite through a connection; always copies what it finds.</summary>
internal sealed class SqliteReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly SqliteConnection _connection;
    private readonly RecordCorpus _corpus;
    private readonly bool _takesGivenIds;
    private readonly bool _ownsConnection;
    private readonly SqliteStatement _byId;
    private readonly SqliteStatement? _byKey;
    private readonly SqliteStatement _byTime;

    /// <summary>Takes over a connection, or uses one that lives longer.</summary>
    internal SqliteReader(
        SqliteConnection connection, RecordCorpus corpus, bool isKeyed, bool takesGivenIds, bool ownsConnection = true)
    {
        _ownsConnection = ownsConnection;
        _connection = connection;
        _corpus = corpus;
        _takesGivenIds = takesGivenIds;
        _byId = new SqliteStatement(connection, "SELECT content, metadata FROM record WHERE id = ?");
        if (isKeyed) _byKey = new SqliteStatement(connection, "SELECT content, metadata FROM record WHERE key = ?");
        _byTime = new SqliteStatement(
            connection, "SELECT content, metadata FROM record WHERE ts >= ? AND ts < ? ORDER BY ts LIMIT ?");
    }

    /// <inheritdoc/>
    public int Get(int index, Span<byte> target, GetStyle style)
    {
        _byId.Bind(1, _takesGivenIds ? (long)_corpus.Id(index) : index + 1);
        return GetOne(_byId, target);
    }

    /// <inheritdoc/>
    public int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style) =>
        FindByKey(key, target);

    /// <inheritdoc/>
    public int Find(ulong id, Span<byte> target)
    {
        _byId.Bind(1, (long)id);
        return GetOne(_byId, target);
    }

    /// <inheritdoc/>
    public int FindByKey(ReadOnlySpan<byte> key, Span<byte> target)
    {
        if (_byKey is null) throw new InvalidOperationException("The records have no keys.");
        _byKey.BindUnmoving(1, key);
        return GetOne(_byKey, target);
    }

    /// <inheritdoc/>
    public ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target)
    {
        _byTime.Bind(1, fromMs);
        _byTime.Bind(2, toMs);
        _byTime.Bind(3, limit);
        int records = 0;
        long bytes = 0;
        while (_byTime.Step())
        {
            records++;
            bytes += CopyRow(_byTime, target.Span);
        }

        _byTime.Reset();
        return ValueTask.FromResult((records, bytes));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _byId.Dispose();
        _byKey?.Dispose();
        _byTime.Dispose();
        if (_ownsConnection) _connection.Dispose();
    }

    private static int GetOne(SqliteStatement statement, Span<byte> target)
    {
        int lengthBytes = statement.Step() ? CopyRow(statement, target) : NotFound;
        statement.Reset();
        return lengthBytes;
    }

    private static int CopyRow(SqliteStatement row, Span<byte> target)
    {
        ReadOnlySpan<byte> content = row.Column(0);
        content.CopyTo(target);
        ReadOnlySpan<byte> metadata = row.Column(1);
        metadata.CopyTo(target[content.Length..]);
        return content.Length + metadata.Length;
    }
}
