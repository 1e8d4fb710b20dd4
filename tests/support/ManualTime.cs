namespace Feedlog.Tests.Support;

/// <summary>A clock that the test sets. Only the time of day is manual: timers run as usual, so nothing waits for the
/// test.</summary>
public sealed class ManualTime : TimeProvider
{
    private long _ticks = new DateTimeOffset(2026, 3, 14, 9, 26, 53, 589, TimeSpan.Zero).Ticks;

    /// <summary>The time, UTC.</summary>
    public DateTimeOffset Now => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    /// <summary>The time, ms since 1970 UTC.</summary>
    public long NowMs => Now.ToUnixTimeMilliseconds();

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => Now;

    /// <summary>Moves the clock, backwards if the span is negative.</summary>
    public void Advance(TimeSpan span) => Interlocked.Add(ref _ticks, span.Ticks);

    /// <summary>Sets the clock.</summary>
    public void Set(DateTimeOffset time) => Interlocked.Exchange(ref _ticks, time.UtcTicks);
}
