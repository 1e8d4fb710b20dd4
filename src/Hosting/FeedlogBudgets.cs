namespace Feedlog.Extensions.Hosting;

/// <summary>
/// How long 99 of 100 calls may take at most. One that is exceeded is logged, raised as an event of
/// <see cref="FeedlogAlarms"/>, and makes the health check say Degraded. What has no budget is not measured.
/// </summary>
public sealed class FeedlogBudgets
{
    /// <summary>For an append, from queueing it to its acknowledgement; null for none.</summary>
    public TimeSpan? Append { get; set; }

    /// <summary>For a get; null for none.</summary>
    public TimeSpan? Get { get; set; }

    /// <summary>For a search; null for none.</summary>
    public TimeSpan? Search { get; set; }

    /// <summary>For a sync of the log; null for none.</summary>
    public TimeSpan? Sync { get; set; }

    /// <summary>Over what time calls are judged together; 100 ms to 1 day.</summary>
    public TimeSpan Window { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Fewer calls than so many in a window are not judged; 1 or more.</summary>
    public int CallsMin { get; set; } = 100;

    /// <summary>Says whether there is any budget.</summary>
    internal bool HasAny => (Append ?? Get ?? Search ?? Sync) is not null;

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names it.</exception>
    internal void Validate()
    {
        if (Window < TimeSpan.FromMilliseconds(100) || Window > TimeSpan.FromDays(1))
            throw new ArgumentException($"{nameof(Window)} must be 100 ms to 1 day.");
        if (CallsMin < 1) throw new ArgumentException($"{nameof(CallsMin)} must be 1 or more.");
    }
}
