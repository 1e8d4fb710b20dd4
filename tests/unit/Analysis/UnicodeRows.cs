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

    /// <summary>The text of code points written in hexadecimal with blanks between.</summary>
    public static string Text(string codePoints) => string.Concat(
        codePoints.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(hex => char.ConvertFromUtf32(
            int.Parse(hex, NumberStyles.HexNumber, CultureInfo.InvariantCulture))));
}
