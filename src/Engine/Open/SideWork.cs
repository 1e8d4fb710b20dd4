namespace Feedlog.Open;

/// <summary>
/// Work that a thread of the pool does beside its owner; or the owner himself, if none has begun when he needs what
/// comes of it: he never waits for a pool that is busy with others who wait.
/// </summary>
internal sealed class SideWork<T>
{
    private readonly Func<T> _work;
    private readonly Task<T?> _task;
    private int _isTaken;

    /// <summary>Asks the pool for the work.</summary>
    /// <param name="work">The work.</param>
    /// <param name="pool">What to ask; the pool of threads if left out.</param>
    public SideWork(Func<T> work, TaskScheduler? pool = null)
    {
        _work = work;
        _task = Task.Factory.StartNew(
            () => Interlocked.Exchange(ref _isTaken, 1) == 0 ? work() : default,
            CancellationToken.None, TaskCreationOptions.DenyChildAttach, pool ?? TaskScheduler.Default);
    }

    /// <summary>What comes of the work. Once; what the work throws is thrown here.</summary>
    public T Finish() =>
        Interlocked.Exchange(ref _isTaken, 1) == 0 ? _work() : _task.GetAwaiter().GetResult()!; // It has begun.

    /// <summary>What came of the work if it was begun, else default; afterwards no thread is at it, and none will be.
    /// Whether it has failed is of no interest.</summary>
    public T? Abandon()
    {
        if (Interlocked.Exchange(ref _isTaken, 1) == 0) return default;
        Task.WaitAny(_task);
        return _task.Exception is null ? _task.Result : default;
    }
}
