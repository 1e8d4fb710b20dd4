namespace Feedlog.Upkeep;

/// <summary>What a job keeps from one turn to the next, also when the store is closed in between. One thread.</summary>
internal sealed class JobState
{
    /// <summary>When the job ran last without failing, ms since 1970; 0 for never.</summary>
    public long RanAtMs { get; set; }

    /// <summary>Numbers of the job's own, by name.</summary>
    public Dictionary<string, long> Numbers { get; init; } = new(StringComparer.Ordinal);

    /// <summary>A text of the job's own.</summary>
    public string Text { get; set; } = "";

    /// <summary>A number; 0 if it was never kept.</summary>
    public long this[string name]
    {
        get => Numbers.GetValueOrDefault(name);
        set => Numbers[name] = value;
    }
}
