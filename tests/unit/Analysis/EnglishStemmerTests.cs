using System.Text;
using Feedlog.Indexing.Analysis;
using Xunit.Abstractions;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>The stemmer against the published vocabulary, and against bytes that are no English words.</summary>
public sealed class EnglishStemmerTests(ITestOutputHelper output)
{
    private const int WrongShown = 40;

    [SharedDataFact("stem")]
    public void Stemmer_OnTheWholeVocabulary_GivesTheStemsOfItsAuthors()
    {
        int count = 0;
        List<string> wrong = [];
        foreach (string line in SharedData.Lines("stem", "english.tsv.gz"))
        {
            string[] fields = line.Split('\t');
            string stem = Stem(fields[0]);
            count++;
            if (stem != fields[1]) wrong.Add($"{fields[0]}: {stem}, not {fields[1]}");
        }

        output.WriteLine($"{count} words, {wrong.Count} wrong");
        Assert.True(count > 42_000, $"Only {count} words: is the file whole?");
        Assert.True(wrong.Count == 0, string.Join('\n', wrong.Take(WrongShown)));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("a", "a")]
    [InlineData("by", "by")]
    [InlineData("'''", "'")]
    [InlineData("running", "run")]
    [InlineData("hoping", "hope")]
    [InlineData("hopping", "hop")]
    [InlineData("flies", "fli")]
    [InlineData("dying", "die")]
    [InlineData("skies", "sky")]
    [InlineData("r\u00E9sum\u00E9s", "r\u00E9sum\u00E9")]
    [InlineData("relational", "relat")]
    public void Stemmer_OnAWord_GivesItsStem(string word, string stem) => Assert.Equal(stem, Stem(word));

    [Fact]
    public void Stemmer_OnAnyBytes_ShortensOrKeepsThem()
    {
        Random random = new(17);
        byte[] letters = "aeiouylsdgnmitb'"u8.ToArray();
        for (int i = 0; i < 200_000; i++)
        {
            byte[] word = new byte[random.Next(0, 12)];
            for (int at = 0; at < word.Length; at++)
                word[at] = random.Next(20) == 0 ? (byte)random.Next(256) : letters[random.Next(letters.Length)];
            int lengthBytes = EnglishStemmer.Stem(word);
            Assert.InRange(lengthBytes, 0, word.Length);
            // A word of the index is never without letters.
            if (word.Length > 0 && !word.Contains((byte)'\'')) Assert.NotEqual(0, lengthBytes);
        }
    }

    [Fact]
    public void Cache_OfStems_GivesTheSameStems()
    {
        const int seed = 37;
        Random random = new(seed);
        byte[] letters = "aeioulysdgnt"u8.ToArray();
        string[] endings = ["", "s", "ing", "ed", "ational", "fulness", "ying", "eedly"];
        EnglishStemCache cache = new();
        for (int i = 0; i < 200_000; i++)
        {
            int length = random.Next(0, 4) == 0 ? random.Next(0, 20) : random.Next(0, 4);
            string word = string.Concat(Enumerable.Range(0, length).Select(_ => (char)letters[random.Next(letters.Length)]));
            word += endings[random.Next(endings.Length)];
            byte[] utf8 = Encoding.UTF8.GetBytes(word);
            string stem = Encoding.UTF8.GetString(utf8, 0, cache.Stem(utf8));
            Assert.True(stem == Stem(word), $"seed {seed}: {word} became {stem}");
        }
    }

    private static string Stem(string word)
    {
        byte[] utf8 = Encoding.UTF8.GetBytes(word);
        return Encoding.UTF8.GetString(utf8, 0, EnglishStemmer.Stem(utf8));
    }
}
