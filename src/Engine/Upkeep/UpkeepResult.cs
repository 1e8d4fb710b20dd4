namespace Feedlog;

/// <summary>What one turn of one job of upkeep did.</summary>
public sealed record UpkeepResult
{
    /// <summary>Name of the job: one of <see cref="StoreUpkeep.Jobs"/>.</summary>
    public required string Job { get; init; }

    /// <summary>How it ended.</summary>
    public required UpkeepOutcome Outcome { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Duration { get; init; }

    /// <summary>What it counted, by name; docs/HOSTING.md lists the names.</summary>
    public required IReadOnlyDictionary<string, long> Counts { get; init; }

    /// <summary>Why it failed, or which bytes are damaged; null if all went well.</summary>
    public string? Message { get; init; }

    /// <summary>The failure itself; null if there was none.</summary>
    public Exception? Failure { get; init; }
}
