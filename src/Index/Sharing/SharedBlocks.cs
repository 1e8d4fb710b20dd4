using System.Diagnostics;

namespace Feedlog.Indexing.Sharing;

/// <summary>Numbered blocks of work that the calling thread and helpers take one after the other.</summary>
/// <remarks>
/// A block is worth some tens of microseconds, about what it takes to wake a thread: so the caller begins at once and
/// never waits for a helper that has not begun; such a helper finds no block and touches nothing.
/// </remarks>
public sealed class SharedBlocks
{
    private readonly int _count;

    // Any worker takes the next.
    private int _next;

    private SharedBlocks(int count) => _count = count;

    /// <summary>Works all blocks off and returns when no worker has one in hand any more.</summary>
    /// <param name="count">How many blocks there are.</param>
    /// <param name="threads">How many threads at most, the calling one among them; 1 or more.</param>
    /// <param name="work">Takes blocks until there are none; gets the number of the worker, 0 for the caller. What it
    /// throws is thrown here.</param>
    public static void Run(int count, int threads, Action<SharedBlocks, int> work)
    {
        SharedBlocks blocks = new(count);
        ExtraWorker?[] helpers = new ExtraWorker?[Math.Clamp(count, 1, threads) - 1];
        try
        {
            for (int i = 0; i < helpers.Length; i++) helpers[i] = new ExtraWorker(blocks, i + 1, work);
            work(blocks, 0);
        }
        finally
        {
            // After a failure there may be blocks left: nobody may begin one while the caller lets go of the files.
            blocks.TakeRest();
            foreach (ExtraWorker? helper in helpers) helper?.Wait();
        }

        foreach (ExtraWorker? helper in helpers) helper?.Throw();
    }

    /// <summary>Takes the next block.</summary>
    /// <returns>False when there are none.</returns>
    public bool TryTake(out int block)
    {
        block = Interlocked.Increment(ref _next) - 1;
        return (uint)block < (uint)_count;
    }

    private void TakeRest() => Interlocked.Exchange(ref _next, _count);

    private sealed class ExtraWorker
    {
        // A caller who sleeps is often woken on the helper's processor and goes on there; the next helper, sent to the
        // processor where it was last, then waits for the caller to end.
        private static readonly TimeSpan s_awake = TimeSpan.FromMicroseconds(300);

        private readonly Task _task;

        // Written before the first block is taken, so who sees no block left and false here knows that none was taken.
        private bool _hasBegun;

        public ExtraWorker(SharedBlocks blocks, int worker, Action<SharedBlocks, int> work) =>
            _task = HelperThreads.Shared.Start(() => Work(blocks, worker, work));

        public void Wait()
        {
            if (!Volatile.Read(ref _hasBegun)) return;
            SpinWait spin = default;
            long start = Stopwatch.GetTimestamp();
            while (!_task.IsCompleted && Stopwatch.GetElapsedTime(start) < s_awake) spin.SpinOnce(sleep1Threshold: -1);
            Task.WaitAny(_task);
            _ = _task.Exception; // Somebody has seen it, also if the caller has failed himself.
        }

        public void Throw()
        {
            if (_task.IsFaulted) _task.GetAwaiter().GetResult();
        }

        private void Work(SharedBlocks blocks, int worker, Action<SharedBlocks, int> work)
        {
            Volatile.Write(ref _hasBegun, true);
            try
            {
                work(blocks, worker);
            }
            catch
            {
                // The caller shall see it soon.
                blocks.TakeRest();
                throw;
            }
        }
    }
}
