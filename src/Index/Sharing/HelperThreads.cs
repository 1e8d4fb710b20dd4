using System.Collections.Concurrent;
using System.Diagnostics;

namespace Feedlog.Indexing.Sharing;

/// <summary>A few threads that help others with work of less than milliseconds. Any thread.</summary>
/// <remarks>
/// They do nothing else, so that one that is free begins soon after it was asked; a thread of the pool comes more often
/// when there is nothing left to help with. A thread is made when none is free, as long as there are not enough, and
/// goes when nobody has asked it for a while; what is asked of more waits until one of them is free.
/// </remarks>
public sealed class HelperThreads : TaskScheduler
{
    // So long a thread without work stays awake: who asks again and again need not wake it.
    private static readonly TimeSpan s_awake = TimeSpan.FromMicroseconds(100);

    private readonly Lock _gate = new();
    private readonly ConcurrentQueue<Task> _asked = new();
    private readonly TimeSpan _idleTime;

    // How to wake those of the free threads that sleep and were not called yet; the last is the last that worked.
    private readonly List<SemaphoreSlim> _asleep = [];
    private int _threads;
    private int _free;

    /// <summary>Threads that are made when they are needed.</summary>
    /// <param name="threadsMax">How many at most; 1 or more.</param>
    /// <param name="idleTime">After how long without work a thread goes.</param>
    internal HelperThreads(int threadsMax, TimeSpan idleTime)
    {
        MaximumConcurrencyLevel = threadsMax;
        _idleTime = idleTime;
    }

    /// <summary>The threads of this process.</summary>
    /// <remarks>Two at least: who asks for one may do so while another is at work.</remarks>
    public static HelperThreads Shared { get; } =
        new(Math.Max(2, Environment.ProcessorCount), TimeSpan.FromSeconds(20));

    /// <inheritdoc/>
    public override int MaximumConcurrencyLevel { get; }

    /// <summary>How many threads there are.</summary>
    internal int Threads
    {
        get
        {
            lock (_gate) return _threads;
        }
    }

    /// <summary>How many of them wait for work, or have not yet seen that there is some.</summary>
    internal int Free
    {
        get
        {
            lock (_gate) return _free;
        }
    }

    /// <summary>Asks for work; it is done when a thread is free.</summary>
    public Task Start(Action work) => Task.Factory.StartNew(
        work, CancellationToken.None, TaskCreationOptions.DenyChildAttach | TaskCreationOptions.HideScheduler, this);

    /// <inheritdoc/>
    protected override void QueueTask(Task task)
    {
        bool isNew;
        lock (_gate)
        {
            _asked.Enqueue(task);
            isNew = _asked.Count > _free && _threads < MaximumConcurrencyLevel;
            if (isNew) _threads++;
            // There are never more than those that are awake will see, while one sleeps.
            else if (_asleep.Count > 0 && _asked.Count > _free - _asleep.Count) Wake();
        }

        // It takes until a processor has time for the new thread, for which who asks shall not wait.
        if (isNew) ThreadPool.UnsafeQueueUserWorkItem(static threads => threads.AddThread(), this, preferLocal: false);
    }

    /// <inheritdoc/>
    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

    /// <inheritdoc/>
    protected override IEnumerable<Task> GetScheduledTasks() => [.. _asked];

    private void AddThread()
    {
        try
        {
            new Thread(Serve) { IsBackground = true, Name = "Feedlog helper" }.UnsafeStart();
        }
        catch (Exception failure) when (failure is OutOfMemoryException or ThreadStartException)
        {
            // The system gives none: this one takes its place until there is nothing left to do.
            while (Next() is Task task) TryExecuteTask(task);
        }
    }

    // Null: the thread is not needed any more.
    private Task? Next()
    {
        lock (_gate)
        {
            if (_asked.TryDequeue(out Task? task)) return task;
            _threads--;
            return null;
        }
    }

    private void Wake()
    {
        SemaphoreSlim call = _asleep[^1];
        _asleep.RemoveAt(_asleep.Count - 1);
        call.Release();
    }

    private void Serve()
    {
        using SemaphoreSlim call = new(0);
        while (TryTake(call) is Task task) TryExecuteTask(task);
    }

    // Null: the thread is not needed any more.
    private Task? TryTake(SemaphoreSlim call)
    {
        lock (_gate) _free++;
        SpinWait spin = default;
        long start = Stopwatch.GetTimestamp();
        while (_asked.IsEmpty && Stopwatch.GetElapsedTime(start) < s_awake) spin.SpinOnce(sleep1Threshold: -1);
        while (true)
        {
            lock (_gate)
            {
                if (_asked.TryDequeue(out Task? task))
                {
                    _free--;
                    return task;
                }

                _asleep.Add(call);
            }

            if (call.Wait(_idleTime)) continue;
            lock (_gate)
            {
                if (_asleep.Remove(call))
                {
                    _free--;
                    _threads--;
                    return null;
                }
            }

            call.Wait(); // It was called just now.
        }
    }
}
