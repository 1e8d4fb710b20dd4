namespace Feedlog.Fsck.Checks;

/// <summary>
/// Examines the parts of something several at once: while one thread waits for the disk, or for the system to copy, the
/// others compute. What they find is put together in the order of the parts.
/// </summary>
internal sealed class PartSchedule
{
    private readonly CheckContext _context;
    private readonly Action<CheckContext, int> _check;
    private readonly CheckContext?[] _finished;
    private readonly Lock _gate = new();
    private int _begunCount;
    private int _joinedCount;

    private PartSchedule(CheckContext context, int partCount, Action<CheckContext, int> check)
    {
        _context = context;
        _check = check;
        _finished = new CheckContext?[partCount];
    }

    /// <summary>Runs the check of every part and returns when all are done.</summary>
    /// <param name="context">Takes the findings and counts.</param>
    /// <param name="partCount">How many parts there are.</param>
    /// <param name="threadCount">How many threads may work at once.</param>
    /// <param name="check">Examines the part with this index, with a context of its own; any thread calls it.</param>
    /// <exception cref="OperationCanceledException">Cancelled; what was found is in the context.</exception>
    public static void Run(CheckContext context, int partCount, int threadCount, Action<CheckContext, int> check)
    {
        if (threadCount <= 1)
        {
            for (int i = 0; i < partCount; i++) RunAlone(context, i, check);
            return;
        }

        PartSchedule schedule = new(context, partCount, check);
        Parallel.For(0, threadCount, _ => schedule.Work());
        foreach (CheckContext? part in schedule._finished)
        {
            // Only a run that was cancelled leaves parts behind others that were never finished.
            if (part is not null) context.Join(part);
        }

        context.CancellationToken.ThrowIfCancellationRequested();
    }

    private static void RunAlone(CheckContext context, int index, Action<CheckContext, int> check)
    {
        CheckContext part = context.Fork();
        try
        {
            check(part, index);
        }
        finally
        {
            context.Join(part);
        }
    }

    private void Work()
    {
        while (true)
        {
            int index = Interlocked.Increment(ref _begunCount) - 1;
            if (index >= _finished.Length || _context.CancellationToken.IsCancellationRequested) return;
            CheckContext part = _context.Fork();
            try
            {
                _check(part, index);
            }
            catch (OperationCanceledException)
            {
                // All threads end at their next read, and the run says so when they have.
            }

            Finish(part, index);
        }
    }

    // Joined as soon as its turn comes, so that the findings of a large store do not pile up.
    private void Finish(CheckContext part, int index)
    {
        lock (_gate)
        {
            _finished[index] = part;
            while (_joinedCount < _finished.Length && _finished[_joinedCount] is CheckContext next)
            {
                _context.Join(next);
                _finished[_joinedCount++] = null;
            }
        }
    }
}
