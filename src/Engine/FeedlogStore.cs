using Feedlog.Format.Storage;

namespace Feedlog;

/// <summary>
/// The door to a store: append records, find them again. Safe from any thread; one store object writes to a folder at
/// a time, and others may read beside it.
/// </summary>
/// <remarks>
/// Every failure is a <see cref="FeedlogException"/>, except <see cref="ArgumentException"/>s for misuse,
/// <see cref="ObjectDisposedException"/> after disposal and <see cref="OperationCanceledException"/>.
/// </remarks>
public sealed class FeedlogStore : IAsyncDisposable
{
    private FeedlogStore() => throw new NotImplementedException();

    /// <summary>What opening found and did.</summary>
    public OpenReport OpenReport => throw new NotImplementedException();

    /// <summary>Where the store is, for messages.</summary>
    public string Place => throw new NotImplementedException();

    /// <summary>Says whether the store was opened for reading only.</summary>
    public bool IsReadOnly => throw new NotImplementedException();

    /// <summary>Name of the analyzer that cuts this store's text into words.</summary>
    public string Analyzer => throw new NotImplementedException();

    /// <summary>Sequence of the newest published frame; 0 in an empty store.</summary>
    public ulong LastSequence => throw new NotImplementedException();

    /// <summary>Opens the store in a folder for reading and writing, and makes it if there is none.</summary>
    /// <param name="path">The store's folder.</param>
    /// <param name="options">How; the defaults if left out.</param>
    /// <param name="cancellationToken">Ends the opening; the store is left as sound as it was.</param>
    /// <exception cref="FeedlogLockedException">Somebody else writes to it.</exception>
    /// <exception cref="FeedlogCorruptException">Something that was promised durable is damaged.</exception>
    /// <exception cref="FeedlogFormatVersionException">It was written by a newer version.</exception>
    public static ValueTask<FeedlogStore> OpenAsync(
        string path, FeedlogOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Opens the store in a folder for reading, beside a writer or not; changes no byte of it.</summary>
    public static ValueTask<FeedlogStore> OpenReadOnlyAsync(
        string path, FeedlogOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>A store that lives in memory and ends with the object: for tests.</summary>
    public static FeedlogStore CreateInMemory(FeedlogOptions? options = null) => throw new NotImplementedException();

    internal static ValueTask<FeedlogStore> OpenAsync(
        IStorage storage, FeedlogOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    internal static ValueTask<FeedlogStore> OpenReadOnlyAsync(
        IStorage storage, FeedlogOptions options, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Queues a record and returns; waits while the queue is full; acknowledges nothing.</summary>
    /// <remarks>A record that is refused later (an id conflict) is counted, not reported: use AppendAsync to know.
    /// </remarks>
    public void Append(in RecordDraft draft, AppendOptions? options = null) => throw new NotImplementedException();

    /// <summary>Appends a record; the task ends as the durability asks.</summary>
    /// <param name="draft">The record; read during the call.</param>
    /// <param name="options">Conditions and promises.</param>
    /// <param name="cancellationToken">Before the record is queued: nothing is written. After: ends only the wait.
    /// </param>
    public ValueTask<AppendResult> AppendAsync(
        in RecordDraft draft, AppendOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Appends a text under an optional key.</summary>
    public ValueTask<AppendResult> AppendAsync(
        string content, string? key = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Appends several records as one group: all of them or none.</summary>
    /// <exception cref="FeedlogException">TooLarge: more than 65,536 records or 48 MiB.</exception>
    public ValueTask<IReadOnlyList<AppendResult>> AppendManyAsync(
        IReadOnlyList<RecordDraft> drafts, AppendOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Appends a stream of records in groups, as fast as the writer takes them, and syncs at the end.</summary>
    public ValueTask<BulkResult> AppendBulkAsync(
        IAsyncEnumerable<RecordDraft> drafts, AppendOptions? options = null, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Appends a sequence of records in groups, as fast as the writer takes them, and syncs at the end.</summary>
    public ValueTask<BulkResult> AppendBulkAsync(
        IEnumerable<RecordDraft> drafts, AppendOptions? options = null, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Deletes the live record with this key; its older versions do not come back.</summary>
    /// <returns>True if there was one.</returns>
    public ValueTask<bool> DeleteAsync(
        string key, string? stream = null, Durability? durability = null,
        CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Deletes the record with this id.</summary>
    /// <returns>True if it was live.</returns>
    public ValueTask<bool> DeleteAsync(
        RecordId id, Durability? durability = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Ends when every append queued before the call is durable.</summary>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    /// <summary>An immutable view of the store as it is now; dispose it to let go of its files.</summary>
    public FeedlogSnapshot OpenSnapshot() => throw new NotImplementedException();

    /// <summary>An immutable view of the store as it was after this sequence, deleted records included.</summary>
    /// <exception cref="FeedlogException">BelowHistoryFloor.</exception>
    public FeedlogSnapshot AsOf(ulong sequence) => throw new NotImplementedException();

    /// <summary>An immutable view of the store as it was at this time of recording.</summary>
    /// <exception cref="FeedlogException">BelowHistoryFloor.</exception>
    public FeedlogSnapshot AsOf(DateTimeOffset recordedAt) => throw new NotImplementedException();

    /// <summary>Gets the live record with this id.</summary>
    public bool TryGet(RecordId id, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Record? record) =>
        throw new NotImplementedException();

    /// <summary>Gets the live record with this key and stream.</summary>
    public bool TryGet(
        string key, string? stream, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Record? record) =>
        throw new NotImplementedException();

    /// <summary>Gets the live record with this key in the nameless stream.</summary>
    public bool TryGet(string key, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Record? record) =>
        throw new NotImplementedException();

    /// <summary>Gets the live record with this sequence.</summary>
    public bool TryGetBySequence(
        ulong sequence, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Record? record) =>
        throw new NotImplementedException();

    /// <summary>Borrows the live record with this id without copying it; dispose the lease.</summary>
    public bool TryBorrow(RecordId id, out RecordLease lease) => throw new NotImplementedException();

    /// <summary>Borrows the live record with this key (UTF-8) and stream (UTF-8, empty for the nameless).</summary>
    public bool TryBorrow(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stream, out RecordLease lease) =>
        throw new NotImplementedException();

    /// <summary>Live records with from &lt;= timestamp &lt; to, by timestamp, then sequence.</summary>
    public IAsyncEnumerable<Record> RangeAsync(
        DateTimeOffset from, DateTimeOffset to, RangeOptions? options = null,
        CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Live records from this sequence on, in order of arrival.</summary>
    public IAsyncEnumerable<Record> ScanAsync(
        ulong fromSequence = 0, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>All versions under a key, newest first, with how each ended.</summary>
    public IAsyncEnumerable<RecordVersion> HistoryAsync(
        string key, string? stream = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>All versions under the key of the record with this id, or this one if it has no key.</summary>
    public IAsyncEnumerable<RecordVersion> HistoryAsync(
        RecordId id, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Live records that contain words of the query, best first; ties newest first.</summary>
    public IAsyncEnumerable<SearchHit> SearchAsync(
        string query, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
        throw new NotImplementedException();

    /// <summary>Counts and sizes.</summary>
    public StoreStats GetStats() => throw new NotImplementedException();

    /// <summary>In a read-only store: takes in what the writer has published since; true if there was anything.</summary>
    public bool Refresh() => throw new NotImplementedException();

    /// <summary>Makes all earlier appends durable and lets go of the store; leases stay valid.</summary>
    public ValueTask DisposeAsync() => throw new NotImplementedException();
}
