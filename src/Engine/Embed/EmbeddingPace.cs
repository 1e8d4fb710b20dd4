using System.Diagnostics;
using Feedlog.Write;

namespace Feedlog.Embed;

/// <summary>
/// Keeps embedding out of the way of who appends: while the writer has much to do, one part in twenty of the time is
/// worked and the rest waited, and vectors fall behind; as soon as it has not, nothing is waited. One thread.
/// </summary>
internal sealed class EmbeddingPace(WriterLoad load)
{
    // Appends that are synced one by one, with time between them, do not make a busy writer; one after the other do.
    private const double BusyShare = 0.25;
    private const int PausePerWork = 19;

    private static readonly TimeSpan s_slice = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_shortest = TimeSpan.FromMilliseconds(1);

    private long _since = Stopwatch.GetTimestamp();
    private long _busyBefore;
    private long _beganAt;
    private bool _isBusy;

    /// <summary>A batch begins.</summary>
    public void Begin() => _beganAt = Stopwatch.GetTimestamp();

    /// <summary>Its vectors are made, and none of them has come to the writer yet: what it has to do is others' work.
    /// </summary>
    public void NoteMade() => Look();

    /// <summary>The batch is done: waits if others have much to write.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public async Task YieldAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = Stopwatch.GetElapsedTime(_beganAt) * PausePerWork;
        Restart();
        while (_isBusy && left > TimeSpan.Zero)
        {
            TimeSpan slice = left < s_slice ? left : s_slice;
            await Task.Delay(slice > s_shortest ? slice : s_shortest, cancellationToken).ConfigureAwait(false);
            left -= Stopwatch.GetElapsedTime(_since);
            Look();
            Restart();
        }
    }

    private void Look()
    {
        long now = Stopwatch.GetTimestamp();
        _isBusy = load.BusyTicksAt(now) - _busyBefore > (now - _since) * BusyShare;
    }

    private void Restart()
    {
        _since = Stopwatch.GetTimestamp();
        _busyBefore = load.BusyTicksAt(_since);
    }
}
