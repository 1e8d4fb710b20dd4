using System.Globalization;
using System.Text;

namespace Feedlog.Tool;

/// <summary>Text made safe for a line on a terminal: stored text must not move the cursor or change colours.</summary>
internal static class PlainText
{
    /// <summary>The text on one line, control and layout characters shown as escapes.</summary>
    /// <param name="text">Any text.</param>
    /// <param name="lengthMax">The most UTF-16 units to show; a longer text ends in "...".</param>
    public static string OneLine(string text, int lengthMax = int.MaxValue)
    {
        StringBuilder line = new(Math.Min(text.Length, lengthMax) + 3);
        int at = 0;
        while (at < text.Length)
        {
            if (line.Length >= lengthMax) return line.Append("...").ToString();
            bool isRune = Rune.TryGetRuneAt(text, at, out Rune rune);
            if (!isRune) rune = Rune.ReplacementChar;
            Append(line, rune);
            at += isRune ? rune.Utf16SequenceLength : 1;
        }

        return line.ToString();
    }

    /// <summary>A moment as ISO 8601 in UTC, to the millisecond.</summary>
    public static string Time(DateTimeOffset time) =>
        time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    private static void Append(StringBuilder line, Rune rune)
    {
        switch (rune.Value)
        {
            case '\n': line.Append("\\n"); return;
            case '\r': line.Append("\\r"); return;
            case '\t': line.Append("\\t"); return;
        }

        UnicodeCategory category = Rune.GetUnicodeCategory(rune);
        bool isHidden = category is UnicodeCategory.Control or UnicodeCategory.LineSeparator or
            UnicodeCategory.ParagraphSeparator or UnicodeCategory.Format;
        if (isHidden) line.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}");
        else line.Append(rune.ToString());
    }
}
