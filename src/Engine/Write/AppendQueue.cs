namespace Feedlog.Write;

/// <summary>
/// Where producers leave frames for the writer: blocks that fill while the writer is busy, bounded in bytes. A group
/// forms by itself: it is what came in while the one before was written and synced.
/// </summary>
internal sealed class AppendQueue : IDisposable
{
    private const int BlockBytesMin = 64 * 1024;
    private const int BlockBytesMax = 1024 * 1024;

    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _work = new(false);
    private readonly Queue<AppendBlock> _full = new();
    private readonly Stack<AppendBlock> _spare = new();
    private readonly long _limitBytes;
    private readonly int _blockBytes;
    private AppendBlock? _filling;
    private TaskCompletionSource? _roomWaiters;
    private long _queuedBytes;
    private bool _isWriterAsleep;
    private bool _isClosed;
    private bool _isNudged;

    /// <summary>A queue that holds at most so many bytes, or one request that is larger.</summary>
    public AppendQueue(long limitBytes)
    {
        _limitBytes = limitBytes;
        _blockBytes = (int)Math.Clamp(limitBytes / 4, BlockBytesMin, BlockBytesMax);
    }

    /// <summary>
    /// Takes entries into the block that is filling; false if the queue is full. The caller must then encode the frames
    /// and call <see cref="AppendBlock.MarkReady"/>, whatever happens. Any thread.
    /// </summary>
    /// <param name="entries">One unit or several, with offsets counted from the start of its bytes.</param>
    /// <param name="lengthBytes">The bytes of all its frames.</param>
    /// <param name="reservation">Where to encode to.</param>
    /// <exception cref="ObjectDisposedException">The queue was closed.</exception>
    public bool TryReserve(ReadOnlySpan<AppendEntry> entries, int lengthBytes, out Reservation reservation)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isClosed, typeof(FeedlogStore));
            reservation = default;
            if (_queuedBytes > 0 && _queuedBytes + lengthBytes > _limitBytes) return false;

            if (_filling is not null && !_filling.Fits(lengthBytes, entries.Length))
            {
                _full.Enqueue(_filling);
                _filling = null;
            }

            _filling ??= NextBlock(lengthBytes);
            reservation = _filling.Reserve(entries, lengthBytes);
            _queuedBytes += lengthBytes;
            if (_isWriterAsleep) WakeWriter();
            return true;
        }
    }

    /// <summary>Ends when there may be room again. Any thread.</summary>
    public Task WaitForRoomAsync()
    {
        lock (_gate)
        {
            if (_queuedBytes == 0 || _isClosed) return Task.CompletedTask;
            _roomWaiters ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _roomWaiters.Task;
        }
    }

    /// <summary>
    /// Takes the oldest block, waiting for one; null when the time is over or the queue is closed and empty. Writer
    /// only.
    /// </summary>
    public AppendBlock? Take(TimeSpan timeout)
    {
        AppendBlock? block = SpinForBlock() ?? WaitForBlock(timeout);
        block?.WaitUntilReady();
        return block;
    }

    /// <summary>Gives a block back once it was worked off. Writer only.</summary>
    public void Return(AppendBlock block)
    {
        TaskCompletionSource? waiters;
        lock (_gate)
        {
            _queuedBytes -= block.UsedBytes;
            waiters = _roomWaiters;
            _roomWaiters = null;
        }

        Keep(block);
        waiters?.TrySetResult();
    }

    /// <summary>How many bytes wait for the writer or are being written. Any thread.</summary>
    public long QueuedBytes => Volatile.Read(ref _queuedBytes);

    /// <summary>Makes the writer come back from waiting, though there may be nothing to write. Any thread.</summary>
    public void Nudge()
    {
        lock (_gate)
        {
            _isNudged = true;
            WakeWriter();
        }
    }

    /// <summary>Refuses new entries from now on and wakes the writer.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _isClosed = true;
            WakeWriter();
        }
    }

    /// <summary>To be called once the queue is closed and the writer has ended.</summary>
    public void Dispose() => _work.Dispose();

    /// <summary>Says whether the queue was closed and everything in it was taken.</summary>
    public bool IsDrained
    {
        get
        {
            lock (_gate) return _isClosed && _full.Count == 0 && _filling is null;
        }
    }

    // A caller that appends one by one comes back within microseconds; waking a sleeping thread costs more than that.
    private AppendBlock? SpinForBlock()
    {
        const int rounds = 64;
        const int spinsPerRound = 32;
        for (int i = 0; i < rounds; i++)
        {
            if (Volatile.Read(ref _filling) is not null) break;
            Thread.SpinWait(spinsPerRound);
        }

        lock (_gate) return Detach();
    }

    private AppendBlock? WaitForBlock(TimeSpan timeout)
    {
        lock (_gate)
        {
            AppendBlock? block = Detach();
            if (block is not null || _isClosed || _isNudged)
            {
                _isNudged = false;
                return block;
            }

            // Under the lock: whoever reserves from here on sees that the writer sleeps, and wakes it.
            _work.Reset();
            _isWriterAsleep = true;
        }

        _work.Wait(timeout);
        lock (_gate)
        {
            _isWriterAsleep = false;
            return Detach();
        }
    }

    // Under the lock.
    private AppendBlock NextBlock(int lengthBytes)
    {
        bool isOrdinary = lengthBytes <= _blockBytes;
        return isOrdinary && _spare.TryPop(out AppendBlock? spare)
            ? spare
            : new AppendBlock(Math.Max(_blockBytes, lengthBytes));
    }

    // One block fills while the writer has another: two spares make appending free of allocation.
    private void Keep(AppendBlock block)
    {
        const int sparesMax = 2;
        if (block.CapacityBytes == _blockBytes)
        {
            block.Clear();
            lock (_gate)
            {
                if (!_isClosed && _spare.Count < sparesMax)
                {
                    _spare.Push(block);
                    return;
                }
            }
        }

        block.Recycle();
    }

    private void WakeWriter()
    {
        _isWriterAsleep = false;
        _work.Set();
    }

    private AppendBlock? Detach()
    {
        if (_full.TryDequeue(out AppendBlock? block)) return block;
        block = _filling;
        _filling = null;
        return block;
    }
}
