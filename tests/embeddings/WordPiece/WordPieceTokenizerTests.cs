using System.IO.Compression;
using System.Text;
using System.Text.Json;
using Feedlog.Embeddings.WordPiece;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Embeddings.WordPiece;

/// <summary>Token ids are those of the reference tokenizer, for every text of the golden files.</summary>
public sealed class WordPieceTokenizerTests
{
    private const string Tiny = "[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nun\n##want\n##ed\nrun\n##ning\n,\n\u00E9\ne\n##e";

    [DataTheory("wordpiece")]
    [InlineData("baai-bge-small-en")]
    [InlineData("bert-base-multilingual-cased")]
    public void Ids_OfAllGoldenTexts_AreThoseOfTheReference(string model)
    {
        bool isLowerCase = model.StartsWith("baai", StringComparison.Ordinal);
        using Stream json = Open($"tokenizer-{model}.json.gz");
        using StreamReader text = new(Open($"vocab-{model}.txt.gz"), Encoding.UTF8);
        WordPieceTokenizer fromJson = new(WordPieceVocabulary.ReadJson(json));
        WordPieceTokenizer fromText = new(WordPieceVocabulary.ReadText(text, isLowerCase));
        int count = 0;
        List<string> differences = [];
        using StreamReader golden = new(Open($"golden-{model}.jsonl.gz"), Encoding.UTF8);
        while (golden.ReadLine() is { } line)
        {
            JsonElement row = JsonDocument.Parse(line).RootElement;
            string input = row.GetProperty("text").GetString() ?? "";
            int[] expected = row.GetProperty("ids").EnumerateArray().Select(id => id.GetInt32()).ToArray();
            bool isSame = expected.AsSpan().SequenceEqual(fromJson.Encode(input)) &&
                expected.AsSpan().SequenceEqual(fromText.Encode(input));
            if (!isSame) differences.Add($"{count}: {input}");
            count++;
        }

        Assert.Equal(1252, count);
        Assert.True(differences.Count == 0, $"{differences.Count} differ:\n" + string.Join('\n', differences));
    }

    [Theory]
    [InlineData("", new[] { 2, 3 })]
    [InlineData("unwanted, running", new[] { 2, 5, 6, 7, 10, 8, 9, 3 })]
    [InlineData("UNWANTED", new[] { 2, 5, 6, 7, 3 })]
    [InlineData("unwantedx", new[] { 2, 1, 3 })]
    [InlineData("un[MASK]running", new[] { 2, 5, 4, 8, 9, 3 })]
    [InlineData("\u00C9e\0\t \u200Be", new[] { 2, 12, 13, 12, 3 })]
    public void Words_AreTakenApartFromLeftToRight(string text, int[] expected) =>
        Assert.Equal(expected, Small().Encode(text));

    [Fact]
    public void LoneSurrogates_AreAsIfTheyWereNotThere() =>
        Assert.Equal([2, 5, 6, 3], Small().Encode("un" + (char)0xD800 + "want" + (char)0xDC00));

    [Fact]
    public void Word_OfMoreThanAHundredCharacters_IsUnknown()
    {
        Assert.Equal(102, Small().Encode(new string('e', 100)).Length);
        Assert.Equal([2, 1, 3], Small().Encode(new string('e', 101)));
    }

    [Theory]
    [InlineData(2, new[] { 2, 3 })]
    [InlineData(3, new[] { 2, 5, 3 })]
    [InlineData(6, new[] { 2, 5, 6, 7, 10, 3 })]
    [InlineData(8, new[] { 2, 5, 6, 7, 10, 8, 9, 3 })]
    public void LongText_IsCutOff_AndStillEnds(int tokensMax, int[] expected) =>
        Assert.Equal(expected, Small().Encode("unwanted, running", tokensMax));

    [Fact]
    public void TooFewTokens_AndOtherTokenizers_AreRefused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Small().Encode("x", 1));
        Assert.Throws<InvalidDataException>(() => WordPieceVocabulary.ReadText(new StringReader("a\nb"), true));
        foreach (string json in (string[])["", "{}", "[]", """{"model":{"type":"BPE"}}"""])
        {
            Assert.Throws<InvalidDataException>(() =>
                WordPieceVocabulary.ReadJson(new MemoryStream(Encoding.UTF8.GetBytes(json))));
        }
    }

    private static WordPieceTokenizer Small() =>
        new(WordPieceVocabulary.ReadText(new StringReader(Tiny), isLowerCase: true));

    private static GZipStream Open(string file) =>
        new(File.OpenRead(SharedData.PathOf($"wordpiece/{file}")), CompressionMode.Decompress);
}
