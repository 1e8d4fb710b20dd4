namespace Feedlog.Sealing;

/// <summary>
/// Tells one thread that there is something to do, or that it is to end. Any thread tells; one waits. However the
/// calls interleave, none is lost.
/// </summary>
internal sealed class WorkSignal : IDisposable
{
    private readonly object _gate = new(); // Lock cannot be waited on.
    private readonly CancellationTokenSource _stop = new();
    private bool _hasWork;

    /// <summary>Cancelled when the thread is to end.</summary>
    public CancellationToken Token => _stop.Token;

    /// <summary>Tells that there is something to do; cheap if that is known already. What is to be done must have
    /// been published behind a full fence.</summary>
    public void Set()
    {
        if (Volatile.Read(ref _hasWork)) return;
        lock (_gate)
        {
            _hasWork = true;
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Tells the thread to end.</summary>
    public void Stop()
    {
        _stop.Cancel();
        lock (_gate) Monitor.Pulse(_gate);
    }

    /// <summary>Waits until there is something to do; false if the thread is to end.</summary>
    public bool Wait()
    {
        lock (_gate)
        {
            while (!_hasWork && !_stop.IsCancellationRequested) Monitor.Wait(_gate);
            // With a fence: what was published before a call of Set that saw work is seen by who looks now.
            Interlocked.Exchange(ref _hasWork, false);
            return !_stop.IsCancellationRequested;
        }
    }

    /// <summary>Lets time pass; false, and at once, if the thread is to end.</summary>
    public bool Pause(TimeSpan time) => !_stop.Token.WaitHandle.WaitOne(time);

    /// <summary>After the thread has ended.</summary>
    public void Dispose() => _stop.Dispose();
}
