using System.Globalization;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>Rows of the Unicode conformance files.</summary>
internal static class UnicodeRows
{
    /// <summary>The five columns of every row of NormalizationTest: source, NFC, NFD, NFKC, NFKD.</summary>
    public static IEnumerable<string[]> Normalization() =>
        from line in SharedData.Lines("unicode", "NormalizationTest.txt.gz")
        where line.Length > 0 && line[0] is not ('#' or '@')
        select line.Split(';').Take(5).Select(Text).ToArray();

    /// <summary>Every common and full row of CaseFolding: the code point and what it folds to.</summary>
    public static IEnumerable<(string Source, string Folded)> CaseFolding() =>
        from line in SharedData.Lines("unicode", "CaseFolding.txt.gz")
        where line.Length > 0 && line[0] != '#'
        let fields = line.Split(';', StringSplitOptions.TrimEntries)
        where fields[1] is "C" or "F"
        select (Text(fields[0]), Text(fields[2]));

    /// <summary>Every text of a break test, with the offsets in UTF-16 at which it may be broken.</summary>
    public static IEnumerable<(string Text, int[] Breaks)> Breaks(string file) =>
        from line in SharedData.Lines("unicode", file)
        where line.Length > 0 && line[0] != '#'
        select Break(line.Split('#')[0]);

    /// <summary>The text of code points written in hexadecimal with blanks between.</summary>
    public static string Text(string codePoints) => string.Concat(
        codePoints.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(hex => char.ConvertFromUtf32(
            int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));

    // A division sign stands where there is a break, a multiplication sign where there is none.
    private static (string Text, int[] Breaks) Break(string row)
    {
        string text = "";
        List<int> breaks = [];
        foreach (string part in row.Split((char[])[' ', '\t'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == "\u00F7") breaks.Add(text.Length);
            else if (part != "\u00D7") text += Text(part);
        }

        return (text, [.. breaks]);
    }
}
