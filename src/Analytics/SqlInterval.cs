using System.Globalization;

namespace Feedlog.Analytics;

/// <summary>A span of time as SQL knows it: months and days have no fixed length.</summary>
/// <param name="Months">Months.</param>
/// <param name="Days">Days.</param>
/// <param name="Microseconds">Microseconds.</param>
public readonly record struct SqlInterval(int Months, int Days, long Microseconds)
{
    /// <summary>As ISO 8601 writes it, such as P2M3DT1.5S.</summary>
    public override string ToString()
    {
        const decimal microsecondsPerSecond = 1_000_000m;
        decimal seconds = Microseconds / microsecondsPerSecond;
        return string.Create(CultureInfo.InvariantCulture, $"P{Months}M{Days}DT{seconds}S");
    }
}
