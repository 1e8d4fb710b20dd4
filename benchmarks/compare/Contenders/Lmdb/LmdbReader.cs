using System.Buffers.Binary;
using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Lmdb;

/// <summary>
/// Finds records in LMDB through one reading transaction, renewed for every get and reset after it; always copies what
/// it finds.
/// </summary>
internal sealed unsafe class LmdbReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly LmdbTables _tables;
    private readonly RecordCorpus _corpus;
    private readonly nint _cursor;
    private nint _transaction;

    /// <summary>Takes over a reading transaction.</summary>
    internal LmdbReader(nint transaction, LmdbTables tables, RecordCorpus corpus)
    {
        _transaction = transaction;
        _tables = tables;
        _corpus = corpus;
        LmdbLibrary.Require(
            LmdbLibrary.CursorOpen(transaction, tables.ByTime, out _cursor), "mdb_cursor_open");
        LmdbLibrary.TransactionReset(transaction);
    }

    /// <inheritdoc/>
    public int Get(int index, Span<byte> target, GetStyle style) => Find(_corpus.Id(index), target);

    /// <inheritdoc/>
    public int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style) =>
        FindByKey(key, target);

    /// <inheritdoc/>
    public int Find(ulong id, Span<byte> target)
    {
        byte* bytes = stackalloc byte[RecordBytes.IdBytes];
        BinaryPrimitives.WriteUInt64BigEndian(new Span<byte>(bytes, RecordBytes.IdBytes), id);
        LmdbValue idValue = new(RecordBytes.IdBytes, bytes);
        Renew();
        int lengthBytes = CopyRecord(&idValue, target);
        LmdbLibrary.TransactionReset(_transaction);
        return lengthBytes;
    }

    /// <inheritdoc/>
    public int FindByKey(ReadOnlySpan<byte> key, Span<byte> target)
    {
        if (_tables.ByKey is not uint byKey) throw new InvalidOperationException("The records have no keys.");
        byte* bytes = stackalloc byte[1 + RecordCorpus.KeyBytes];
        bytes[0] = RecordBytes.KeySeparator;
        key.CopyTo(new Span<byte>(bytes + 1, RecordCorpus.KeyBytes));
        LmdbValue keyValue = new(1 + key.Length, bytes);
        LmdbValue id = default;
        Renew();
        int lengthBytes = TryGet(byKey, &keyValue, &id) ? CopyRecord(&id, target) : NotFound;
        LmdbLibrary.TransactionReset(_transaction);
        return lengthBytes;
    }

    /// <inheritdoc/>
    public ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target)
    {
        byte* bytes = stackalloc byte[RecordBytes.TimeKeyBytes];
        RecordBytes.WriteTimeKey(new Span<byte>(bytes, RecordBytes.TimeKeyBytes), fromMs, 0);
        LmdbValue time = new(RecordBytes.TimeKeyBytes, bytes);
        LmdbValue id = default;
        Renew();
        LmdbLibrary.Require(LmdbLibrary.CursorRenew(_transaction, _cursor), "mdb_cursor_renew");
        int records = 0;
        long bytesFound = 0;
        bool isThere = TryMove(&time, &id, LmdbLibrary.SetRange);
        while (isThere && BinaryPrimitives.ReadInt64BigEndian(time.Bytes) < toMs)
        {
            bytesFound += CopyRecord(&id, target.Span);
            if (++records == limit) break;
            isThere = TryMove(&time, &id, LmdbLibrary.Next);
        }

        LmdbLibrary.TransactionReset(_transaction);
        return ValueTask.FromResult((records, bytesFound));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        nint transaction = Interlocked.Exchange(ref _transaction, 0);
        if (transaction == 0) return;
        LmdbLibrary.CursorClose(_cursor);
        LmdbLibrary.TransactionAbort(transaction);
    }

    private void Renew() => LmdbLibrary.Require(LmdbLibrary.TransactionRenew(_transaction), "mdb_txn_renew");

    private int CopyRecord(LmdbValue* id, Span<byte> target)
    {
        LmdbValue record = default;
        if (!TryGet(_tables.ById, id, &record)) return NotFound;
        ReadOnlySpan<byte> body = RecordBytes.Body(record.Bytes);
        body.CopyTo(target);
        return body.Length;
    }

    private bool TryGet(uint table, LmdbValue* key, LmdbValue* value)
    {
        int code = LmdbLibrary.Get(_transaction, table, key, value);
        if (code == LmdbLibrary.Ok) return true;
        if (code != LmdbLibrary.NotFound) LmdbLibrary.Require(code, "mdb_get");
        return false;
    }

    private bool TryMove(LmdbValue* time, LmdbValue* id, int operation)
    {
        int code = LmdbLibrary.CursorGet(_cursor, time, id, operation);
        if (code == LmdbLibrary.Ok) return true;
        if (code != LmdbLibrary.NotFound) LmdbLibrary.Require(code, "mdb_cursor_get");
        return false;
    }
}
