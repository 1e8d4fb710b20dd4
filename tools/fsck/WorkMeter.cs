namespace Feedlog.Fsck;

/// <summary>
/// Counts the bytes that a command has read, for whoever shows how far it is, and holds it to a pace. Any thread.
/// </summary>
internal sealed class WorkMeter
{
    private const double MillisecondsPerSecond = 1000;

    private readonly long _bytesPerSecond;
    private readonly long _start = TimeProvider.System.GetTimestamp();
    private long _pacedBytes;
    private long _doneBytes;
    private long _totalBytes;
    private volatile string _phase = "";

    /// <summary>A meter.</summary>
    /// <param name="bytesPerSecond">How fast bytes may be read; 0 for as fast as they come.</param>
    public WorkMeter(long bytesPerSecond = 0) => _bytesPerSecond = bytesPerSecond;

    /// <summary>What is being done, as a word.</summary>
    public string Phase => _phase;

    /// <summary>Bytes that were read for it.</summary>
    public long DoneBytes => Interlocked.Read(ref _doneBytes);

    /// <summary>About how many there are; 0 if nobody knows.</summary>
    public long TotalBytes => Interlocked.Read(ref _totalBytes);

    /// <summary>Something else begins.</summary>
    /// <param name="phase">What, as a word.</param>
    /// <param name="totalBytes">About how many bytes are to be read for it; 0 if nobody knows.</param>
    public void Begin(string phase, long totalBytes)
    {
        Interlocked.Exchange(ref _doneBytes, 0);
        Interlocked.Exchange(ref _totalBytes, totalBytes);
        _phase = phase;
    }

    /// <summary>Bytes were read. Waits if that was faster than it may be.</summary>
    /// <param name="countBytes">How many.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public void Add(int countBytes, CancellationToken cancellationToken)
    {
        Interlocked.Add(ref _doneBytes, countBytes);
        if (_bytesPerSecond == 0) return;
        double dueMs = Interlocked.Add(ref _pacedBytes, countBytes) * MillisecondsPerSecond / _bytesPerSecond;
        double aheadMs = dueMs - TimeProvider.System.GetElapsedTime(_start).TotalMilliseconds;
        if (aheadMs >= 1) cancellationToken.WaitHandle.WaitOne((int)Math.Min(aheadMs, int.MaxValue));
    }
}
