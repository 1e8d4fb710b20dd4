using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.RocksDb;

/// <summary>An open RocksDB as a contender. A process may have a folder open once.</summary>
internal sealed unsafe class RocksDbStore : IParallelStore, IUpdatableStore
{
    /// <summary>Bytes of the cache of blocks.</summary>
    internal const int CacheMiB = 256;

    /// <summary>Threads that flush and compact.</summary>
    internal const int Threads = 2;

    private const int RecordBytesMax =
        RecordBytes.HeaderBytes + RecordCorpus.KeyBytes + Workloads.Ground.RecordBytesMax;

    private const double FilterBitsPerKey = 10;
    private const string KeyCount = "rocksdb.estimate-num-keys";

    private readonly nint _writeOptions;
    private readonly nint _readOptions = RocksDbLibrary.ReadOptionsCreate();
    private readonly bool _isKeyed;

    private nint _database;
    private ulong _sequence;

    /// <summary>Opens the database in a folder.</summary>
    internal RocksDbStore(string folder, StoreSetup setup)
    {
        _isKeyed = setup.IsKeyed;
        _writeOptions = RocksDbLibrary.WriteOptionsCreate();
        RocksDbLibrary.WriteOptionsSetSync(_writeOptions, (byte)(setup.Sync == SyncMode.Full ? 1 : 0));
        byte* error = null;
        _database = setup.IsReadOnly
            ? RocksDbLibrary.OpenReadOnly(MakeOptions(), folder, 0, &error)
            : RocksDbLibrary.Open(MakeOptions(), folder, &error);
        RocksDbLibrary.Require(error, "rocksdb_open");
        if (RocksDbLibrary.PropertyNumber(_database, KeyCount, out ulong keys) == 0) _sequence = keys;
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

    /// <summary>Waits until nothing is flushed or compacted.</summary>
    public ValueTask WaitIdleAsync()
    {
        while (IsBusy("rocksdb.num-running-compactions") || IsBusy("rocksdb.num-running-flushes") ||
            IsBusy("rocksdb.compaction-pending"))
            Thread.Sleep(TimeSpan.FromMilliseconds(10));
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask FlushAsync()
    {
        byte* error = null;
        RocksDbLibrary.FlushLog(_database, 1, &error);
        RocksDbLibrary.Require(error, "rocksdb_flush_wal");
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public ValueTask AppendBatchAsync(RecordCorpus corpus, int first, int count)
    {
        Append(corpus, first, count);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public void AppendOne(RecordCorpus corpus, int index) => Append(corpus, index, 1);

    /// <inheritdoc/>
    public ValueTask UpdateAsync(RecordCorpus corpus, int index, int from)
    {
        Span<byte> key = stackalloc byte[RocksDbKeys.BytesMax];
        key = key[..RocksDbKeys.WriteKey(key, corpus.Key(index))];
        byte* error = null;
        nint pinned;
        fixed (byte* bytes = key)
            pinned = RocksDbLibrary.GetPinned(_database, _readOptions, bytes, (nuint)key.Length, &error);
        RocksDbLibrary.Require(error, "rocksdb_get_pinned");
        if (pinned == 0) throw new InvalidDataException("No record has the key.");
        nint batch = RocksDbLibrary.BatchCreate();
        PutRecord(batch, RocksDbReader.BytesOf(pinned), corpus, index, from);
        RocksDbLibrary.PinnedDestroy(pinned);
        Commit(batch);
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc/>
    public IContenderReader OpenReader(RecordCorpus corpus) => new RocksDbReader(_database, _readOptions, corpus);

    /// <inheritdoc/>
    public ValueTask DisposeAsync()
    {
        nint database = Interlocked.Exchange(ref _database, 0);
        if (database == 0) return ValueTask.CompletedTask;
        RocksDbLibrary.Close(database);
        return ValueTask.CompletedTask;
    }

    // Options, cache and filter belong to the database from then on, or are some bytes of a program that ends soon.
    private static nint MakeOptions()
    {
        nint tables = RocksDbLibrary.TableOptionsCreate();
        RocksDbLibrary.TableOptionsSetFilter(tables, RocksDbLibrary.FilterCreate(FilterBitsPerKey));
        RocksDbLibrary.TableOptionsSetCache(tables, RocksDbLibrary.CacheCreate((nuint)CacheMiB << 20));
        nint options = RocksDbLibrary.OptionsCreate();
        RocksDbLibrary.OptionsSetCreateIfMissing(options, 1);
        RocksDbLibrary.OptionsIncreaseParallelism(options, Threads);
        RocksDbLibrary.OptionsSetCompression(options, RocksDbLibrary.Lz4);
        RocksDbLibrary.OptionsSetTables(options, tables);
        return options;
    }

    private bool IsBusy(string property) =>
        RocksDbLibrary.PropertyNumber(_database, property, out ulong value) == 0 && value > 0;

    private void Append(RecordCorpus corpus, int first, int count)
    {
        nint batch = RocksDbLibrary.BatchCreate();
        for (int i = first; i < first + count; i++) Put(batch, corpus, i);
        Commit(batch);
    }

    private void Commit(nint batch)
    {
        byte* error = null;
        RocksDbLibrary.Write(_database, _writeOptions, batch, &error);
        RocksDbLibrary.BatchDestroy(batch);
        RocksDbLibrary.Require(error, "rocksdb_write");
    }

    private void Put(nint batch, RecordCorpus corpus, int index)
    {
        Span<byte> id = stackalloc byte[RocksDbKeys.BytesMax];
        id = id[..RocksDbKeys.WriteId(id, corpus.Id(index))];
        PutRecord(batch, id, corpus, index, index);
        Span<byte> other = stackalloc byte[RocksDbKeys.BytesMax];
        ulong sequence = Interlocked.Increment(ref _sequence);
        Put(batch, other[..RocksDbKeys.WriteTime(other, corpus.TimestampMs(index), sequence)], id);
        if (_isKeyed) Put(batch, other[..RocksDbKeys.WriteKey(other, corpus.Key(index))], id);
    }

    private void PutRecord(nint batch, ReadOnlySpan<byte> id, RecordCorpus corpus, int index, int bodyOf)
    {
        ReadOnlySpan<byte> key = _isKeyed ? corpus.Key(index) : default;
        ReadOnlySpan<byte> body = corpus.Body(bodyOf);
        Span<byte> record = stackalloc byte[RecordBytesMax];
        record = record[..(RecordBytes.HeaderBytes + key.Length + body.Length)];
        RecordBytes.Write(record, corpus.TimestampMs(index), key, corpus.Content(bodyOf).Length, body);
        Put(batch, id, record);
    }

    private static void Put(nint batch, ReadOnlySpan<byte> key, ReadOnlySpan<byte> value)
    {
        fixed (byte* keyBytes = key)
        fixed (byte* valueBytes = value)
            RocksDbLibrary.BatchPut(batch, keyBytes, (nuint)key.Length, valueBytes, (nuint)value.Length);
    }
}
