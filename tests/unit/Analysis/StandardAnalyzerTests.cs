using System.Text;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>The analyzer <c>standard</c>, language by language.</summary>
public sealed class StandardAnalyzerTests
{
    [Theory]
    [InlineData("", "")]
    [InlineData(" \t\r\n.,;!", "")]
    [InlineData("Hello, World!", "hello world")]
    [InlineData("v2.10-rc1 3.14 snake_case a+b", "v2 10 rc1 3 14 snake case a b")]
    [InlineData("The quick brown fox jumps over the lazy dog; THE QUICK BROWN FOX JUMPS OVER THE LAZY DOGS 0123456789",
        "the quick brown fox jumps over the lazy dog the quick brown fox jumps over the lazy dogs 0123456789")]
    public void Analyze_Ascii_GivesRunsOfLettersAndDigitsInSmallLetters(string text, string expected) =>
        AssertTokens(expected, text);

    [Theory]
    [InlineData("don't", "don t")]
    [InlineData("don\u2019t", "don t")]
    [InlineData("l'homme", "l homme")]
    [InlineData("\u043F'\u044F\u0442\u044C", "\u043F \u044F\u0442\u044C")]
    [InlineData("\u043F\u02BC\u044F\u0442\u044C", "\u043F \u044F\u0442\u044C")]
    [InlineData("Hawai\u02BBi", "hawai i")]
    [InlineData("Hawai\u2018i", "hawai i")]
    public void Analyze_AnyApostrophe_Separates(string text, string expected) => AssertTokens(expected, text);

    [Theory]
    [InlineData("Stra\u00DFe", "strasse")]
    [InlineData("STRASSE", "strasse")]
    [InlineData("STRA\u1E9EE", "strasse")]
    [InlineData("\u03A3\u038A\u03A3\u03A5\u03A6\u039F\u03A3", "\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C3")]
    [InlineData("\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C2", "\u03C3\u03AF\u03C3\u03C5\u03C6\u03BF\u03C3")]
    [InlineData("\u0130stanbul", "i\u0307stanbul")]
    [InlineData("D\u0131\u015F", "d\u0131\u015F")]
    [InlineData("\u041F\u0420\u0418\u0412\u0415\u0422 \u0401\u041B\u041A\u0410",
        "\u043F\u0440\u0438\u0432\u0435\u0442 \u0451\u043B\u043A\u0430")]
    [InlineData("\u1F80\u0301 \u1F84", "\u1F04\u03B9 \u1F04\u03B9")]
    public void Analyze_CapitalAndSmallLetters_AreFoldedFully(string text, string expected) =>
        AssertTokens(expected, text);

    [Theory]
    [InlineData("caf\u00E9", "caf\u00E9")]
    [InlineData("cafe\u0301", "caf\u00E9")]
    [InlineData("CAFE\u0301s!", "caf\u00E9s")]
    [InlineData("a\u0323\u0307 a\u0307\u0323 \u1EA1\u0307 \u0227\u0323",
        "\u1EA1\u0307 \u1EA1\u0307 \u1EA1\u0307 \u1EA1\u0307")]
    [InlineData("\uFB01nance \uFF21\uFF42\uFF43 \u2460 x\u00B2 5\u338F \u212B", "finance abc 1 x2 5kg \u00E5")]
    [InlineData("6\u00BD", "61 2")]
    [InlineData("co\u00ADop\u200Ber\u200Date", "coop erate")]
    [InlineData("\uFEFFbom", "bom")]
    [InlineData("\u0301 \u0301a =\u0338 b", "a b")]
    public void Analyze_EquivalentSpellings_GiveOneTerm(string text, string expected) => AssertTokens(expected, text);

    [Theory]
    [InlineData("\u4E2D", "\u4E2D")]
    [InlineData("\u4E2D\u56FD", "\u4E2D\u56FD")]
    [InlineData("\u6211\u7231\u5317\u4EAC\u3002\u5929", "\u6211\u7231 \u7231\u5317 \u5317\u4EAC \u5929")]
    [InlineData("24\u6B21NFL\u8D85\u7EA7\u7897", "24 \u6B21 nfl \u8D85\u7EA7 \u7EA7\u7897")]
    [InlineData("\uF900\u4E2D \u8C48\u4E2D", "\u8C48\u4E2D \u8C48\u4E2D")]
    [InlineData("\U00020000\U0002A6D6\u4E00", "\U00020000\U0002A6D6 \U0002A6D6\u4E00")]
    [InlineData("\u6771\u4EAC\u30BF\u30EF\u30FC\u306E",
        "\u6771\u4EAC \u4EAC\u30BF \u30BF\u30EF \u30EF\u30FC \u30FC\u306E")]
    [InlineData("\uFF76\uFF9E\uFF77 \u304B\u3099\u304D \u304C\u304D", "\u30AC\u30AD \u304C\u304D \u304C\u304D")]
    [InlineData("\u337F", "\u682A\u5F0F \u5F0F\u4F1A \u4F1A\u793E")]
    public void Analyze_HanAndKana_GiveOverlappingPairs(string text, string expected) => AssertTokens(expected, text);

    [Theory]
    [InlineData("\u0E01\u0E48\u0E2D\u0E19", "\u0E01\u0E48\u0E2D \u0E2D\u0E19")]
    [InlineData("\u0E01\u0E33", "\u0E01\u0E4D\u0E32")]
    [InlineData("\u0E01\u0E48", "\u0E01\u0E48")]
    [InlineData("\u0E1B\u0E35\u0E52\u0E55", "\u0E1B\u0E35 \u0E52\u0E55")]
    [InlineData("\u0EAA\u0EB0\u0E9A\u0EB2\u0E8D", "\u0EAA\u0EB0 \u0EB0\u0E9A \u0E9A\u0EB2 \u0EB2\u0E8D")]
    [InlineData("\u1781\u17D2\u1798\u17C2\u179A", "\u1781\u17D2\u1798\u17C2 \u1798\u17C2\u179A")]
    [InlineData("\u1019\u103C\u1014\u103A\u1019\u102C", "\u1019\u103C\u1014\u103A \u1014\u103A\u1019\u102C")]
    [InlineData("\u0E01\u0E02\u1781\u1782\u4E2D\u56FD", "\u0E01\u0E02 \u1781\u1782 \u4E2D\u56FD")]
    public void Analyze_ThaiLaoKhmerMyanmar_PairLettersWithTheirMarks(string text, string expected) =>
        AssertTokens(expected, text);

    [Theory]
    [InlineData("\uD55C\uAD6D\uC5B4 \uBB38\uC7A5", "\uD55C\uAD6D\uC5B4 \uBB38\uC7A5")]
    [InlineData("\u1112\u1161\u11AB\u1100\u116E\u11A8", "\uD55C\uAD6D")]
    [InlineData("\uD558\u11AB", "\uD55C")]
    [InlineData("\u0645\u064F\u062D\u064E\u0645\u0651\u064E\u062F \u0661\u0662",
        "\u0645\u064F\u062D\u064E\u0645\u064E\u0651\u062F \u0661\u0662")]
    [InlineData("\uFEFB\u0623", "\u0644\u0627\u0623")]
    [InlineData("\u0939\u093F\u0928\u094D\u0926\u0940 \u092D\u093E\u0937\u093E\u0964",
        "\u0939\u093F\u0928\u094D\u0926\u0940 \u092D\u093E\u0937\u093E")]
    [InlineData("\u0958 \u0915\u093C", "\u0915\u093C \u0915\u093C")]
    [InlineData("\u05E9\u05DC\u05D5\u05DD-\u05E2\u05D5\u05DC\u05DD",
        "\u05E9\u05DC\u05D5\u05DD \u05E2\u05D5\u05DC\u05DD")]
    public void Analyze_HangulArabicDevanagariHebrew_GiveWordsWithTheirMarks(string text, string expected) =>
        AssertTokens(expected, text);

    [Fact]
    public void Analyze_AsciiOfAnyAlignment_IsWhatAPlainLoopGives()
    {
        Random random = new(20260301);
        char[] separators =
            [.. Enumerable.Range(0, 128).Select(code => (char)code).Where(code => !char.IsAsciiLetterOrDigit(code))];
        const string Letters = "abcXYZ019 .-_'@[`{/:~\t\0\u007F";
        TokenBuffer tokens = new();
        for (int round = 0; round < 4000; round++)
        {
            string text = string.Concat(Enumerable.Range(0, random.Next(400)).Select(
                _ => random.Next(4) == 0 ? ' ' : Letters[random.Next(round % 2 == 0 ? Letters.Length : 9)]));
            string[] words = text.ToLowerInvariant().Split(separators, StringSplitOptions.RemoveEmptyEntries);

            Analyzer.Standard.Analyze(Encoding.ASCII.GetBytes(text), tokens);

            Assert.Equal(
                words.Select(word => word[..Math.Min(word.Length, TokenBuffer.TermBytesMax)]), Tokens.Terms(tokens));
        }
    }

    [Theory]
    [InlineData("a", 1)]
    [InlineData("\u00E9", 2)]
    [InlineData("\uD55C", 3)]
    [InlineData("\U00010428", 4)]
    public void Analyze_WordOverTheLimit_IsCutBetweenCharactersAlikeInTextAndQuery(string letter, int letterBytes)
    {
        string whole = string.Concat(Enumerable.Repeat(letter, 500));
        string kept = string.Concat(Enumerable.Repeat(letter, TokenBuffer.TermBytesMax / letterBytes));
        TokenBuffer tokens = new();

        Analyzer.Standard.Analyze(Encoding.UTF8.GetBytes("x " + whole + " y"), tokens);

        Assert.Equal(["x", kept, "y"], Tokens.Terms(tokens));
        Assert.Equal(new ByteRange(2, 2 + (500 * letterBytes)), tokens.SourceRange(1));
        Assert.Equal([kept], Tokens.Of(kept));
        Assert.Equal([kept], Tokens.Of(kept + letter));
    }

    [Fact]
    public void Analyze_WordOverTheLimit_LeavesNoRoomForALaterShorterCharacter()
    {
        string word = new string('a', TokenBuffer.TermBytesMax - 1) + "\u00E9" + "bc";

        Assert.Equal([new string('a', TokenBuffer.TermBytesMax - 1)], Tokens.Of(word));
    }

    [Fact]
    public void Analyze_ThousandsOfMarksOnOneLetter_GivesOneBoundedTerm()
    {
        string text = "a" + string.Concat(Enumerable.Repeat("\u0316\u0301", 50_000)) + " \u4E2D"
            + string.Concat(Enumerable.Repeat("\u3099", 1000)) + "\u56FD";
        TokenBuffer tokens = new();

        Analyzer.Standard.Analyze(Encoding.UTF8.GetBytes(text), tokens);

        Assert.Equal(2, tokens.Count);
        Assert.StartsWith("\u00E1\u0316\u0316", Tokens.Terms(tokens)[0], StringComparison.Ordinal);
        Assert.StartsWith("\u4E2D\u3099", Tokens.Terms(tokens)[1], StringComparison.Ordinal);
        Assert.EndsWith("\u3099\u56FD", Tokens.Terms(tokens)[1], StringComparison.Ordinal);
        Tokens.AssertSound(Encoding.UTF8.GetBytes(text), tokens);
    }

    [Fact]
    public void Analyze_MixedText_RangesPointAtBytesThatGiveTheSameTerm()
    {
        byte[] text = Encoding.UTF8.GetBytes(
            "Caf\u00E9 CAFE\u0301\u2014Stra\u00DFe 24\u6B21\u62E6\u622A, \uFF76\uFF9E\uFF77 \u0E01\u0E48\u0E2D\u0E19 "
            + "\u1112\u1161\u11AB co\u00ADop \u1F84 \u0939\u093F\u0928\u094D\u0926\u0940 "
            + "plain words that fill a block of bytes");
        TokenBuffer tokens = new();
        Analyzer.Standard.Analyze(text, tokens);

        for (int i = 0; i < tokens.Count; i++)
        {
            ByteRange range = tokens.SourceRange(i);
            Assert.Equal(
                [Encoding.UTF8.GetString(tokens.Term(i))], Tokens.Of(text.AsSpan(range.Start, range.LengthBytes)));
        }

        Assert.Equal(21, tokens.Count);
        Assert.Equal("Caf\u00E9", Encoding.UTF8.GetString(text, 0, tokens.SourceRange(0).Limit));
    }

    [Fact]
    public void Analyze_WarmBuffer_AllocatesNothing()
    {
        byte[] text = Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(
            "Plain words, caf\u00E9 e\u0301 \u4E2D\u56FD\u4EBA \u0E01\u0E48\u0E2D\u0E19 "
            + "\uD55C\u11AB \uD558\u11AB Stra\u00DFe. ", 50)));
        TokenBuffer tokens = new();
        Analyzer.Standard.Analyze(text, tokens);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 20; i++)
            Analyzer.Standard.Analyze(text, tokens);

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    private static void AssertTokens(string expected, string text) =>
        Assert.Equal(expected.Split(' ', StringSplitOptions.RemoveEmptyEntries), Tokens.Of(text));
}
