using Feedlog.Indexing.Tail;
using Feedlog.Read;

namespace Feedlog.Write;

/// <summary>
/// The one thread that writes. Owns the log and the catalog; everybody else sees published views. Clauses (i) to (v) of
/// "nothing lost" rest on the order of the steps in <see cref="RunBatch"/>.
/// </summary>
internal sealed class WriterLoop
{
    private readonly AppendQueue _queue;
    private readonly LogWriter _log;
    private readonly MemoryCatalog _catalog;
    private readonly PublishedViews _views;
    private readonly FeedlogOptions _options;
    private readonly BatchPlanner _planner;
    private readonly Poison _poison;
    private readonly Thread _thread;
    private readonly string _place;
    private Exception? _unreported;
    private Exception? _closeFailure;
    private long _syncDueAtMs = long.MaxValue;

    /// <summary>A writer that is not running yet.</summary>
    public WriterLoop(
        AppendQueue queue, LogWriter log, MemoryCatalog catalog, PublishedViews views, FeedlogOptions options,
        Poison poison, string place)
    {
        _queue = queue;
        _log = log;
        _catalog = catalog;
        _views = views;
        _options = options;
        _poison = poison;
        _place = place;
        _planner = new BatchPlanner(catalog, options.TimeProvider);
        _thread = new Thread(Run) { IsBackground = true, Name = "feedlog-writer" };
    }

    /// <summary>Starts the thread.</summary>
    public void Start() => _thread.Start();

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
        return _closeFailure;
    }

    private void Run()
    {
        while (!_queue.IsDrained)
        {
            AppendBlock? block = _queue.Take(TimeUntilSync());
            if (block is not null)
            {
                RunBatch(block);
                _queue.Return(block);
            }

            if (Environment.TickCount64 >= _syncDueAtMs) SyncWithoutGroup();
        }

        CloseLog();
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
            _planner.Plan(block, _log.NextSequence, _views.Current.Segments);
            bool hasGroup = _planner.FrameCount > 0;

            // The order of these lines is the invariant of the store.
            if (hasGroup) _log.WriteGroup(_planner, block);
            if (_planner.NeedsSync || (hasGroup && _log.SaysClosed)) _log.Sync(hasGroup);
            _log.WriteWatermark(hasGroup);
            if (hasGroup) _log.Apply(_planner, _catalog);
            if (hasGroup) Publish();
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

    private void Publish() =>
        _views.Publish(_catalog, _log.Manifest.Segments, _log.EndBytes, _log.NextSequence - 1);

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
            _log.Sync(hasGroup: false);
            _log.WriteWatermark(hasGroup: false);
            _views.PublishDurable(_log.DurableSequence);
        }
        catch (IOException failure)
        {
            _poison.Set(failure);
        }
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
                ticket.SetResult(entry.UnitIndex, verdict.Result);
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
        if (entry.Ticket is AppendTicket ticket) ticket.Fail(failure);
        else _unreported ??= failure;
    }
}
