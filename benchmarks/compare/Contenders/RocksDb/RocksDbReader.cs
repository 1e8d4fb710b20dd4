using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.RocksDb;

/// <summary>Finds records in RocksDB: pins what it finds, copies it and lets go of it.</summary>
internal sealed unsafe class RocksDbReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly nint _database;
    private readonly nint _options;
    private readonly RecordCorpus _corpus;

    /// <summary>Reads a database that lives longer.</summary>
    internal RocksDbReader(nint database, nint options, RecordCorpus corpus)
    {
        _database = database;
        _options = options;
        _corpus = corpus;
    }

    /// <inheritdoc/>
    public int Get(int index, Span<byte> target, GetStyle style) => Find(_corpus.Id(index), target);

    /// <inheritdoc/>
    public int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style) =>
        FindByKey(key, target);

    /// <inheritdoc/>
    public int Find(ulong id, Span<byte> target)
    {
        Span<byte> key = stackalloc byte[RocksDbKeys.BytesMax];
        return CopyRecord(key[..RocksDbKeys.WriteId(key, id)], target);
    }

    /// <inheritdoc/>
    public int FindByKey(ReadOnlySpan<byte> key, Span<byte> target)
    {
        Span<byte> full = stackalloc byte[RocksDbKeys.BytesMax];
        nint pinned = Pin(full[..RocksDbKeys.WriteKey(full, key)]);
        if (pinned == 0) return NotFound;
        int lengthBytes = CopyRecord(BytesOf(pinned), target);
        RocksDbLibrary.PinnedDestroy(pinned);
        return lengthBytes;
    }

    /// <inheritdoc/>
    public ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target)
    {
        byte* from = stackalloc byte[RocksDbKeys.BytesMax];
        int fromBytes = RocksDbKeys.WriteTime(new Span<byte>(from, RocksDbKeys.BytesMax), fromMs, 0);
        nint iterator = RocksDbLibrary.IteratorCreate(_database, _options);
        int records = 0;
        long bytes = 0;
        RocksDbLibrary.IteratorSeek(iterator, from, (nuint)fromBytes);
        for (; records < limit && RocksDbLibrary.IteratorIsValid(iterator) != 0; records++)
        {
            ReadOnlySpan<byte> key = new(RocksDbLibrary.IteratorKey(iterator, out nuint keyBytes), (int)keyBytes);
            if (!RocksDbKeys.TryReadTime(key, out long timestampMs) || timestampMs >= toMs) break;
            byte* id = RocksDbLibrary.IteratorValue(iterator, out nuint idBytes);
            bytes += CopyRecord(new ReadOnlySpan<byte>(id, (int)idBytes), target.Span);
            RocksDbLibrary.IteratorNext(iterator);
        }

        RocksDbLibrary.IteratorDestroy(iterator);
        return ValueTask.FromResult((records, bytes));
    }

    /// <summary>Does nothing: the database belongs to the store.</summary>
    public void Dispose()
    {
    }

    /// <summary>The bytes of a pinned value, valid until it is let go of.</summary>
    internal static ReadOnlySpan<byte> BytesOf(nint pinned)
    {
        byte* value = RocksDbLibrary.PinnedValue(pinned, out nuint bytes);
        return new ReadOnlySpan<byte>(value, (int)bytes);
    }

    private nint Pin(ReadOnlySpan<byte> key)
    {
        byte* error = null;
        nint pinned;
        fixed (byte* bytes = key)
            pinned = RocksDbLibrary.GetPinned(_database, _options, bytes, (nuint)key.Length, &error);
        RocksDbLibrary.Require(error, "rocksdb_get_pinned");
        return pinned;
    }

    private int CopyRecord(ReadOnlySpan<byte> id, Span<byte> target)
    {
        nint pinned = Pin(id);
        if (pinned == 0) return NotFound;
        ReadOnlySpan<byte> body = RecordBytes.Body(BytesOf(pinned));
        body.CopyTo(target);
        RocksDbLibrary.PinnedDestroy(pinned);
        return body.Length;
    }
}
