using Feedlog.Benchmarks.Corpus;

namespace Feedlog.Compare.Contenders.Subject;

/// <summary>Finds records in a Feedlog store.</summary>
internal sealed class FeedlogContenderReader : IContenderReader
{
    private const int NotFound = -1;

    private readonly FeedlogStore _store;
    private readonly RecordCorpus _corpus;
    private readonly bool _hasGivenIds;
    private string[]? _keys;

    /// <summary>Reads through a store that stays open longer.</summary>
    internal FeedlogContenderReader(FeedlogStore store, RecordCorpus corpus, bool hasGivenIds)
    {
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
    public async ValueTask<(int Records, long Bytes)> RangeAsync(
        long fromMs, long toMs, int limit, Memory<byte> target)
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
        ReadOnlySpan<byte> content = lease.Record.Content;
        ReadOnlySpan<byte> metadata = lease.Record.Metadata;
        if (style == GetStyle.Copy)
        {
            content.CopyTo(target);
            metadata.CopyTo(target[content.Length..]);
        }

        int lengthBytes = content.Length + metadata.Length;
        lease.Dispose();
        return lengthBytes;
    }
}
