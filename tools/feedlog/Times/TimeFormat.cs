namespace Feedlog.Tool;

/// <summary>How a time is written in arguments and input lines.</summary>
internal enum TimeFormat
{
    /// <summary>ISO 8601, or a number whose size tells its unit.</summary>
    Guess = 0,

    /// <summary>ISO 8601 only.</summary>
    Iso,

    /// <summary>Seconds since 1970 UTC.</summary>
    Seconds,

    /// <summary>Milliseconds since 1970 UTC.</summary>
    Milliseconds,

    /// <summary>Microseconds since 1970 UTC.</summary>
    Microseconds,
}
