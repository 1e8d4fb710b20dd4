using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Subject;

/// <summary>Finds records in a Feedlog store.</summary>
internal sealed class FeedlogContenderReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly FeedlogStore _store;
    private readonly RecordCorpus _corpus;
    private readonly bool _hasGivenIds;
    private readonly bool _rangesAreObjects;
    private string[]? _keys;

    /// <summary>Reads through a store that stays open longer.</summary>
    internal FeedlogContenderReader(
        FeedlogStore store, RecordCorpus corpus, bool hasGivenIds, bool rangesAreObjects = false)
    {
        _rangesAreObjects = rangesAreObjects;
        _store = store;
        _corpus = corpus;
        _hasGivenIds = hasGivenIds;
    }

    /// <inheritdoc/>
    public int Get(int index, Span<byte> target, GetStyle style)
    {
        if (!_hasGivenIds) return GetBySequence((ulong)index + 1, target);
        RecordId id = new(_corpus.Id(index));
        if (style == GetStyle.Object)
            return _store.TryGet(id, out Record? record) ? LengthBytes(record) : NotFound;
        return _store.TryBorrow(id, out RecordLease lease) ? Take(ref lease, target, style) : NotFound;
    }

    /// <inheritdoc/>
    public int GetByKey(int index, ReadOnlySpan<byte> key, Span<byte> target, GetStyle style)
    {
        if (style == GetStyle.Object)
        {
            // A caller who gets objects has its key as a string; making one is not part of the get.
            _keys ??= [.. Enumerable.Range(0, _corpus.Count).Select(_corpus.KeyText)];
            return _store.TryGet(_keys[index], out Record? record) ? LengthBytes(record) : NotFound;
        }

        return _store.TryBorrow(key, default, out RecordLease lease)
            ? Take(ref lease, target, style)
            : NotFound;
    }

    /// <inheritdoc/>
    public int Find(ulong id, Span<byte> target) =>
        _store.TryBorrow(new RecordId(id), out RecordLease lease) ? Take(ref lease, target, GetStyle.Copy) : NotFound;

    /// <inheritdoc/>
    public int FindByKey(ReadOnlySpan<byte> key, Span<byte> target) =>
        _store.TryBorrow(key, default, out RecordLease lease) ? Take(ref lease, target, GetStyle.Copy) : NotFound;

    /// <inheritdoc/>
    public ValueTask<(int Records, long Bytes)> RangeAsync(long fromMs, long toMs, int limit, Memory<byte> target) =>
        _rangesAreObjects ? RangeOfObjectsAsync(fromMs, toMs, limit) : new(Range(fromMs, toMs, limit, target.Span));

    /// <summary>The same, but its ranges are of objects.</summary>
    internal FeedlogContenderReader WithRangesOfObjects() => new(_store, _corpus, _hasGivenIds, true);

    private (int Records, long Bytes) Range(long fromMs, long toMs, int limit, Span<byte> target)
    {
        int records = 0;
        long bytes = 0;
        using FeedlogSnapshot snapshot = _store.OpenSnapshot();
        using RangeCursor cursor = snapshot.OpenRange(
            DateTimeOffset.FromUnixTimeMilliseconds(fromMs), DateTimeOffset.FromUnixTimeMilliseconds(toMs),
            new RangeOptions { Limit = limit });
        while (cursor.MoveNext())
        {
            records++;
            bytes += Copy(cursor.Record, target);
        }

        return (records, bytes);
    }

    private async ValueTask<(int Records, long Bytes)> RangeOfObjectsAsync(long fromMs, long toMs, int limit)
    {
        int records = 0;
        long bytes = 0;
        DateTimeOffset from = DateTimeOffset.FromUnixTimeMilliseconds(fromMs);
        DateTimeOffset to = DateTimeOffset.FromUnixTimeMilliseconds(toMs);
        await foreach (Record record in _store.RangeAsync(from, to, new RangeOptions { Limit = limit }))
        {
            records++;
            bytes += LengthBytes(record);
        }

        return (records, bytes);
    }

    /// <summary>Does nothing: the store owns everything.</summary>
    public void Dispose()
    {
    }

    // To compare what was appended, not to measure: nobody knows the ids that the store gave.
    private int GetBySequence(ulong sequence, Span<byte> target)
    {
        if (!_store.TryGetBySequence(sequence, out Record? record)) return NotFound;
        record.ContentBytes.Span.CopyTo(target);
        record.MetadataBytes.Span.CopyTo(target[record.ContentBytes.Length..]);
        return LengthBytes(record);
    }

    private static int LengthBytes(Record record) => record.ContentBytes.Length + record.MetadataBytes.Length;

    private static int Take(ref RecordLease lease, Span<byte> target, GetStyle style)
    {
        RecordView record = lease.Record;
        int lengthBytes = style == GetStyle.Copy
            ? Copy(record, target)
            : record.Content.Length + record.Metadata.Length;
        lease.Dispose();
        return lengthBytes;
    }

    private static int Copy(RecordView record, Span<byte> target)
    {
        ReadOnlySpan<byte> content = record.Content;
        ReadOnlySpan<byte> metadata = record.Metadata;
        content.CopyTo(target);
        metadata.CopyTo(target[content.Length..]);
        return content.Length + metadata.Length;
    }
}
