using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Reads ages as docs/CLI.md describes them: a whole number and a unit, such as 90d.</summary>
internal static class AgeText
{
    private const int DaysOfWeek = 7;
    private const long DaysMax = 3_652_059; // From year 1 to the last of 9999.

    /// <summary>Reads an age; false if it is none, or longer than time is counted.</summary>
    public static bool TryParse(string text, out TimeSpan age)
    {
        age = default;
        if (text.Length < 2) return false;
        bool isNumber = uint.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None,
            CultureInfo.InvariantCulture, out uint number);
        TimeSpan? unit = text[^1] switch
        {
            's' => TimeSpan.FromSeconds(1),
            'm' => TimeSpan.FromMinutes(1),
            'h' => TimeSpan.FromHours(1),
            'd' => TimeSpan.FromDays(1),
            'w' => TimeSpan.FromDays(DaysOfWeek),
            _ => null,
        };
        if (!isNumber || unit is not TimeSpan one || number * one.TotalDays > DaysMax) return false;
        age = number * one;
        return true;
    }
}
