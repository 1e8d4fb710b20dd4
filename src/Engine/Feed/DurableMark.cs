namespace Feedlog.Feed;

/// <summary>
/// Up to which sequence everything is durable and published, and who waits for more. One thread advances it; any may
/// ask and wait.
/// </summary>
internal sealed class DurableMark
{
    private readonly Lock _gate = new();
    private TaskCompletionSource? _nextChange;
    private ulong _sequence;
    private bool _isClosed;

    /// <summary>Every frame up to this sequence survives any crash.</summary>
    public ulong Sequence => Volatile.Read(ref _sequence);

    /// <summary>Says whether the store was closed: the mark moves no more.</summary>
    public bool IsClosed => Volatile.Read(ref _isClosed);

    /// <summary>Moves the mark and wakes who waits; it never goes back.</summary>
    public void Advance(ulong sequence)
    {
        if (sequence <= Sequence) return; // The one thread that moves it asks: no lock for a group that moves nothing.
        TaskCompletionSource? change;
        lock (_gate)
        {
            Volatile.Write(ref _sequence, sequence);
            (change, _nextChange) = (_nextChange, null);
        }

        change?.SetResult();
    }

    /// <summary>Wakes who waits, for good.</summary>
    public void Close()
    {
        TaskCompletionSource? change;
        lock (_gate)
        {
            Volatile.Write(ref _isClosed, true);
            (change, _nextChange) = (_nextChange, null);
        }

        change?.SetResult();
    }

    /// <summary>Ends once the mark is beyond a sequence or has moved, or the store is closed.</summary>
    public Task WaitBeyond(ulong sequence)
    {
        lock (_gate)
        {
            if (_isClosed || _sequence > sequence) return Task.CompletedTask;

            // Whoever waits goes on elsewhere: the writer must not run it.
            _nextChange ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _nextChange.Task;
        }
    }
}
