using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Vectors;
using Feedlog.Indexing.Views;
using Feedlog.Write;

namespace Feedlog.Sealing;

/// <summary>
/// The one background thread: seals frozen tails and merges index files, one after the other, and hands each change to
/// the writer and waits until it is done with it.
/// </summary>
/// <remarks>
/// A failure costs nothing but memory: the tails stay, and after a pause the same is tried again with a new number.
/// </remarks>
internal sealed class IndexWorker : IDisposable
{
    // While much of the log waits for its words, so many files of words may gather: to merge them all at once later
    // is less work, and leaves one.
    private const int LateWordFilesMax = 64;

    private static readonly TimeSpan s_retryPause = TimeSpan.FromSeconds(1);

    private readonly Lock _gate = new();
    private readonly AutoResetEvent _work = new(false);
    private readonly ManualResetEventSlim _progress = new(false);
    private readonly CancellationTokenSource _stop = new();
    private readonly IndexSealer _sealer;
    private readonly WordMemory _words;
    private readonly Action _nudgeWriter;
    private readonly long _waitingBytesMax;
    private long _wordFileBytes;
    private bool _isFinishing;
    private readonly List<FrozenTail> _waiting = [];
    private readonly Thread? _thread;
    private SealedIndexes _current;
    private IndexChange? _offered;
    private long _waitingBytes;
    private Exception? _lastFailure;
    private TaskCompletionSource? _tidying;
    private bool _hasEnded;

    /// <summary>A worker that is not running yet.</summary>
    /// <param name="sealer">Makes the files.</param>
    /// <param name="current">The sealed indexes of the store; the worker takes a reference.</param>
    /// <param name="words">The parts of words in memory, of which files are made.</param>
    /// <param name="options">How the store was opened.</param>
    /// <param name="nudgeWriter">Makes the writer look for a change.</param>
    public IndexWorker(
        IndexSealer sealer, SealedIndexes current, WordMemory words, FeedlogOptions options, Action nudgeWriter)
    {
        _words = words;
        _wordFileBytes = options.WordFileBytes;
        _sealer = sealer;
        _current = current;
        _nudgeWriter = nudgeWriter;
        _waitingBytesMax = options.WaitingTailBytesMax;
        current.AddReference();
        if (!options.SealsInline) _thread = new Thread(Run) { IsBackground = true, Name = "feedlog-index" };
    }

    /// <summary>The number of the next index file. After the thread has ended.</summary>
    public ulong NextIndexFile => _sealer.NextIndexFile;

    /// <summary>Starts the thread, unless the writer's own is to do the work.</summary>
    public void Start() => _thread?.Start();

    /// <summary>Takes a tail to be sealed. Writer only.</summary>
    public void Enqueue(FrozenTail tail)
    {
        lock (_gate)
        {
            _waiting.Add(tail);
            _waitingBytes += tail.LogBytes;
        }

        _work.Set();
    }

    /// <summary>Whether tails wait to be sealed.</summary>
    public bool HasTails
    {
        get
        {
            lock (_gate) return _waiting.Count > 0;
        }
    }

    /// <summary>Makes the worker look for something to do.</summary>
    public void Wake() => _work.Set();

    /// <summary>Why nothing could be made lately; null if all is well. Any thread.</summary>
    public Exception? LastFailure
    {
        get
        {
            lock (_gate) return _lastFailure;
        }
    }

    /// <summary>Merges files further than while records come in. Any thread.</summary>
    /// <returns>Ends when there is nothing more to merge; fails if a merge does.</returns>
    /// <exception cref="ObjectDisposedException">The store was closed.</exception>
    public Task TidyAsync()
    {
        Task tidying;
        lock (_gate)
        {
            if (_thread is null) return Task.CompletedTask;
            ObjectDisposedException.ThrowIf(_hasEnded, typeof(FeedlogStore));
            _tidying ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            tidying = _tidying.Task;
            _work.Set();
        }

        return tidying;
    }

    /// <summary>The change that waits for the writer; null if there is none. Writer only.</summary>
    public IndexChange? Offered => Volatile.Read(ref _offered);

    /// <summary>The writer has made the offered change part of the store, or has failed to. Writer only.</summary>
    public void Settle(IndexChange change, Exception? failure)
    {
        if (failure is null) Take(change);
        // After a failed sync nobody knows which manifest is there: it may name the new files.
        else Discard(change, failure, deletes: failure is not SyncFailedException);
        Volatile.Write(ref _offered, null);
        _work.Set();
    }

    /// <summary>Says whether so much waits that the writer should wait too; it throws if waiting is in vain.</summary>
    /// <exception cref="IOException">The worker cannot write.</exception>
    public bool IsBehind()
    {
        lock (_gate)
        {
            if (_waitingBytes <= _waitingBytesMax) return false;
            if (_lastFailure is Exception failure) throw new IOException(failure.Message, failure.HResult);
            return true;
        }
    }

    /// <summary>Waits a moment for the worker. Writer only; it must look for an offered change afterwards.</summary>
    public void WaitForProgress()
    {
        _progress.Wait(TimeSpan.FromMilliseconds(10));
        _progress.Reset();
    }

    /// <summary>One step of work on the calling thread; null if there is nothing to do. Not while the thread runs.
    /// </summary>
    /// <exception cref="IOException">The files cannot be written.</exception>
    public IndexChange? Step(bool merges, CancellationToken cancellationToken)
    {
        FrozenTail[] tails;
        lock (_gate) tails = [.. _waiting];
        if (tails.Length > 0 || _current.RunFiles.Count > 0)
        {
            IndexChange? change = Seal(tails);
            if (change is not null) return change;
        }

        if (!merges) return null;
        try
        {
            // Words come last: what goes wrong with them holds up nothing else.
            IndexChange? change = _current.IsSuspect ? null : _sealer.Merge(_current, IsTidying, cancellationToken);
            bool mergesLater = _words.IsCatchingUp && !_isFinishing && _current.WordFiles.Count <= LateWordFilesMax;
            return change is not null || _current.AreWordsSuspect || mergesLater
                ? change
                : _sealer.MergeWords(_current, Wake, cancellationToken);
        }
        catch (IndexDamageException damage)
        {
            // Trying again would meet it again; the files are forgotten when the store is closed.
            _current.MarkSuspect(damage.Path);
            return null;
        }
    }

    /// <summary>Makes smaller files of words too, and all by the calling thread. After the thread has ended.</summary>
    /// <param name="wordFileBytes">A file is worth it from so many bytes of log on.</param>
    public void FinishUp(long wordFileBytes)
    {
        _isFinishing = true;
        _wordFileBytes = Math.Min(_wordFileBytes, wordFileBytes);
        _sealer.MergeInline();
    }

    /// <summary>Tells the thread to end; it may still offer a change that the writer must settle.</summary>
    public void Stop()
    {
        _stop.Cancel();
        _work.Set();
    }

    /// <summary>Says whether the thread has ended, after a moment of waiting.</summary>
    public bool HasEnded(TimeSpan patience) => _thread is null || _thread.Join(patience);

    /// <summary>Lets go of the files. After the thread has ended.</summary>
    public void Dispose()
    {
        _sealer.Dispose();
        _current.Release();
        _work.Dispose();
        _progress.Dispose();
        _stop.Dispose();
    }

    private bool IsTidying
    {
        get
        {
            lock (_gate) return _tidying is not null;
        }
    }

    private void Run()
    {
        // What is not sealed yet is in memory and found there.
        BackgroundThread.GiveWay();
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                bool isTidying = IsTidying;
                IndexChange? change = Step(merges: true, _stop.Token);
                if (change is null)
                {
                    if (isTidying) EndTidying(null);
                    _work.WaitOne();
                }
                else if (!Offer(change))
                {
                    EndTidying(LastFailure);
                    Pause();
                }
            }
            catch (OperationCanceledException)
            {
                break;
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                lock (_gate) _lastFailure = failure;
                _progress.Set();
                EndTidying(failure);
                Pause();
            }
        }

        lock (_gate) _hasEnded = true;
        EndTidying(new ObjectDisposedException(nameof(FeedlogStore)));
    }

    private void EndTidying(Exception? failure)
    {
        TaskCompletionSource? tidying;
        lock (_gate)
        {
            tidying = _tidying;
            _tidying = null;
        }

        if (failure is null) tidying?.TrySetResult();
        else tidying?.TrySetException(failure);
    }

    // Words of the tails go into the manifest with the run; those that came too late by themselves.
    private IndexChange? Seal(FrozenTail[] tails)
    {
        bool hasTails = tails.Length > 0;
        ulong lastGroup = hasTails ? tails[^1].Coverage.LastGroup : _current.RunFiles[^1].Reader.Coverage.LastGroup;
        IReadOnlyList<MemoryWords> words = _words.TakeOldest(lastGroup, hasTails ? 1 : _wordFileBytes);
        IndexChange? change = null;
        try
        {
            if (hasTails) change = _sealer.Seal(_current, tails, words);
            else if (words.Count > 0) change = _sealer.SealWords(_current, words);
            return change;
        }
        finally
        {
            if (change is null || change.WordCount == 0) _words.GiveBack(words);
        }
    }

    private void Pause() => _stop.Token.WaitHandle.WaitOne(s_retryPause);

    // False if the writer could not make it part of the store.
    private bool Offer(IndexChange change)
    {
        Volatile.Write(ref _offered, change);
        _progress.Set();
        _nudgeWriter();
        while (Volatile.Read(ref _offered) is not null) _work.WaitOne();
        lock (_gate) return _lastFailure is null;
    }

    private void Take(IndexChange change)
    {
        MarkObsolete(_current, change.Indexes);
        change.Indexes.AddReference();
        _current.Release();
        _current = change.Indexes;
        lock (_gate)
        {
            for (int i = 0; i < change.TailCount; i++) _waitingBytes -= _waiting[i].LogBytes;
            _waiting.RemoveRange(0, change.TailCount);
            _lastFailure = null;
        }
    }

    private void Discard(IndexChange change, Exception failure, bool deletes)
    {
        if (deletes) MarkObsolete(change.Indexes, _current);
        _words.GiveBackOldest(change.WordCount);
        change.Indexes.Release();
        lock (_gate) _lastFailure = failure;
    }

    private static void MarkObsolete(SealedIndexes old, SealedIndexes kept)
    {
        foreach (SharedIndexFile<RunReader> file in old.RunFiles.Except(kept.RunFiles)) file.MarkObsolete();
        foreach (SharedIndexFile<DeathsReader> file in old.DeathsFiles.Except(kept.DeathsFiles)) file.MarkObsolete();
        foreach (SharedIndexFile<KeywordPart> file in old.WordFiles.Except(kept.WordFiles)) file.MarkObsolete();
        foreach (SharedIndexFile<VectorFileReader> file in old.VectorFiles.Except(kept.VectorFiles))
            file.MarkObsolete();
    }
}
