using Feedlog.Format.Storage;

namespace Feedlog.Open;

/// <summary>A scan of the tail that a thread of the pool makes while index files are opened. One owner.</summary>
internal sealed class TailAhead : IDisposable
{
    private readonly TailStart _start;
    private readonly CancellationToken _cancellationToken;
    private readonly CancellationTokenSource _cancellation;
    private SideWork<TailScan>? _scan;

    /// <summary>Asks the pool for a scan.</summary>
    public TailAhead(IStorage storage, TailStart start, CancellationToken cancellationToken)
    {
        _start = start;
        _cancellationToken = cancellationToken;
        _cancellation = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        CancellationToken ending = _cancellation.Token;
        _scan = new SideWork<TailScan>(() => TailScan.Read(storage, start, ending));
    }

    /// <summary>The scan, the caller's to dispose of; null if one from another place is wanted. Once.</summary>
    /// <exception cref="IOException">The segment is missing or cannot be read.</exception>
    /// <exception cref="OperationCanceledException">The opening was cancelled, by the token of who opens.</exception>
    public TailScan? Take(TailStart wanted)
    {
        if (wanted != _start) return null;
        SideWork<TailScan> scan = _scan!; // Nobody has taken it.
        _scan = null;
        try
        {
            return scan.Finish();
        }
        catch (OperationCanceledException)
        {
            _cancellationToken.ThrowIfCancellationRequested();
            throw;
        }
    }

    /// <summary>Afterwards no thread is at it.</summary>
    public void Dispose()
    {
        _cancellation.Cancel();
        _scan?.Abandon()?.Dispose();
        _cancellation.Dispose();
    }
}
