namespace Feedlog.Format.Shards;

/// <summary>A calendar month, UTC: all frames of a shard have timestamps of the same one.</summary>
public readonly record struct ShardMonth
{
    /// <summary>The last year that a timestamp can be of.</summary>
    public const int YearMax = 9999;

    private const int MonthMax = 12;

    /// <summary>A month.</summary>
    /// <param name="year">1 to 9999.</param>
    /// <param name="month">1 to 12.</param>
    /// <exception cref="ArgumentOutOfRangeException">There is no such month.</exception>
    public ShardMonth(int year, int month)
    {
        if (!IsMonth((uint)year, (uint)month)) throw new ArgumentOutOfRangeException(nameof(month));
        Year = year;
        Month = month;
    }

    /// <summary>The year, 1 to 9999.</summary>
    public int Year { get; }

    /// <summary>The month of the year, 1 to 12.</summary>
    public int Month { get; }

    /// <summary>Its first millisecond, since 1970 UTC.</summary>
    public long FirstMs => new DateTimeOffset(Year, Month, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    /// <summary>The month of a timestamp.</summary>
    /// <param name="timestampMs">ms since 1970 UTC, in the years 0001 to 9999.</param>
    /// <exception cref="ArgumentOutOfRangeException">It lies in no such year.</exception>
    public static ShardMonth Of(long timestampMs)
    {
        DateTimeOffset time = DateTimeOffset.FromUnixTimeMilliseconds(timestampMs);
        return new ShardMonth(time.Year, time.Month);
    }

    /// <summary>Says whether there is a month of this number in a year that timestamps can be of.</summary>
    public static bool IsMonth(uint year, uint month) => year is > 0 and <= YearMax && month is > 0 and <= MonthMax;

    /// <summary>Says whether a timestamp, ms since 1970 UTC, lies in the month; false for what is no time.</summary>
    public bool Contains(long timestampMs) =>
        timestampMs is >= FormatLimits.TimestampMsMin and <= FormatLimits.TimestampMsMax && Of(timestampMs) == this;
}
