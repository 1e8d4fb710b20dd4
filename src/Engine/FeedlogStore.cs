using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Feedlog.Feed;
using Feedlog.Format.Frames;
using Feedlog.Format.Storage;
using Feedlog.Indexing.Views;
using Feedlog.Open;
using Feedlog.Read;
using Feedlog.Telemetry;
using Feedlog.Write;

namespace Feedlog;

/// <summary>
/// The door to a store: append records, find them again. Safe from any thread; one store object writes to a folder at
/// a time, and others may read beside it.
/// </summary>
/// <remarks>
/// Every failure is a <see cref="FeedlogException"/>, except <see cref="ArgumentException"/>s for misuse,
/// <see cref="ObjectDisposedException"/> after disposal and <see cref="OperationCanceledException"/>.
/// </remarks>
public sealed partial class FeedlogStore : IAsyncDisposable
{
    private readonly StoreCore _core;

    private FeedlogStore(StoreCore core) => _core = core;

    /// <summary>What opening found and did.</summary>
    public OpenReport OpenReport => _core.Report;

    /// <summary>Where the store is, for messages.</summary>
    public string Place => _core.Storage.Place;

    /// <summary>Says whether the store was opened for reading only.</summary>
    public bool IsReadOnly => _core.Appends is null;

    /// <summary>Name of the analyzer that cuts this store's text into words.</summary>
    public string Analyzer => _core.Analyzer.Name;

    /// <summary>Sequence of the newest published frame; 0 in an empty store.</summary>
    public ulong LastSequence => _core.Views.Current.Sequence;

    /// <summary>Why nothing can be appended any more until the store is opened again: a sync has failed. Null as long
    /// as all is well.</summary>
    public FeedlogException? Fault => _core.Fault;

    /// <summary>The parts of the store.</summary>
    internal StoreCore Core => _core;

    /// <summary>Up to which sequence words lie in parts; what is newer, searches read.</summary>
    internal ulong IndexedSequence => _core.Views.Current.Parts.LastWords?.LastSequence ?? 0;

    private AppendPath Appends => _core.Appends ?? throw Throw.ReadOnly(Place);

    /// <summary>Opens the store in a folder for reading and writing, and makes it if there is none.</summary>
    /// <param name="path">The store's folder.</param>
    /// <param name="options">How; the defaults if left out.</param>
    /// <param name="cancellationToken">Ends the opening; the store is left as sound as it was.</param>
    /// <exception cref="FeedlogLockedException">Somebody else writes to it.</exception>
    /// <exception cref="FeedlogCorruptException">Something that was promised durable is damaged.</exception>
    /// <exception cref="FeedlogFormatVersionException">It was written by a newer version.</exception>
    public static ValueTask<FeedlogStore> OpenAsync(
        string path, FeedlogOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OpenAsync(new DiskStorage(path), options ?? new FeedlogOptions(), cancellationToken);
    }

    /// <summary>Opens the store in a folder for reading, beside a writer or not; changes no byte of it.</summary>
    /// <param name="path">The store's folder.</param>
    /// <param name="options">How; the defaults if left out.</param>
    /// <param name="cancellationToken">Ends the opening.</param>
    /// <exception cref="FeedlogException">NotAStore, Corrupt or NewerFormat.</exception>
    public static ValueTask<FeedlogStore> OpenReadOnlyAsync(
        string path, FeedlogOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        return OpenReadOnlyAsync(new DiskStorage(path), options ?? new FeedlogOptions(), cancellationToken);
    }

    /// <summary>A store that lives in memory and ends with the object: for tests.</summary>
    public static FeedlogStore CreateInMemory(FeedlogOptions? options = null) =>
        new(StoreCore.OpenForWriting(new MemoryStorage(), options ?? new FeedlogOptions(), default));

    /// <summary>Opens a store in any storage for reading and writing.</summary>
    internal static ValueTask<FeedlogStore> OpenAsync(
        IStorage storage, FeedlogOptions options, CancellationToken cancellationToken = default) =>
        RunAsync(() => StoreCore.OpenForWriting(storage, options, cancellationToken), cancellationToken);

    /// <summary>Opens a store in any storage for reading.</summary>
    internal static ValueTask<FeedlogStore> OpenReadOnlyAsync(
        IStorage storage, FeedlogOptions options, CancellationToken cancellationToken = default) =>
        RunAsync(() => StoreCore.OpenForReading(storage, options, cancellationToken), cancellationToken);

    /// <summary>Queues a record and returns; waits while the queue is full; acknowledges nothing.</summary>
    /// <remarks>
    /// If the record is refused later (an id conflict, a full disk), the next <see cref="FlushAsync"/> or
    /// <see cref="DisposeAsync"/> says so. Where the store's durability is Durable, the record is synced within the
    /// interval, since nobody waits for it.
    /// </remarks>
    /// <exception cref="FeedlogException">InvalidRecord, ReadOnly or Poisoned.</exception>
    public void Append(in RecordDraft draft, AppendOptions? options = null) => Appends.Append(draft, options);

    /// <summary>Appends a record; the task ends as the durability asks.</summary>
    /// <param name="draft">The record; read during the call.</param>
    /// <param name="options">Conditions and promises.</param>
    /// <param name="cancellationToken">Before the record is queued: nothing is written. After: ends only the wait.
    /// </param>
    /// <exception cref="FeedlogException">InvalidRecord, IdConflict, SequenceConflict, StorageFull, Storage or
    /// Poisoned.</exception>
    public ValueTask<AppendResult> AppendAsync(
        in RecordDraft draft, AppendOptions? options = null, CancellationToken cancellationToken = default) =>
        Spans.AreWanted
            ? Spans.AppendAsync(Appends, _core.Options, draft, options, cancellationToken)
            : Appends.AppendAsync(draft, options, cancellationToken);

    /// <summary>Appends a text under an optional key.</summary>
    /// <exception cref="FeedlogException">As the other overload.</exception>
    public ValueTask<AppendResult> AppendAsync(
        string content, string? key = null, CancellationToken cancellationToken = default) =>
        AppendAsync(new RecordDraft { Content = content, Key = key }, null, cancellationToken);

    /// <summary>Appends several records as one group: all of them or none.</summary>
    /// <exception cref="FeedlogException">TooLarge: more than 65,536 records or 48 MiB; or what the first record that
    /// is refused would give alone, and then nothing was written.</exception>
    public ValueTask<IReadOnlyList<AppendResult>> AppendManyAsync(
        IReadOnlyList<RecordDraft> drafts, AppendOptions? options = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        return Spans.AreWanted
            ? Spans.AppendManyAsync(Appends, _core.Options, drafts, options, cancellationToken)
            : Appends.AppendManyAsync(drafts, options, cancellationToken);
    }

    /// <summary>
    /// Appends a stream of records in groups, as fast as the writer takes them, and syncs at the end.
    /// </summary>
    /// <param name="drafts">The records.</param>
    /// <param name="options">Conditions; the durability is that of the end: everything is durable then.</param>
    /// <param name="progress">Told now and then how many records were queued.</param>
    /// <param name="cancellationToken">Ends the stream; what was queued before is written.</param>
    /// <exception cref="FeedlogException">What the first refused record gives; others around it may be written.
    /// </exception>
    public ValueTask<BulkResult> AppendBulkAsync(
        IAsyncEnumerable<RecordDraft> drafts, AppendOptions? options = null, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        return new BulkAppend(Appends, () => LastSequence, options, progress).RunAsync(drafts, cancellationToken);
    }

    /// <summary>
    /// Appends a sequence of records in groups, as fast as the writer takes them, and syncs at the end.
    /// </summary>
    /// <exception cref="FeedlogException">As the other overload.</exception>
    public ValueTask<BulkResult> AppendBulkAsync(
        IEnumerable<RecordDraft> drafts, AppendOptions? options = null, IProgress<long>? progress = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(drafts);
        return new BulkAppend(Appends, () => LastSequence, options, progress).RunAsync(drafts, cancellationToken);
    }

    /// <summary>Appends a vector of a live record; a later one of the same model takes the place of an earlier one.
    /// </summary>
    /// <param name="target">Id of the record.</param>
    /// <param name="vector">The vector.</param>
    /// <param name="durability">When it counts as acknowledged; the store's default if left out.</param>
    /// <param name="cancellationToken">Before it is queued: nothing is written. After: ends only the wait.</param>
    /// <returns>The id of the record, the sequence of the vector; Skipped if it is there already.</returns>
    /// <exception cref="FeedlogException">NoSuchRecord: there is no such record, or it was deleted, superseded or has
    /// expired. InvalidRecord: not a vector, or not of as many values as those of its model before. StorageFull,
    /// Storage or Poisoned.</exception>
    public ValueTask<AppendResult> AppendVectorAsync(
        RecordId target, RecordVector vector, Durability? durability = null,
        CancellationToken cancellationToken = default) =>
        Appends.AppendVectorAsync(target, vector, durability, cancellationToken);

    /// <summary>Deletes the live record with this key; its older versions do not come back.</summary>
    /// <returns>True if there was one. Its bytes stay in the log, until a purge.</returns>
    public ValueTask<bool> DeleteAsync(
        string key, string? stream = null, Durability? durability = null,
        CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Appends.DeleteAsync(key, stream, default, durability, cancellationToken);
    }

    /// <summary>Deletes the record with this id.</summary>
    /// <returns>True if it was live. Its bytes stay in the log, until a purge.</returns>
    public ValueTask<bool> DeleteAsync(
        RecordId id, Durability? durability = null, CancellationToken cancellationToken = default) =>
        Appends.DeleteAsync(null, null, id, durability, cancellationToken);

    /// <summary>Ends when every append queued before the call is durable.</summary>
    /// <exception cref="FeedlogException">One of those that nobody waited for was refused or failed.</exception>
    public ValueTask FlushAsync(CancellationToken cancellationToken = default) =>
        Appends.FlushAsync(cancellationToken);

    /// <summary>An immutable view of the store as it is now; dispose it to let go of its files.</summary>
    public FeedlogSnapshot OpenSnapshot()
    {
        ReadView view = _core.Views.Acquire();
        return new FeedlogSnapshot(_core.Reader(view), view.Segments, _core);
    }

    /// <summary>An immutable view of the store as it was after this sequence, deleted records included.</summary>
    /// <remarks>Expiry is judged at the time when that sequence was recorded.</remarks>
    /// <exception cref="FeedlogException">BelowHistoryFloor.</exception>
    public FeedlogSnapshot AsOf(ulong sequence) => AsOf(sequence, null);

    /// <summary>An immutable view of the store as it was at this time of recording.</summary>
    /// <exception cref="FeedlogException">BelowHistoryFloor.</exception>
    public FeedlogSnapshot AsOf(DateTimeOffset recordedAt)
    {
        return AsOf(null, recordedAt.ToUnixTimeMilliseconds());
    }

    /// <summary>Gets the live record with this id.</summary>
    public bool TryGet(RecordId id, [NotNullWhen(true)] out Record? record)
    {
        long startedAt = _core.Telemetry.BeginGet();
        ReadView view = _core.Views.Acquire();
        try
        {
            return (record = _core.Reader(view).Get(id)) is not null;
        }
        finally
        {
            view.Segments.Release();
            _core.Telemetry.EndGet(startedAt);
        }
    }

    /// <summary>Gets the live record with this key in the nameless stream.</summary>
    public bool TryGet(string key, [NotNullWhen(true)] out Record? record) => TryGet(key, null, out record);

    /// <summary>Gets the live record with this key and stream.</summary>
    public bool TryGet(string key, string? stream, [NotNullWhen(true)] out Record? record)
    {
        ArgumentNullException.ThrowIfNull(key);
        long startedAt = _core.Telemetry.BeginGet();
        ReadView view = _core.Views.Acquire();
        try
        {
            return (record = _core.Reader(view).Get(key, stream)) is not null;
        }
        finally
        {
            view.Segments.Release();
            _core.Telemetry.EndGet(startedAt);
        }
    }

    /// <summary>Gets the live record with this sequence.</summary>
    public bool TryGetBySequence(ulong sequence, [NotNullWhen(true)] out Record? record)
    {
        long startedAt = _core.Telemetry.BeginGet();
        ReadView view = _core.Views.Acquire();
        try
        {
            return (record = _core.Reader(view).GetBySequence(sequence)) is not null;
        }
        finally
        {
            view.Segments.Release();
            _core.Telemetry.EndGet(startedAt);
        }
    }

    /// <summary>Borrows the live record with this id without copying it; dispose the lease.</summary>
    public bool TryBorrow(RecordId id, out RecordLease lease)
    {
        ReadView view = _core.Views.Acquire();
        try
        {
            SnapshotReader reader = _core.Reader(view, nowMs: 0);
            if (reader.TryFind(id, out FrameAddress address) && TryLend(view, reader, address, out lease))
            {
                if (lease.Record.Id == id) return true;
                lease.Dispose();
                return false;
            }
        }
        catch
        {
            view.Segments.Release();
            throw;
        }

        return LendNothing(view, out lease);
    }

    /// <summary>Borrows the live record with this key (UTF-8) and stream (UTF-8, empty for the nameless).</summary>
    public bool TryBorrow(ReadOnlySpan<byte> key, ReadOnlySpan<byte> stream, out RecordLease lease)
    {
        ReadView view = _core.Views.Acquire();
        try
        {
            SnapshotReader reader = _core.Reader(view, nowMs: 0);
            if (reader.TryFindNewest(key, stream, out Found found) &&
                TryLend(view, reader, found.Address, out lease))
            {
                if (lease.Record.Key.SequenceEqual(key) && lease.Record.Stream.SequenceEqual(stream)) return true;
                lease.Dispose();
                return false;
            }
        }
        catch
        {
            view.Segments.Release();
            throw;
        }

        return LendNothing(view, out lease);
    }

    /// <summary>Live records with from &lt;= timestamp &lt; to, by timestamp, then sequence.</summary>
    public IAsyncEnumerable<Record> RangeAsync(
        DateTimeOffset from, DateTimeOffset to, RangeOptions? options = null,
        CancellationToken cancellationToken = default) =>
        Stream(snapshot => snapshot.Range(from, to, options), cancellationToken);

    /// <summary>Live records from this sequence on, in order of arrival.</summary>
    public IAsyncEnumerable<Record> ScanAsync(
        ulong fromSequence = 0, CancellationToken cancellationToken = default) =>
        Stream(snapshot => snapshot.Scan(fromSequence), cancellationToken);

    /// <summary>
    /// The durable records and deaths from a sequence on, in order of arrival, each exactly once; then waits for more.
    /// </summary>
    /// <param name="fromSequence">The first sequence wanted; to go on, the last one that came plus one.</param>
    /// <param name="cancellationToken">Ends the feed with an <see cref="OperationCanceledException"/>.</param>
    /// <remarks>
    /// What comes has been synced: no crash takes it back. Records that were appended without waiting for a sync come
    /// after the next one. The feed ends when the store is closed; subscribe to it again after reopening, from where
    /// it ended. Sequences rise but may jump, by much after an unclean end; nothing is missing in between. Expiry is
    /// no change. A store that was opened for reading refreshes itself to follow the writer. Nothing is read ahead of
    /// a slow subscriber beyond a small batch, and none holds files of the store while it waits.
    /// </remarks>
    /// <exception cref="FeedlogException">Corrupt, UnreadableRecord or Storage: the next change cannot be read.
    /// </exception>
    public IAsyncEnumerable<Change> Subscribe(
        ulong fromSequence = 0, CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_core.Views.Durable.IsClosed, this);
        return ChangeFeed.ReadAsync(_core, fromSequence, cancellationToken);
    }

    /// <summary>All versions under a key, newest first, with how each ended.</summary>
    public IAsyncEnumerable<RecordVersion> HistoryAsync(
        string key, string? stream = null, CancellationToken cancellationToken = default) =>
        Stream(snapshot => snapshot.History(key, stream), cancellationToken);

    /// <summary>All versions under the key of the record with this id, or this one if it has no key.</summary>
    public IAsyncEnumerable<RecordVersion> HistoryAsync(
        RecordId id, CancellationToken cancellationToken = default) =>
        Stream(snapshot => snapshot.History(id), cancellationToken);

    /// <summary>Live records that match a query, best first; ties newest first.</summary>
    /// <param name="query">The query, in the query language that docs/CLI.md describes. For a text that nobody wrote as
    /// a query use <see cref="Query.Words"/>, which takes any.</param>
    /// <param name="options">How many, which, and with what.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="FeedlogQueryException">The query cannot be read.</exception>
    public IAsyncEnumerable<SearchHit> SearchAsync(
        string query, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
        SearchAsync(Query.Parse(query), options, cancellationToken);

    /// <summary>Live records that match a query, best first; ties newest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="options">How many, which, and with what.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <exception cref="FeedlogException">InvalidCursor: the cursor belongs to another query or store.</exception>
    public IAsyncEnumerable<SearchHit> SearchAsync(
        Query query, SearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(query);
        return Stream<SearchHit>(
            snapshot => snapshot.Search(query, options, cancellationToken), cancellationToken);
    }

    /// <summary>Counts and sizes.</summary>
    public StoreStats GetStats() => _core.GetStats();

    /// <summary>
    /// In a read-only store: takes in what the writer has published since; true if there was anything.
    /// </summary>
    /// <exception cref="FeedlogException">Storage or Corrupt; what was seen before stays visible.</exception>
    public bool Refresh() => _core.Refresh();

    /// <summary>Makes all earlier appends durable and lets go of the store; leases stay valid.</summary>
    /// <exception cref="FeedlogException">An append that nobody waited for was refused or is not durable.</exception>
    public ValueTask DisposeAsync() => _core.CloseAsync();

    // The view is judged without a clock; only a record that expires asks for the time.
    // Not an async method: opening is the first that a process does, and a state machine is compiled first.
    private static ValueTask<FeedlogStore> RunAsync(Func<StoreCore> open, CancellationToken cancellationToken)
    {
        FirstOpening.Prepare();
        return new(Task.Run(() => new FeedlogStore(open()), cancellationToken));
    }

    private bool TryLend(ReadView view, SnapshotReader reader, FrameAddress address, out RecordLease lease)
    {
        FrameView frame = reader.Read(address, out byte[]? rented);
        bool isLive = reader.IsLive(frame) &&
            (!frame.HasExtensions || frame.ExpiresAtMs > _core.NowMs);
        if (isLive)
        {
            lease = new RecordLease(frame, view.Segments, rented);
            return true;
        }

        SnapshotReader.Return(rented);
        lease = default;
        return false;
    }

    private static bool LendNothing(ReadView view, out RecordLease lease)
    {
        view.Segments.Release();
        lease = default;
        return false;
    }

    // What had expired is judged at the time that was asked for, else when the sequence was recorded; the newest state
    // lasts until now.
    private FeedlogSnapshot AsOf(ulong? sequence, long? askedMs)
    {
        ReadView view = _core.Views.Acquire();
        try
        {
            SnapshotReader now = _core.Reader(view);
            ulong wanted = sequence ?? now.SequenceAt(askedMs ?? long.MaxValue);
            SnapshotReader past = now.AsOf(Math.Min(wanted, view.Sequence), askedMs);
            return new FeedlogSnapshot(past, view.Segments, _core);
        }
        catch
        {
            view.Segments.Release();
            throw;
        }
    }

    private async IAsyncEnumerable<T> Stream<T>(
        Func<FeedlogSnapshot, IEnumerable<T>> read, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        const int itemsPerTurn = 256;
        using FeedlogSnapshot snapshot = OpenSnapshot();
        int items = 0;
        foreach (T item in read(snapshot))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return item;
            // Reading is synchronous: let others have the thread now and then.
            if (++items % itemsPerTurn == 0) await Task.Yield();
        }
    }
}
