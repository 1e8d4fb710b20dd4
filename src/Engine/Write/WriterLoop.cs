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
internal sealed class WriterLoop
{
    private readonly AppendQueue _queue;
    private readonly LogWriter _log;
    private readonly IndexCatalog _catalog;
    private readonly IndexWorker _indexes;
    private readonly WordWorker _words;
    private readonly WordMemory _wordMemory;
    private readonly PublishedViews _views;
    private readonly FeedlogOptions _options;
    private readonly BatchPlanner _planner;
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
        AppendQueue queue, LogWriter log, IndexCatalog catalog, IndexWorker indexes, WordWorker words,
        WordMemory wordMemory, PublishedViews views, FeedlogOptions options, Poison poison, string place,
        StoreTelemetry telemetry)
    {
        _telemetry = telemetry;
        _indexes = indexes;
        _words = words;
        _wordMemory = wordMemory;
        _queue = queue;
        _log = log;
        _catalog = catalog;
        _views = views;
        _options = options;
        _poison = poison;
        _place = place;
        _planner = new BatchPlanner(catalog, options.TimeProvider);
        foreach (FrozenTail tail in catalog.Frozen) indexes.Enqueue(tail);
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
        if (!areCovered && _catalog.TailBytes > 0) _indexes.Enqueue(log.FreezeTail(_catalog));
        Publish();
        if (_options.SealsInline) SealHere(merges: false);
        return log.Manifest;
    });

    /// <summary>Makes shards part of the store in place of segments. Any thread.</summary>
    public Task<Manifest> NameShardsAsync(
        IReadOnlyList<SegmentEntry> archived, IReadOnlyList<ShardEntry> added, ulong lastShard) => AskAsync(log =>
    {
        log.ReplaceSegments(archived, added, lastShard);
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
    public Exception? SealFailure => _poison.Cause ?? _indexes.LastFailure;

    /// <summary>Has index files made of what is only indexed in memory. Any thread; does not wait for it.</summary>
    public void RequestSeal()
    {
        Volatile.Write(ref _wantsSeal, true);
        _queue.Nudge();
    }

    /// <summary>Merges index files further than while records come in. Any thread.</summary>
    public Task TidyAsync() => _indexes.TidyAsync();

    /// <summary>Starts the thread.</summary>
    public void Start()
    {
        _words.Start();
        _thread.Start();
        _indexes.Start();
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
        _indexes.Dispose();
        _words.Dispose();
        _catalog.Parts.Sealed.Release();
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
            if (_indexes.Offered is IndexChange change && !(isBusy && WillBeDurable(change))) MakePart(change);
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
            if (hasGroup) _log.Apply(_planner, _catalog);
            if (_catalog.IsTailFull) _indexes.Enqueue(_log.FreezeTail(_catalog));
            if (hasGroup) Publish();
            if (hasGroup) _words.Tell(_log.LastGroupBytes);
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

    private void PublishWords()
    {
        if (_wordMemory.Current == _catalog.Parts.Words) return;
        _catalog.UseWords(_wordMemory.Current);
        TryPublish();
    }

    private void SealTail()
    {
        if (_poison.Cause is not null || _catalog.TailBytes == 0) return;
        _indexes.Enqueue(_log.FreezeTail(_catalog));
        TryPublish();
        if (_options.SealsInline) SealHere(merges: false);
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
        _views.Publish(_catalog, _log.Manifest.Segments, _log.Manifest.Shards, _log.EndBytes);

    // Makes index files part of the store: what they cover is durable first, so that no index ever knows of a frame
    // that a power loss could take.
    private bool MakePart(IndexChange change)
    {
        Exception? failure = _poison.Cause is Exception cause ? cause : TryNameIndexes(change);
        if (failure is null)
        {
            _wordMemory.Drop(change.WordCount);
            SealedIndexes old =
                _catalog.Replace(change.Indexes, change.TailCount, _wordMemory.Current, change.Hot);
            _indexes.Settle(change, null);
            _words.TellOfRoom();
            try
            {
                Publish();
            }
            catch (Exception unpublished) when (unpublished is not OutOfMemoryException)
            {
                _poison.Set(unpublished);
            }

            old.Release();
        }
        else
        {
            _indexes.Settle(change, failure);
            if (_poison.Cause is not null) _indexes.Stop(); // No manifest will be written any more.
        }

        return failure is null;
    }

    // While records come in, a sync that runs beside them does for the index files too.
    private bool WillBeDurable(IndexChange change)
    {
        try
        {
            return !_log.IsDurable(change.ThroughGroup);
        }
        catch (SyncFailedException failure)
        {
            _poison.Set(failure);
            return false;
        }
    }

    private IOException? TryNameIndexes(IndexChange change)
    {
        try
        {
#if SABOTAGE
            if (!Sabotage.Is("name-index-before-log"))
#endif
            if (_log.DurableGroup < change.ThroughGroup) SyncNow();
            _log.ReplaceIndexes(change.Runs, change.Deaths, change.Words, change.Vectors, change.NextIndexFile);
            return null;
        }
        catch (SyncFailedException unsynced)
        {
            _poison.Set(unsynced);
            return unsynced;
        }
        catch (IOException refused)
        {
            return refused;
        }
    }

    // What is not yet sealed is held in memory: if sealing cannot keep up, appending has to wait.
    private void WaitForIndexes()
    {
        while (_indexes.IsBehind() || _words.IsBehind)
        {
            if (_indexes.Offered is IndexChange change) MakePart(change);
            else _indexes.WaitForProgress();
        }
    }

    // Whoever opens the store next makes them anew from the log.
    private void ForgetIndexes(bool onlyWords)
    {
        try
        {
            Manifest listed = _log.Manifest;
            _log.ReplaceIndexes(
                onlyWords ? listed.Runs : [], onlyWords ? listed.Deaths : [], [], onlyWords ? listed.Vectors : [],
                listed.NextIndexFile);
        }
        catch (IOException)
        {
            // Then the damage is met again, and reported again.
        }
    }

    private void SealHere(bool merges)
    {
        try
        {
            if (_options.SealsInline && _indexes.HasTails) _words.TryCatchUp(CancellationToken.None);
            while (_poison.Cause is null && _indexes.Step(merges, CancellationToken.None) is IndexChange change)
            {
                if (!MakePart(change)) break;
            }
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The tails stay and are tried again with the next group, or scanned when the store is opened.
        }
    }

    private void CloseIndexes()
    {
        _words.Stop();
        _indexes.Stop();
        while (!_indexes.HasEnded(TimeSpan.FromMilliseconds(1)))
        {
            if (_indexes.Offered is IndexChange change) MakePart(change);
        }

        if (_poison.Cause is not null) return;
        SealedIndexes files = _catalog.Parts.Sealed;
        if (files.IsSuspect || files.AreWordsSuspect)
        {
            ForgetIndexes(onlyWords: !files.IsSuspect);
            return;
        }

        if (_catalog.TailBytes >= _options.CloseTailBytes) _indexes.Enqueue(_log.FreezeTail(_catalog));
        _indexes.FinishUp(_options.CloseTailBytes);
        if (_words.UnsealedBytes >= _options.CloseTailBytes && _words.IsNearEnd) IndexWords();
        // Merging is for those who stay; but short sessions must not pile up files for ever.
        const int filesMax = 2 * MergePolicy.FilesMax;
        SealHere(merges: files.RunFiles.Count > filesMax || files.WordFiles.Count > filesMax ||
            files.VectorFiles.GroupBy(file => file.Reader.Entry.ModelHash).Any(model => model.Count() > filesMax));
    }

    // So that who opens the store next finds all words in files.
    private void IndexWords()
    {
        try
        {
            Publish();
            _words.TryCatchUp(CancellationToken.None);
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // Then they are indexed by who opens the store next.
        }
    }

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
