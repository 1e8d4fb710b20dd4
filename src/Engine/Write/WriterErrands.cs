namespace Feedlog.Write;

/// <summary>What others have the writer's thread do between two groups. Any thread asks; the writer runs them in turn.
/// </summary>
internal sealed class WriterErrands
{
    private readonly Lock _gate = new();
    private readonly Queue<(Action Run, Action<Exception> Fail)> _waiting = new();
    private bool _isClosed;

    /// <summary>Has an errand run; the caller wakes the writer.</summary>
    public Task<T> AskAsync<T>(Func<T> errand)
    {
        TaskCompletionSource<T> done = new(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            if (_isClosed) done.SetException(Closed());
            else _waiting.Enqueue((() => done.SetResult(errand()), failure => done.TrySetException(failure)));
        }

        return done.Task;
    }

    /// <summary>Runs what waits. Writer only.</summary>
    /// <param name="poison">Set where nobody knows any more what is on the medium; then nothing is run.</param>
    /// <param name="place">Where the store is, for messages.</param>
    public void Run(Poison poison, string place)
    {
        while (TryTake(out Action run, out Action<Exception> fail))
        {
            try
            {
                if (poison.Cause is FeedlogPoisonedException cause) throw cause;
                run();
            }
            catch (SyncFailedException failure)
            {
                fail(poison.Set(failure));
            }
            catch (IOException failure)
            {
                fail(Throw.Storage(failure, $"Changing {place} failed"));
            }
            catch (FeedlogException failure)
            {
                fail(failure);
            }
            catch (Exception failure) when (failure is not OutOfMemoryException)
            {
                fail(poison.Set(failure));
            }
        }
    }

    /// <summary>Refuses what comes and what waits.</summary>
    public void Close()
    {
        lock (_gate) _isClosed = true;
        while (TryTake(out _, out Action<Exception> fail)) fail(Closed());
    }

    private bool TryTake(out Action run, out Action<Exception> fail)
    {
        lock (_gate)
        {
            bool isThere = _waiting.TryDequeue(out (Action Run, Action<Exception> Fail) errand);
            (run, fail) = errand;
            return isThere;
        }
    }

    private static ObjectDisposedException Closed() => new(nameof(FeedlogStore));
}
