namespace Feedlog.Upkeep;

/// <summary>One turn of one job: what it works on, and what it tells. One thread.</summary>
/// <param name="core">The store.</param>
/// <param name="moment">The state in which it began.</param>
/// <param name="state">What the job keeps.</param>
internal sealed class UpkeepTurn(StoreCore core, UpkeepMoment moment, JobState state)
{
    private readonly Dictionary<string, long> _counts = new(StringComparer.Ordinal);

    /// <summary>The store.</summary>
    public StoreCore Core => core;

    /// <summary>The state in which the turn began.</summary>
    public UpkeepMoment Moment => moment;

    /// <summary>What the job keeps; it is written when the turn ends, however it does.</summary>
    public JobState State => state;

    /// <summary>What was counted.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>How the turn ends, unless it throws.</summary>
    public UpkeepOutcome Outcome { get; set; } = UpkeepOutcome.Done;

    /// <summary>Why; null if all is well.</summary>
    public string? Message { get; set; }

    /// <summary>Tells a number.</summary>
    public void Count(string name, long value) => _counts[name] = value;
}
