using System.Globalization;
using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>The rules of <c>standard</c> once more, over whole strings and with the runtime's tables.</summary>
internal sealed class ReferenceAnalyzer
{
    private readonly Dictionary<int, string> _folds = [];

    public ReferenceAnalyzer(IEnumerable<string> caseFoldingLines)
    {
        foreach (string line in caseFoldingLines)
        {
            string[] fields = line.Split('#')[0].Split(';', StringSplitOptions.TrimEntries);
            if (fields.Length > 2 && fields[1] is "C" or "F")
                _folds[int.Parse(fields[0], NumberStyles.HexNumber, CultureInfo.InvariantCulture)] =
                    UnicodeRows.Text(fields[2]);
        }
    }

    /// <summary>False where the runtime has no normalisation: without ICU it does nothing.</summary>
    public static bool IsAvailable => "\u00E9".Normalize(NormalizationForm.FormD).Length == 2;

    public string[] Analyze(string text)
    {
        List<string> terms = [];
        List<string> characters = [];
        CodePointKind run = CodePointKind.Separator;
        foreach (Rune rune in Normalize(text).EnumerateRunes())
        {
            CodePointKind kind = UnicodeTable.Kind(UnicodeTable.Lookup(rune.Value));
            if (kind == CodePointKind.Mark && characters.Count > 0)
                characters[^1] += rune;
            else if (kind == run && kind == CodePointKind.Word)
                characters[^1] += rune;
            else if (kind is not (CodePointKind.Mark or CodePointKind.Ignorable))
            {
                if (kind != run)
                    End(characters, terms);
                run = kind;
                if (kind != CodePointKind.Separator)
                    characters.Add(rune.ToString());
            }
        }

        End(characters, terms);
        return [.. terms];
    }

    private static void End(List<string> characters, List<string> terms)
    {
        if (characters.Count == 1)
            terms.Add(characters[0]);
        for (int i = 1; i < characters.Count; i++)
            terms.Add(characters[i - 1] + characters[i]);
        characters.Clear();
    }

    private static bool IsIgnorable(Rune rune) =>
        rune.Value is 0xAD or 0x34F or 0x200D or 0x200C or 0xFE0F or 0xFEFF or (>= 0x115F and <= 0x1160) or 0x3164;

    private static string Without(string text, Func<Rune, bool> isDropped) =>
        string.Concat(text.EnumerateRunes().Where(rune => !isDropped(rune)));

    private string Normalize(string text)
    {
        string decomposed = Without(text, IsIgnorable).Normalize(NormalizationForm.FormKD);
        string folded = string.Concat(decomposed.EnumerateRunes().Select(Fold)).Normalize(NormalizationForm.FormKD);
        return Without(folded, IsIgnorable).Replace('\u0345', '\u03B9').Normalize(NormalizationForm.FormC);
    }

    private string Fold(Rune rune) =>
        rune.Value != 0x345 && _folds.TryGetValue(rune.Value, out string? folded) ? folded : rune.ToString();
}
