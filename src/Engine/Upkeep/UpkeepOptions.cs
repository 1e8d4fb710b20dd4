namespace Feedlog;

/// <summary>How a store is looked after.</summary>
public sealed record UpkeepOptions
{
    /// <summary>A store that nobody has appended to for so long counts as idle; 0 to 1 day. Most jobs wait for that,
    /// but not for ever.</summary>
    public TimeSpan IdleTime { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>In about this time the whole log is read and verified once, in small parts; 1 minute to 10 years.
    /// </summary>
    public TimeSpan ScrubPeriod { get; init; } = TimeSpan.FromDays(7);

    /// <summary>How many bytes of the log a scrub reads in a second at most; 1 MB to 1 TB.</summary>
    public long ScrubBytesPerSecond { get; init; } = 50_000_000;

    /// <summary>How many bytes of the log are read in one round at least, if there are as many; 64 KiB to 1 TiB.
    /// </summary>
    public long ScrubBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>
    /// What makes vectors of records that have none of its model, old records included; null for none. For a store that
    /// was not opened with <see cref="FeedlogOptions.Embedding"/>, or for another model.
    /// </summary>
    public EmbeddingOptions? Embedding { get; init; }

    /// <summary>What is moved into the cold tier; null for nothing.</summary>
    public ArchiveOptions? Archive { get; init; }

    /// <summary>A job that takes longer stops where it is and goes on there in its next turn; 1 s to 1 day.</summary>
    public TimeSpan JobTime { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long a job that has failed pauses; twice as long after each further failure in a row.</summary>
    internal TimeSpan FailurePause { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Runs before each job, which fails if it throws: for tests.</summary>
    internal Action<string>? BeforeJob { get; init; }

    /// <summary>Throws if an option is out of its range.</summary>
    /// <exception cref="ArgumentException">The message names it.</exception>
    internal void Validate()
    {
        const long megabyte = 1_000_000;
        Check(IdleTime >= TimeSpan.Zero && IdleTime <= TimeSpan.FromDays(1), nameof(IdleTime), "0 to 1 day");
        Check(ScrubPeriod >= TimeSpan.FromMinutes(1) && ScrubPeriod <= TimeSpan.FromDays(3653), nameof(ScrubPeriod),
            "1 minute to 10 years");
        Check(ScrubBytesPerSecond is >= megabyte and <= megabyte * megabyte, nameof(ScrubBytesPerSecond),
            "1 MB to 1 TB");
        Check(ScrubBytes is >= 64 * 1024 and <= 1L << 40, nameof(ScrubBytes), "64 KiB to 1 TiB");
        Check(JobTime >= TimeSpan.FromSeconds(1) && JobTime <= TimeSpan.FromDays(1), nameof(JobTime), "1 s to 1 day");
        Embedding?.Validate();
        Archive?.Validate();
        // What is cut short before a pass has ended begins anew, and would never end.
        bool isFastEnough = Archive is not { BytesPerSecond: > 0 } slow ||
            slow.BytesPerSecond * JobTime.TotalSeconds >= 4.0 * ArchiveOptions.PassBytesMax;
        Check(isFastEnough, nameof(Archive), "as fast as 1 GiB in the time of a job");
    }

    private static void Check(bool isSound, string name, string range)
    {
        if (!isSound) throw new ArgumentException($"{name} must be {range}.", name);
    }
}
