using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using Feedlog.Read;
using Feedlog.Search;
using Feedlog.Telemetry;

namespace Feedlog;

/// <summary>An immutable view of a store: the same answers for as long as it is open. Safe from any thread.</summary>
/// <remarks>
/// Whether a record has expired is judged once, when the snapshot is opened. It stays valid when the store is closed.
/// Enumerations hold the snapshot's files by themselves and survive its disposal.
/// </remarks>
public sealed class FeedlogSnapshot : IDisposable
{
    private readonly SnapshotReader _reader;
    private readonly SegmentSet _segments;
    private readonly StoreCore _core;
    private int _isDisposed;

    internal FeedlogSnapshot(SnapshotReader reader, SegmentSet acquired, StoreCore core)
    {
        _reader = reader;
        _segments = acquired;
        _core = core;
    }

    /// <summary>The last sequence that is part of the view.</summary>
    public ulong Sequence => _reader.View.Sequence;

    /// <summary>Names of the models of which there are vectors, in order; all of them may belong to dead records.
    /// </summary>
    public IReadOnlyList<string> VectorModels => _reader.View.Parts.VectorModels();

    /// <summary>Gets the record with this id that is live in the view.</summary>
    public bool TryGet(RecordId id, [NotNullWhen(true)] out Record? record)
    {
        CheckOpen();
        record = _reader.Get(id);
        return record is not null;
    }

    /// <summary>Gets the record with this key and stream that is live in the view.</summary>
    public bool TryGet(string key, string? stream, [NotNullWhen(true)] out Record? record)
    {
        CheckOpen();
        ArgumentNullException.ThrowIfNull(key);
        record = _reader.Get(key, stream);
        return record is not null;
    }

    /// <summary>Gets the record with this sequence that is live in the view.</summary>
    public bool TryGetBySequence(ulong sequence, [NotNullWhen(true)] out Record? record)
    {
        CheckOpen();
        record = _reader.GetBySequence(sequence);
        return record is not null;
    }

    /// <summary>Gets the newest vector of a model that a record which is live in the view has.</summary>
    /// <param name="id">The record.</param>
    /// <param name="model">Name of the model.</param>
    /// <param name="vector">Its values, as they were given.</param>
    public bool TryGetVector(RecordId id, string model, [NotNullWhen(true)] out float[]? vector)
    {
        CheckOpen();
        ArgumentException.ThrowIfNullOrEmpty(model);
        vector = _reader.Get(id) is Record record ? VectorLeg.Read(_reader, model, record.Sequence) : null;
        return vector is not null;
    }

    /// <summary>Live records with from &lt;= timestamp &lt; to, by timestamp, then sequence.</summary>
    public IEnumerable<Record> Range(DateTimeOffset from, DateTimeOffset to, RangeOptions? options = null) =>
        Held(_reader.Range(from, to, options ?? new RangeOptions()));

    /// <summary>Live records with from &lt;= timestamp &lt; to, lent one after the other instead of copied.</summary>
    public RangeCursor OpenRange(DateTimeOffset from, DateTimeOffset to, RangeOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0 || !_segments.TryAcquire(), this);
        try
        {
            return new RangeCursor(_reader, _segments, from, to, options ?? new RangeOptions());
        }
        catch
        {
            _segments.Release();
            throw;
        }
    }

    /// <summary>Live records from this sequence on, in order of arrival.</summary>
    public IEnumerable<Record> Scan(ulong fromSequence = 0) => Held(_reader.Scan(fromSequence));

    /// <summary>Live records for several threads to share: every one exactly once, in no order.</summary>
    /// <param name="options">Which; all of them if left out.</param>
    /// <exception cref="FeedlogException">Corrupt or Storage: an index cannot be read.</exception>
    public RecordScan OpenScan(ScanOptions? options = null)
    {
        ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0 || !_segments.TryAcquire(), this);
        try
        {
            return new RecordScan(_reader, _segments, options ?? new ScanOptions());
        }
        catch
        {
            _segments.Release();
            throw;
        }
    }

    /// <summary>All versions under a key, newest first, with how each ended.</summary>
    public IEnumerable<RecordVersion> History(string key, string? stream = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        return Held(_reader.History(key, stream));
    }

    /// <summary>All versions under the key of the record with this id, or this one if it has no key.</summary>
    public IEnumerable<RecordVersion> History(RecordId id)
    {
        CheckOpen();
        return Held(_reader.History(id));
    }

    /// <summary>Live records that match a query, best first; ties newest first.</summary>
    /// <param name="query">The query, in the query language that docs/CLI.md describes. For a text that nobody wrote as
    /// a query use <see cref="Query.Words"/>, which takes any.</param>
    /// <param name="options">How many, which, and with what.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <remarks>A search for words that takes long for one thread may be helped by one of the thread pool; it
    /// does not wait for one that has not begun. What is found is the same.</remarks>
    /// <exception cref="FeedlogQueryException">The query cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<SearchHit> Search(
        string query, SearchOptions? options = null, CancellationToken cancellationToken = default) =>
        Search(Query.Parse(query), options, cancellationToken);

    /// <summary>Live records that match a query, best first; ties newest first.</summary>
    /// <param name="query">The query.</param>
    /// <param name="options">How many, which, and with what.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <remarks>A search for words that takes long for one thread may be helped by one of the thread pool; it
    /// does not wait for one that has not begun. What is found is the same.</remarks>
    /// <exception cref="FeedlogException">InvalidCursor: the cursor belongs to another query or store.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public IReadOnlyList<SearchHit> Search(
        Query query, SearchOptions? options = null, CancellationToken cancellationToken = default)
    {
        CheckOpen();
        ArgumentNullException.ThrowIfNull(query);
        options ??= new SearchOptions();
        long startedAt = _core.Telemetry.BeginSearch();
        using Activity? span = Spans.Begin(Spans.Search, _core.Options);
        try
        {
            IReadOnlyList<SearchHit> hits =
                new SearchRun(_reader, _core.Analyzer, cancellationToken)
                {
                    Sharing = _core.Options.SearchSharing,
                }.Run(query, options);
            span?.SetTag("feedlog.hits", hits.Count);
            return hits;
        }
        catch (Exception failure)
        {
            Spans.Fail(span, failure);
            throw;
        }
        finally
        {
            _core.Telemetry.EndSearch(startedAt, options.Mode);
        }
    }

    /// <summary>What a search finds, found by reading every record: what the index is held against.</summary>
    internal IReadOnlyList<SearchHit> Scan(Query query, SearchOptions options)
    {
        CheckOpen();
        return new SearchRun(_reader, _core.Analyzer, CancellationToken.None) { ReadsAll = true }.Run(query, options);
    }

    /// <summary>Lets go of the files.</summary>
    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0) _segments.Release();
    }

    // An enumeration may outlive the snapshot: it holds the segments for itself from its first step to its last.
    private IEnumerable<T> Held<T>(IEnumerable<T> source)
    {
        CheckOpen();
        return Hold(source);

        IEnumerable<T> Hold(IEnumerable<T> inner)
        {
            ObjectDisposedException.ThrowIf(!_segments.TryAcquire(), this);
            try
            {
                foreach (T item in inner) yield return item;
            }
            finally
            {
                _segments.Release();
            }
        }
    }

    private void CheckOpen() => ObjectDisposedException.ThrowIf(Volatile.Read(ref _isDisposed) != 0, this);
}
