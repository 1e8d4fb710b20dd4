namespace Feedlog.Tool;

/// <summary>
/// Reads ISO 8601 calendar times: 2026-03, 2026-03-14, 2026-03-14T15:09, ...:26, ...:26.535, each with Z, +01, +01:00
/// or +0100, or without a zone, which means UTC. A blank may stand for the T. Fractions are cut to the millisecond.
/// </summary>
internal static class IsoTime
{
    /// <summary>Reads a time; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        int at = 0;
        int day = 1;
        int milliseconds = 0;
        if (!TryDigits(text, ref at, 4, out int year) || !TryChar(text, ref at, '-')) return false;
        if (!TryDigits(text, ref at, 2, out int month)) return false;
        if (TryChar(text, ref at, '-'))
        {
            if (!TryDigits(text, ref at, 2, out day)) return false;
            bool hasClock = TryChar(text, ref at, 'T') || TryChar(text, ref at, 't') || TryChar(text, ref at, ' ');
            if (hasClock && !TryClock(text, ref at, out milliseconds)) return false;
        }

        if (!TryZone(text, ref at, out int zoneMinutes) || at != text.Length) return false;
        if (year < 1 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)) return false;

        long ticks = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Utc).Ticks +
            (milliseconds * TimeSpan.TicksPerMillisecond) - (zoneMinutes * TimeSpan.TicksPerMinute);
        if (ticks < DateTime.MinValue.Ticks || ticks > DateTime.MaxValue.Ticks) return false;
        time = new DateTimeOffset(ticks, TimeSpan.Zero);
        return true;
    }

    private static bool TryClock(ReadOnlySpan<char> text, ref int at, out int milliseconds)
    {
        milliseconds = 0;
        int second = 0;
        int fraction = 0;
        if (!TryDigits(text, ref at, 2, out int hour) || !TryChar(text, ref at, ':')) return false;
        if (!TryDigits(text, ref at, 2, out int minute)) return false;
        if (TryChar(text, ref at, ':'))
        {
            if (!TryDigits(text, ref at, 2, out second)) return false;
            bool hasFraction = TryChar(text, ref at, '.') || TryChar(text, ref at, ',');
            if (hasFraction && !TryFraction(text, ref at, out fraction)) return false;
        }

        milliseconds = (((((hour * 60) + minute) * 60) + second) * 1000) + fraction;
        return hour < 24 && minute < 60 && second < 60;
    }

    private static bool TryFraction(ReadOnlySpan<char> text, ref int at, out int milliseconds)
    {
        milliseconds = 0;
        int unit = 100;
        int first = at;
        for (; at < text.Length && char.IsAsciiDigit(text[at]); at++)
        {
            milliseconds += (text[at] - '0') * unit;
            unit /= 10;
        }

        return at > first;
    }

    private static bool TryZone(ReadOnlySpan<char> text, ref int at, out int minutes)
    {
        minutes = 0;
        if (at == text.Length || TryChar(text, ref at, 'Z') || TryChar(text, ref at, 'z')) return true;

        int sign = TryChar(text, ref at, '+') ? 1 : TryChar(text, ref at, '-') ? -1 : 0;
        if (sign == 0 || !TryDigits(text, ref at, 2, out int zoneHours)) return false;
        int zoneMinutes = 0;
        bool hasMinutes = TryChar(text, ref at, ':') || at < text.Length;
        if (hasMinutes && !TryDigits(text, ref at, 2, out zoneMinutes)) return false;
        minutes = sign * ((zoneHours * 60) + zoneMinutes);
        return zoneHours < 24 && zoneMinutes < 60;
    }

    private static bool TryDigits(ReadOnlySpan<char> text, ref int at, int count, out int number)
    {
        number = 0;
        if (text.Length - at < count) return false;
        for (int i = 0; i < count; i++)
        {
            char digit = text[at + i];
            if (!char.IsAsciiDigit(digit)) return false;
            number = (number * 10) + (digit - '0');
        }

        at += count;
        return true;
    }

    private static bool TryChar(ReadOnlySpan<char> text, ref int at, char expected)
    {
        if (at >= text.Length || text[at] != expected) return false;
        at++;
        return true;
    }
}
