using System.Diagnostics;

namespace Feedlog.Cold;

/// <summary>Reads frames as fast as is allowed, and tells now and then how far it has come. One thread at a time.
/// </summary>
/// <param name="bytesPerSecond">So many bytes are read in a second at most; 0 for as fast as possible.</param>
/// <param name="report">Told how many bytes were read, every MiB and at the end of each source.</param>
internal sealed class ColdPace(long bytesPerSecond, Action<long>? report)
{
    private const long ReportBytes = 1 << 20;

    private readonly long _startedAt = Stopwatch.GetTimestamp();
    private long _bytesRead;
    private long _reportedBytes;

    /// <summary>How long it has taken.</summary>
    public TimeSpan Elapsed => Stopwatch.GetElapsedTime(_startedAt);

    /// <summary>Moves a source to its next frame; false at the end.</summary>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public bool MoveNext(IFrameSource frames, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        bool isThere = frames.MoveNext();
        long bytes = _bytesRead + frames.BytesRead;
        if (!isThere) _bytesRead = bytes;
        if (bytes < _reportedBytes + ReportBytes && isThere) return true;
        _reportedBytes = bytes;
        report?.Invoke(bytes);
        if (bytesPerSecond == 0) return isThere;
        TimeSpan ahead = TimeSpan.FromSeconds(bytes / (double)bytesPerSecond) - Elapsed;
        if (ahead > TimeSpan.Zero) cancellationToken.WaitHandle.WaitOne(ahead);
        return isThere;
    }
}
