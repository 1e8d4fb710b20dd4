using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Feedlog.Indexing.Analysis;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>The analyzer <c>standard</c> on bytes that nobody meant as text.</summary>
public sealed class StandardAnalyzerHostileTests
{
    // The first and last byte of every class that the UTF-8 tables distinguish.
    private static readonly byte[] s_edges =
    [
        0x00, 0x20, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xDF, 0xE0, 0xE1, 0xEC, 0xED,
        0xEE, 0xEF, 0xF0, 0xF1, 0xF3, 0xF4, 0xF5, 0xFF,
    ];

    private readonly TokenBuffer _tokens = new();

    [Fact]
    public void Analyze_EveryOneAndTwoByteSequence_SeparatesWhereItIsNotUtf8()
    {
        for (int first = 0; first < 256; first++)
        {
            AssertSeparatesIfBad([(byte)first]);
            for (int second = 0; second < 256; second++)
                AssertSeparatesIfBad([(byte)first, (byte)second]);
        }
    }

    [Fact]
    public void Analyze_ThreeAndFourByteSequencesAtTheEdges_SeparateWhereTheyAreNotUtf8()
    {
        foreach (byte first in s_edges)
            foreach (byte second in s_edges)
                foreach (byte third in s_edges)
                {
                    AssertSeparatesIfBad([first, second, third]);
                    foreach (byte fourth in s_edges)
                        AssertSeparatesIfBad([first, second, third, fourth]);
                }
    }

    [Fact]
    public void Analyze_RandomBytes_AlwaysGivesSoundTokens()
    {
        Random random = new(4711);
        TokenBuffer tokens = new();
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = new byte[random.Next(300)];
            random.NextBytes(bytes);
            if (round % 2 == 0)
            {
                for (int i = 0; i < bytes.Length; i++)
                    bytes[i] = bytes[i] < 200 ? bytes[i] : s_edges[bytes[i] % s_edges.Length];
            }

            Analyzer.Standard.Analyze(bytes, tokens);

            Tokens.AssertSound(bytes, tokens);
        }
    }

    [Fact]
    public void Analyze_RandomCodePoints_GiveTheSameTermsBehindAnyNumberOfBlanks()
    {
        Random random = new(99);
        for (int round = 0; round < 3000; round++)
        {
            StringBuilder text = new();
            int length = random.Next(150);
            for (int i = 0; i < length; i++)
                text.Append(RandomRune(random));
            string[] expected = Tokens.Of(text.ToString());

            string[] shifted = Tokens.Of(new string(' ', random.Next(1, 130)) + text);

            Assert.Equal(expected, shifted);
        }
    }

    [Fact]
    public void Analyze_RandomCodePoints_RangesGiveTheirTermsAgain()
    {
        Random random = new(100);
        TokenBuffer tokens = new();
        for (int round = 0; round < 3000; round++)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(
                string.Concat(Enumerable.Range(0, random.Next(60)).Select(_ => RandomRune(random).ToString())));
            Analyzer.Standard.Analyze(utf8, tokens);

            for (int i = 0; i < tokens.Count; i++)
            {
                ByteRange range = tokens.SourceRange(i);
                // One sign may stand for several words, so the range may give more than this term.
                Assert.Contains(
                    Encoding.UTF8.GetString(tokens.Term(i)), Tokens.Of(utf8.AsSpan(range.Start, range.LengthBytes)));
            }
        }
    }

    [SharedDataFact("hostile")]
    public void Analyze_NaughtyStrings_AlwaysGiveSoundTokens()
    {
        string json = File.ReadAllText(SharedData.PathOf("hostile", "blns.json"));
        string[]? texts = JsonSerializer.Deserialize<string[]>(json);
        Assert.NotNull(texts);
        Assert.True(texts.Length > 480);
        TokenBuffer tokens = new();
        int tokenCount = 0;
        foreach (string text in texts)
        {
            byte[] utf8 = Encoding.UTF8.GetBytes(text);

            Analyzer.Standard.Analyze(utf8, tokens);

            Tokens.AssertSound(utf8, tokens);
            tokenCount += tokens.Count;
        }

        Assert.True(tokenCount > 2000, $"Only {tokenCount} tokens were found.");
    }

    [SharedDataFact("hostile")]
    public void Analyze_HostileJsonDocuments_AlwaysGiveSoundTokens()
    {
        TokenBuffer tokens = new();
        int documents = 0;
        foreach (string line in SharedData.Lines("hostile", "json-test-suite.jsonl.gz"))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            byte[] bytes = row.RootElement.GetProperty("base64").GetBytesFromBase64();

            Analyzer.Standard.Analyze(bytes, tokens);

            Tokens.AssertSound(bytes, tokens);
            documents++;
        }

        Assert.True(documents > 300);
    }

    private static Rune RandomRune(Random random)
    {
        int limit = random.Next(4) switch { 0 => 0x80, 1 => 0x1200, 2 => 0x10000, _ => 0x30000 };
        int codePoint;
        do
        {
            codePoint = random.Next(limit);
        }
        while (!Rune.IsValid(codePoint));

        return new Rune(codePoint);
    }

    private void AssertSeparatesIfBad(byte[] sequence)
    {
        byte[] text = [(byte)'a', .. sequence, (byte)'b'];

        Analyzer.Standard.Analyze(text, _tokens);

        Tokens.AssertSound(text, _tokens);
        if (Utf8.IsValid(text))
            return;
        string[] terms = Tokens.Terms(_tokens);
        Assert.True(terms.Length >= 2, $"{Convert.ToHexString(text)} gave {string.Join(' ', terms)}");
        Assert.StartsWith("a", terms[0], StringComparison.Ordinal);
        Assert.EndsWith("b", terms[^1], StringComparison.Ordinal);
    }
}
