using System.Buffers.Binary;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>An open LMDB environment as a contender. A process may have a folder open once.</summary>
internal sealed unsafe class LmdbStore : IUpdatableStore
{
    /// <summary>How large the file may become; it is sparse, so this costs addresses only.</summary>
    internal const int MapGiB = 16;

    private const uint FileMode = 0x1A4; // rw-r--r--

    private readonly LmdbTables _tables;
    private nint _environment;
    private ulong _sequence;

    /// <summary>Opens the environment in a folder, and makes its tables if it is to be written to.</summary>
    internal LmdbStore(string folder, StoreSetup setup)
    {
        LmdbLibrary.Require(LmdbLibrary.EnvironmentCreate(out _environment), "mdb_env_create");
        LmdbLibrary.Require(
            LmdbLibrary.EnvironmentSetMapSize(_environment, (nuint)MapGiB << 30), "mdb_env_set_mapsize");
        LmdbLibrary.Require(
            LmdbLibrary.EnvironmentSetTablesMax(_environment, LmdbTables.CountMax), "mdb_env_set_maxdbs");
        LmdbLibrary.Require(
            LmdbLibrary.EnvironmentOpen(_environment, folder, FlagsOf(setup), FileMode), "mdb_env_open");

        nint transaction = Begin(setup.IsReadOnly ? LmdbLibrary.ReadOnly : 0);
        _tables = LmdbTables.Open(transaction, setup);
        LmdbStatistics statistics = default;
        LmdbLibrary.Require(LmdbLibrary.TableStatistics(transaction, _tables.ById, &statistics), "mdb_stat");
        _sequence = statistics.Entries;
        LmdbLibrary.Require(LmdbLibrary.TransactionCommit(transaction), "mdb_txn_commit");
    }

    /// <inheritdoc/>
    public long? ScannedRecords => null;

    /// <inheritdoc/>
    public ValueTask AppendStreamAsync(RecordCorpus corpus, int first, int count, int groupRecords)
    {
        for (int i = first; i < first + count; i += groupRecords)
            Append(corpus, i, Math.Min(groupRecords, first + count - i));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask WaitVisibleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask WaitIdleAsync() => ValueTask.CompletedTask;

    /// <inheritdoc/>
    public ValueTask FlushAsync()
    {
        LmdbLibrary.Require(LmdbLibrary.EnvironmentSync(_environment, force: 1), "mdb_env_sync");
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
        if (_tables.ByKey is not uint byKey) throw new InvalidOperationException("The records have no keys.");
        Transact(transaction =>
        {
            byte* keyBytes = stackalloc byte[1 + RecordCorpus.KeyBytes];
            LmdbValue key = MakeKey(keyBytes, corpus.Key(index));
            LmdbValue found = default;
            LmdbLibrary.Require(LmdbLibrary.Get(transaction, byKey, &key, &found), "mdb_get");
            byte* idBytes = stackalloc byte[RecordBytes.IdBytes];
            found.Bytes.CopyTo(new Span<byte>(idBytes, RecordBytes.IdBytes));
            LmdbValue id = new(RecordBytes.IdBytes, idBytes);
            PutRecord(transaction, &id, corpus, index, from, 0);
        });
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) =>
        new LmdbReader(Begin(LmdbLibrary.ReadOnly), _tables, corpus);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        nint environment = Interlocked.Exchange(ref _environment, 0);
        if (environment != 0) LmdbLibrary.EnvironmentClose(environment);
        return ValueTask.CompletedTask;
    }

    private static uint FlagsOf(StoreSetup setup)
    {
        if (setup.IsReadOnly) return LmdbLibrary.NoThreadLocal | LmdbLibrary.ReadOnly;
        return LmdbLibrary.NoThreadLocal | setup.Sync switch
        {
            SyncMode.Off => LmdbLibrary.NoSync | LmdbLibrary.WriteMap,
            SyncMode.Normal => LmdbLibrary.NoSync,
            _ => 0,
        };
    }

    private nint Begin(uint flags)
    {
        int code = LmdbLibrary.TransactionBegin(_environment, 0, flags, out nint transaction);
        LmdbLibrary.Require(code, "mdb_txn_begin");
        return transaction;
    }

    private void Append(RecordCorpus corpus, int first, int count) => Transact(transaction =>
    {
        for (int i = first; i < first + count; i++) Put(transaction, corpus, i);
    });

    private void Transact(Action<nint> write)
    {
        nint transaction = Begin(0);
        try
        {
            write(transaction);
        }
        catch
        {
            LmdbLibrary.TransactionAbort(transaction);
            throw;
        }

        LmdbLibrary.Require(LmdbLibrary.TransactionCommit(transaction), "mdb_txn_commit");
    }

    private void Put(nint transaction, RecordCorpus corpus, int index)
    {
        byte* idBytes = stackalloc byte[RecordBytes.IdBytes];
        BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(idBytes, RecordBytes.IdBytes), corpus.Id(index));
        LmdbValue id = new(RecordBytes.IdBytes, idBytes);
        LmdbValue idAsValue = id;

        PutRecord(transaction, &id, corpus, index, index, LmdbLibrary.NoOverwrite);

        byte* timeBytes = stackalloc byte[RecordBytes.TimeKeyBytes];
        Span<byte> timeKey = new(timeBytes, RecordBytes.TimeKeyBytes);
        RecordBytes.WriteTimeKey(timeKey, corpus.TimestampMs(index), ++_sequence);
        LmdbValue time = new(RecordBytes.TimeKeyBytes, timeBytes);
        Put(transaction, _tables.ByTime, &time, &idAsValue, LmdbLibrary.NoOverwrite);

        if (_tables.ByKey is not uint byKey) return;
        byte* keyBytes = stackalloc byte[1 + RecordCorpus.KeyBytes];
        LmdbValue key = MakeKey(keyBytes, corpus.Key(index));
        Put(transaction, byKey, &key, &idAsValue, LmdbLibrary.NoOverwrite);
    }

    private void PutRecord(nint transaction, LmdbValue* id, RecordCorpus corpus, int index, int bodyOf, uint flags)
    {
        ReadOnlySpan<byte> key = _tables.ByKey is null ? default : corpus.Key(index);
        ReadOnlySpan<byte> body = corpus.Body(bodyOf);
        LmdbValue record = new(RecordBytes.HeaderBytes + key.Length + body.Length, null);
        Put(transaction, _tables.ById, id, &record, flags | LmdbLibrary.Reserve);
        RecordBytes.Write(record.Bytes, corpus.TimestampMs(index), key, corpus.Content(bodyOf).Length, body);
    }

    private static LmdbValue MakeKey(byte* target, ReadOnlySpan<byte> key)
    {
        target[0] = RecordBytes.KeySeparator;
        key.CopyTo(new Span<byte>(target + 1, RecordCorpus.KeyBytes));
        return new LmdbValue(1 + RecordCorpus.KeyBytes, target);
    }

    private static void Put(nint transaction, uint table, LmdbValue* key, LmdbValue* value, uint flags) =>
        LmdbLibrary.Require(LmdbLibrary.Put(transaction, table, key, value, flags), "mdb_put");
}
