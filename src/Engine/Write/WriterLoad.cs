using System.Diagnostics;

namespace Feedlog.Write;

/// <summary>How much of the time the writer works. It tells; any thread may ask.</summary>
internal sealed class WriterLoad
{
    private long _busyTicks;
    private long _startedAt;

    /// <summary>A block is being worked off. Writer only.</summary>
    public void Begin() => Volatile.Write(ref _startedAt, Stopwatch.GetTimestamp());

    /// <summary>It is done. Writer only.</summary>
    public void End()
    {
        Volatile.Write(ref _busyTicks, _busyTicks + Stopwatch.GetTimestamp() - _startedAt);
        Volatile.Write(ref _startedAt, 0);
    }

    /// <summary>About how many ticks of the stopwatch the writer has worked until now.</summary>
    public long BusyTicksAt(long now)
    {
        long startedAt = Volatile.Read(ref _startedAt);
        long current = startedAt == 0 ? 0 : Math.Max(0, now - startedAt);
        return Volatile.Read(ref _busyTicks) + current;
    }
}
