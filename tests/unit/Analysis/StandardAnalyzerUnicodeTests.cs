using System.Globalization;
using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>The analyzer <c>standard</c> against Unicode's conformance data.</summary>
public sealed class StandardAnalyzerUnicodeTests
{
    [SharedDataFact("unicode")]
    public void Analyze_CompatibilityEquivalentTexts_GiveTheSameTerms()
    {
        (string, string)[] surroundings = [("", ""), ("a", "b"), ("\u03B1", "\u0301"), ("\u4E2D", "\u0E01")];
        int rows = 0;
        int rowsWithTerms = 0;
        foreach (string[] columns in UnicodeRows.Normalization())
        {
            foreach ((string before, string after) in surroundings)
            {
                string[] expected = Tokens.Of(before + columns[3] + after);
                rowsWithTerms += before.Length == 0 && expected.Length > 0 ? 1 : 0;
                foreach (string column in columns)
                    AssertSame(expected, before + column + after);
            }

            rows++;
        }

        Assert.True(rows > 18_000, $"Only {rows} rows were found.");
        Assert.True(rowsWithTerms > 17_000, $"Only {rowsWithTerms} rows have letters or digits.");
    }

    [SharedDataFact("unicode")]
    public void Analyze_TextsThatDifferInCaseOnly_GiveTheSameTerms()
    {
        int rows = 0;
        foreach ((string source, string folded) in UnicodeRows.CaseFolding())
        {
            Assert.NotEmpty(Tokens.Of(folded));
            AssertSame(Tokens.Of(folded), source);
            AssertSame(Tokens.Of("x" + folded + "y"), "x" + source + "y");
            rows++;
        }

        Assert.True(rows > 1400, $"Only {rows} rows were found.");
    }

    [NormalizationFact]
    public void Analyze_RandomMixturesOfDifficultCharacters_IsWhatThePlainRulesGive()
    {
        ReferenceAnalyzer reference = new(SharedData.Lines("unicode", "CaseFolding.txt.gz"));
        string[] pool = Pool();
        Random random = new(15);
        for (int round = 0; round < 60_000; round++)
        {
            StringBuilder text = new();
            int length = random.Next(1, 12);
            for (int i = 0; i < length; i++)
                text.Append(pool[random.Next(pool.Length)]);

            AssertSame(reference.Analyze(text.ToString()), text.ToString());
        }
    }

    [Fact]
    public void UnicodeTable_LettersMarksAndNumbers_AreOnesToTheRuntimeToo()
    {
        int checkedCount = 0;
        for (int codePoint = 0; codePoint < 0x110000; codePoint++)
        {
            uint entry = UnicodeTable.Lookup(codePoint);
            CodePointKind kind = UnicodeTable.Kind(entry);
            // Mapped code points have the kind of what they become; the ideographic planes are Han throughout.
            bool isPlain = UnicodeTable.Form(entry) != CodePointForm.Single && codePoint is < 0x20000 or > 0x3FFFF;
            if (!isPlain || kind is CodePointKind.Separator or CodePointKind.Ignorable)
                continue;
            char category = CategoryLetter(CharUnicodeInfo.GetUnicodeCategory(codePoint));
            Assert.True(
                kind == CodePointKind.Mark ? category == 'M' : category is 'L' or 'N',
                $"U+{codePoint:X4} is {kind} here and of category {category} to the runtime.");
            checkedCount++;
        }

        Assert.True(checkedCount > 60_000, $"Only {checkedCount} code points were compared.");
    }

    private static char CategoryLetter(UnicodeCategory category) => category switch
    {
        <= UnicodeCategory.OtherLetter => 'L',
        <= UnicodeCategory.EnclosingMark => 'M',
        <= UnicodeCategory.OtherNumber => 'N',
        _ => 'O',
    };

    private static string[] Pool()
    {
        List<string> pool = [];
        Random random = new(5);
        string[] sources = [.. UnicodeRows.Normalization().Select(columns => columns[0]).Where(
            source => new StringInfo(source).LengthInTextElements == 1 || source.Length < 3)];
        pool.AddRange(random.GetItems(sources, 600));
        pool.AddRange(random.GetItems(UnicodeRows.CaseFolding().Select(row => row.Source).ToArray(), 200));
        string common = "aAeEiIoOuUzZ09 ."
            + "\u0301\u0301\u0301\u0308\u0316\u0323\u0327\u0345\u0345\u0338\u3099\u093C\u094D\u00AD\u034F\u200D"
            + "\u4E2D\u56FD\u304B\u0E01\u0E34\u0E48\u0E33\u1100\u1161\u11A8\uAC00"
            + "\u03B1\u03B7\u03C9\u0391\u1FB3\u0BC6\u0BBE";
        for (int i = 0; i < 12; i++)
            pool.AddRange(common.Select(letter => letter.ToString()));
        return [.. pool];
    }

    private static void AssertSame(string[] expected, string text)
    {
        string[] actual = Tokens.Of(text);
        if (!expected.SequenceEqual(actual))
            Assert.Fail($"{Escape([text])} gave {Escape(actual)}, not {Escape(expected)}");
    }

    private static string Escape(string[] texts) => string.Join(" | ", texts.Select(text => string.Join(
        ' ', text.EnumerateRunes().Select(rune => rune.Value.ToString("X4", CultureInfo.InvariantCulture)))));
}
