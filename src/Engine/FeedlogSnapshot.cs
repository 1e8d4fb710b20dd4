using System.Diagnostics.CodeAnalysis;

namespace Feedlog;

/// <summary>An immutable view of a store: the same answers for as long as it is open. Safe from any thread.</summary>
public sealed class FeedlogSnapshot : IDisposable
{
    private FeedlogSnapshot() => throw new NotImplementedException();

    /// <summary>The last sequence that is part of the view.</summary>
    public ulong Sequence => throw new NotImplementedException();

    /// <summary>Gets the record with this id that is live in the view.</summary>
    public bool TryGet(RecordId id, [NotNullWhen(true)] out Record? record) => throw new NotImplementedException();

    /// <summary>Gets the record with this key and stream that is live in the view.</summary>
    public bool TryGet(string key, string? stream, [NotNullWhen(true)] out Record? record) =>
        throw new NotImplementedException();

    /// <summary>Gets the record with this sequence that is live in the view.</summary>
    public bool TryGetBySequence(ulong sequence, [NotNullWhen(true)] out Record? record) =>
        throw new NotImplementedException();

    /// <summary>Live records with from &lt;= timestamp &lt; to, by timestamp, then sequence.</summary>
    public IEnumerable<Record> Range(DateTimeOffset from, DateTimeOffset to, RangeOptions? options = null) =>
        throw new NotImplementedException();

    /// <summary>Live records from this sequence on, in order of arrival.</summary>
    public IEnumerable<Record> Scan(ulong fromSequence = 0) => throw new NotImplementedException();

    /// <summary>All versions under a key, newest first, with how each ended.</summary>
    public IEnumerable<RecordVersion> History(string key, string? stream = null) =>
        throw new NotImplementedException();

    /// <summary>All versions under the key of the record with this id, or this one if it has no key.</summary>
    public IEnumerable<RecordVersion> History(RecordId id) => throw new NotImplementedException();

    /// <summary>Live records that contain words of the query, best first; ties newest first.</summary>
    public IReadOnlyList<SearchHit> Search(
        string query, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Lets go of the files.</summary>
    public void Dispose() => throw new NotImplementedException();
}
