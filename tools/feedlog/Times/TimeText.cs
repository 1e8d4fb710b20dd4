using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Reads times as docs/CLI.md describes them.</summary>
internal static class TimeText
{
    // As seconds this is the year 5138, as milliseconds 1973: nothing that people store lies between.
    private const decimal GuessSecondsBelow = 100_000_000_000m;
    private const decimal GuessMillisecondsBelow = 100_000_000_000_000m;
    private const long TimestampMsMin = -62_135_596_800_000;
    private const long TimestampMsMax = 253_402_300_799_999;

    /// <summary>The format with this name; false for an unknown one.</summary>
    public static bool TryGetFormat(string? name, out TimeFormat format)
    {
        TimeFormat? found = name switch
        {
            null => TimeFormat.Guess,
            "iso" => TimeFormat.Iso,
            "s" => TimeFormat.Seconds,
            "ms" => TimeFormat.Milliseconds,
            "us" => TimeFormat.Microseconds,
            _ => null,
        };
        format = found ?? TimeFormat.Guess;
        return found is not null;
    }

    /// <summary>Reads a time in this format; false if it is none, or outside the years 0001 to 9999.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, TimeFormat format, out DateTimeOffset time)
    {
        time = default;
        if (format == TimeFormat.Iso) return IsoTime.TryParse(text, out time);

        const NumberStyles numberStyle = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint |
            NumberStyles.AllowExponent;
        if (!decimal.TryParse(text, numberStyle, CultureInfo.InvariantCulture, out decimal number))
            return format == TimeFormat.Guess && IsoTime.TryParse(text, out time);

        if (format == TimeFormat.Guess) format = Guess(number);
        if (!TryScale(number, format, out decimal ms)) return false;
        if (ms is < TimestampMsMin or > TimestampMsMax) return false;
        time = DateTimeOffset.FromUnixTimeMilliseconds((long)ms);
        return true;
    }

    private static TimeFormat Guess(decimal number) => Math.Abs(number) switch
    {
        < GuessSecondsBelow => TimeFormat.Seconds,
        < GuessMillisecondsBelow => TimeFormat.Milliseconds,
        _ => TimeFormat.Microseconds,
    };

    private static bool TryScale(decimal number, TimeFormat format, out decimal ms)
    {
        const decimal farOutside = 1e24m;
        ms = 0;
        if (Math.Abs(number) > farOutside) return false;
        ms = decimal.Floor(format switch
        {
            TimeFormat.Seconds => number * 1000m,
            TimeFormat.Microseconds => number / 1000m,
            _ => number,
        });
        return true;
    }
}
