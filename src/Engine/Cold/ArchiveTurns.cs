namespace Feedlog.Cold;

/// <summary>Lets one archiving or purge run at a time, and ends it when the store is closed. Any thread.</summary>
internal sealed class ArchiveTurns : IAsyncDisposable
{
    private readonly SemaphoreSlim _turn = new(1);
    private readonly CancellationTokenSource _closing = new();

    private ArchiveTurns()
    {
    }

    /// <summary>Turns of which none is taken.</summary>
    public static ArchiveTurns Begin() => new();

    /// <summary>Runs an archiving or a purge when those before it have ended.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled, or the store was closed.</exception>
    public async Task<T> RunAsync<T>(
        Func<CancellationToken, Task<T>> run, CancellationToken cancellationToken)
    {
        using CancellationTokenSource ending = CancellationTokenSource.CreateLinkedTokenSource(
            cancellationToken, _closing.Token);
        await _turn.WaitAsync(ending.Token).ConfigureAwait(false);
        try
        {
            return await Task.Run(() => run(ending.Token), ending.Token).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Ends what runs and waits for it; no other begins.</summary>
    public async ValueTask DisposeAsync()
    {
        await _closing.CancelAsync().ConfigureAwait(false);
        await _turn.WaitAsync().ConfigureAwait(false);
    }
}
