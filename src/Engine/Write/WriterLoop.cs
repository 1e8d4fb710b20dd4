using Feedlog.Cold;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Read;
using Feedlog.Sealing;
using Feedlog.Telemetry;

namespace Feedlog.Write;

/// <summary>
/// The one thread that writes. Owns the log and the catalog; everybody else sees published views. Clauses (i) to (v) of
/// "nothing lost" rest on the order of the steps in <see cref="RunBatch"/>.
/// </summary>
internal sealed partial class WriterLoop
{
    private readonly AppendQueue _queue;
    private readonly LogWriter _log;
    private readonly PublishedViews _views;
    private readonly FeedlogOptions _options;
    private readonly Poison _poison;
    private readonly Thread _thread;
    private readonly string _place;
    private readonly WriterErrands _errands = new();
    private readonly StoreTelemetry _telemetry;
    private bool _wantsSeal;
    private Exception? _unreported;
    private Exception? _closeFailure;
    private long _syncDueAtMs = long.MaxValue;

    /// <summary>A writer that is not running yet.</summary>
    public WriterLoop(
        AppendQueue queue, LogWriter log, IndexCatalog catalog,
        Func<IndexCatalog, ulong, WriterIndexes> makeIndexes, PublishedViews views, FeedlogOptions options,
        Poison poison, string place, StoreTelemetry telemetry)
    {
        _telemetry = telemetry;
        _queue = queue;
        _log = log;
        _makeIndexes = makeIndexes;
        _views = views;
        _options = options;
        _poison = poison;
        _place = place;
        UseIndexes(makeIndexes(catalog, log.Manifest.NextIndexFile));
        _thread = new Thread(Run) { IsBackground = true, Name = "feedlog-writer" };
    }

    /// <summary>How much it has to do.</summary>
    public WriterLoad Load { get; } = new();

    /// <summary>Asks the log something between two groups. Any thread.</summary>
    /// <exception cref="FeedlogException">StorageFull, Storage or Poisoned.</exception>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public Task<T> AskAsync<T>(Func<LogWriter, T> errand)
    {
        Task<T> answer = _errands.AskAsync(() => errand(_log));
        _queue.Nudge();
        return answer;
    }

    /// <summary>
    /// Seals the open segment if it is to be archived, and freezes the tail, so that runs will cover what is sealed.
    /// Any thread.
    /// </summary>
    /// <returns>The manifest afterwards.</returns>
    public Task<Manifest> SealForArchiveAsync(ArchivePolicy policy) => AskAsync(log =>
    {
        if (policy.TakesOpen(log.DescribeOpen())) log.SealOpen();
        _views.PublishDurable(log.DurableSequence);
        bool areCovered = policy.Choose(log.Manifest).TrueForAll(
            entry => log.Manifest.Runs.Count > 0 && entry.LastGroup <= log.Manifest.Runs[^1].Coverage.LastGroup);
        if (!areCovered && Catalog.TailBytes > 0) IndexFiles.Enqueue(log.FreezeTail(Catalog));
        Publish();
        if (_options.SealsInline) SealHere(merges: false);
        return log.Manifest;
    });

    /// <summary>Makes shards part of the store in place of segments and of other shards. Any thread.</summary>
    public Task<Manifest> NameShardsAsync(ShardChange change) => AskAsync(log =>
    {
        log.ReplaceShards(change);
        try
        {
            Publish();
        }
        catch (Exception unpublished) when (unpublished is not OutOfMemoryException)
        {
            // The manifest names the shards: who asked must not take it for a failure to name them.
            throw _poison.Set(unpublished);
        }

        return log.Manifest;
    });

    /// <summary>Why no index files are made; null if all is well. Any thread.</summary>
    public Exception? SealFailure => _poison.Cause ?? IndexFiles.LastFailure;

    /// <summary>Has index files made of what is only indexed in memory. Any thread; does not wait for it.</summary>
    public void RequestSeal()
    {
        Volatile.Write(ref _wantsSeal, true);
        _queue.Nudge();
    }

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _thread.Start();
        IndexFiles.Start();
        Words.Start();
    }

    /// <summary>
    /// Refuses new entries, works off what is queued, makes it durable and ends the thread; to be called once.
    /// </summary>
    /// <returns>Why what was queued could not be made durable; null if it was, or if that was reported before.
    /// </returns>
    public async Task<Exception?> CloseAsync()
    {
        _queue.Close();
        await Task.Run(_thread.Join).ConfigureAwait(false);
        _queue.Dispose();
        _log.Dispose();
        LetGoOfIndexes(_indexes);
        return _closeFailure;
    }

    private void Run()
    {
        while (!_queue.IsDrained)
        {
            AppendBlock? block = _queue.Take(TimeUntilSync());
            if (block is not null)
            {
                Load.Begin();
                RunBatch(block);
                Load.End();
                _queue.Return(block);
                if (_options.SealsInline) SealHere(merges: true);
            }

            if (Environment.TickCount64 >= _syncDueAtMs) SyncWithoutGroup();
            if (Interlocked.Exchange(ref _wantsSeal, false)) SealTail();
            bool isBusy = block is not null;
            if (IndexFiles.Offered is IndexChange change && !(isBusy && WillBeDurable(change))) MakePart(change);
            PublishWords();
            _errands.Run(_poison, _place);
        }

        _errands.Close();
        CloseLog();
        CloseIndexes();
    }

    private void RunBatch(AppendBlock block)
    {
        if (_poison.Cause is FeedlogPoisonedException cause)
        {
            FailAll(block, cause);
            return;
        }

        try
        {
            WaitForIndexes();
            _planner.Plan(block, _log.NextSequence, _views.Current.Segments);
            bool hasGroup = _planner.FrameCount > 0;

            // The order of these lines is the invariant of the store.
            if (hasGroup) _log.WriteGroup(_planner, block);
            if (_planner.NeedsSync || (hasGroup && _log.SaysClosed)) _log.Sync(hasGroup);
            _log.WriteWatermark(hasGroup);
            if (hasGroup) _log.Apply(_planner, Catalog);
            if (Catalog.IsTailFull) IndexFiles.Enqueue(_log.FreezeTail(Catalog));
            if (hasGroup) Publish();
            if (hasGroup) Words.Tell(_log.LastGroupBytes);
            if (hasGroup) _telemetry.CountGroup(_planner.FrameCount, _log.LastGroupBytes);
            _views.PublishDurable(_log.DurableSequence);
            ScheduleSync(block);
            Complete(block);
        }
        catch (SyncFailedException failure)
        {
            FailAll(block, _poison.Set(failure));
        }
        catch (IOException failure)
        {
            FailAll(block, Throw.Storage(failure, $"Appending to {_place} failed"));
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // A defect of ours: whoever waits must hear of it, and nothing may be built on this state.
            FailAll(block, _poison.Set(failure));
        }
    }

    private void TryPublish()
    {
        try
        {
            Publish();
        }
        catch (Exception unpublished) when (unpublished is not OutOfMemoryException)
        {
            // Readers go on with what they have: nothing was moved away from under it.
        }
    }

    private void Publish() =>
        _views.Publish(Catalog, _log.Manifest.Segments, _log.Manifest.Shards, _log.EndBytes);

    private TimeSpan TimeUntilSync()
    {
        if (_syncDueAtMs == long.MaxValue) return Timeout.InfiniteTimeSpan;
        return TimeSpan.FromMilliseconds(Math.Max(0, _syncDueAtMs - Environment.TickCount64));
    }

    private void ScheduleSync(AppendBlock block)
    {
        if (_log.DurableGroup == _log.WrittenGroup)
        {
            _syncDueAtMs = long.MaxValue;
            return;
        }

        if (_syncDueAtMs != long.MaxValue) return;
        for (int i = 0; i < block.EntryCount; i++)
        {
            if (block.Entries[i].Durability == Durability.None) continue;
            _syncDueAtMs = Environment.TickCount64 + (long)_options.SyncInterval.TotalMilliseconds;
            return;
        }
    }

    private void SyncWithoutGroup()
    {
        _syncDueAtMs = long.MaxValue;
        if (_poison.Cause is not null) return;
        try
        {
            SyncNow();
        }
        catch (IOException failure)
        {
            _poison.Set(failure);
        }
    }

    private void SyncNow()
    {
        _log.Sync(hasGroup: false);
        _log.WriteWatermark(hasGroup: false);
        _views.PublishDurable(_log.DurableSequence);
    }

    private void CloseLog()
    {
        bool hadUnsynced = _log.DurableGroup != _log.WrittenGroup;
        if (_poison.Cause is FeedlogPoisonedException earlier)
        {
            // Who was acknowledged before the sync failed, without waiting for one, has not been told.
            if (hadUnsynced) _closeFailure = earlier;
            return;
        }

        try
        {
            _log.Sync(hasGroup: false);
            _log.WriteWatermark(hasGroup: false);
            _views.PublishDurable(_log.DurableSequence);
            _log.CloseWatermark();
            if (_unreported is not null) _closeFailure = _unreported;
        }
        catch (IOException failure)
        {
            FeedlogPoisonedException cause = _poison.Set(failure);
            if (hadUnsynced) _closeFailure = cause;
        }
    }

    private void Complete(AppendBlock block)
    {
        for (int i = 0; i < block.EntryCount; i++)
        {
            ref AppendEntry entry = ref block.Entries[i];
            ref EntryVerdict verdict = ref _planner.Verdicts[i];
            if (verdict.Refusal is null) _telemetry.EndAppend(entry);
            bool isFlush = entry.LengthBytes == 0 && entry.Ticket is not null;
            if (isFlush && _unreported is Exception unreported)
            {
                _unreported = null;
                entry.Ticket!.Fail(unreported); // A flush has a ticket, as just seen.
            }
            else if (verdict.Refusal is FeedlogException refusal)
            {
                FailEntry(entry, refusal);
            }
            else if (entry.Ticket is AppendTicket ticket)
            {
                if (entry.UnitIndex >= 0) ticket.SetResult(entry.UnitIndex, verdict.Result);
                bool isLastOfUnit = i + 1 == block.EntryCount || block.Entries[i + 1].UnitLength > 0;
                if (isLastOfUnit) ticket.Complete();
            }
        }
    }

    private void FailAll(AppendBlock block, Exception failure)
    {
        for (int i = 0; i < block.EntryCount; i++) FailEntry(block.Entries[i], failure);
    }

    private void FailEntry(in AppendEntry entry, Exception failure)
    {
        if (entry.UnitLength == 0) return;
        _telemetry.EndAppend(entry, failure);
        if (entry.Ticket is AppendTicket ticket) ticket.Fail(failure);
        else _unreported ??= failure;
    }
}
