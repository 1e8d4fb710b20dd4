namespace Feedlog.Extensions.Hosting;

/// <summary>How a host opens a store and looks after it. Read once, when the store is opened.</summary>
public sealed class FeedlogHostOptions
{
    /// <summary>The store's folder; relative to the working folder unless it is rooted.</summary>
    public string Path { get; set; } = "feedlog";

    /// <summary>
    /// How the store is opened. Its name, which telemetry and logs show, is that of the key under which it was added,
    /// unless this gives another.
    /// </summary>
    public FeedlogOptions Store { get; set; } = new();

    /// <summary>False: the host opens the store before it starts anything else, and does not start if that fails. True:
    /// it is opened when it is first asked for.</summary>
    public bool OpenLazily { get; set; }

    /// <summary>What the host does to keep the store in shape; null for nothing.</summary>
    public UpkeepOptions? Upkeep { get; set; } = new();

    /// <summary>How long things may take before that is an alarm.</summary>
    public FeedlogBudgets Budgets { get; set; } = new();
}
