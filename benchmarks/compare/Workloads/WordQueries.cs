using System.Text;
using Feedlog.Benchmarks.Corpus;
using Feedlog.Compare.Contenders;

namespace Feedlog.Compare.Workloads;

/// <summary>
/// Draws queries of one class: words of the vocabulary by their rank, low ranks being frequent, evenly on a scale of
/// powers; phrases from the records.
/// </summary>
internal static class WordQueries
{
    private static readonly Ranks s_frequent = new(10, 100);
    private static readonly Ranks s_middle = new(100, 1_000);
    private static readonly Ranks s_seldom = new(1_000, 5_000);
    private static readonly Ranks s_rare = new(5_000, 20_000);
    private static readonly Ranks s_mixed = new(200, 5_000);

    /// <summary>The classes, and how many times as fast as FTS5 Feedlog has to be in each.</summary>
    internal static IReadOnlyList<(string Class, string Title, double Bar)> Classes { get; } =
    [
        ("rare", "one word of rank 5,000 to 20,000", 20),
        ("common", "one word of rank 10 to 100", 1_000),
        ("or2", "one of two words of ranks 10 to 100 and 100 to 1,000", 300),
        ("or3", "one of three words of rank 200 to 5,000", 80),
        ("and2", "both of two words of ranks 100 to 1,000 and 1,000 to 5,000", 8),
        ("and3", "all of three words, two of rank 100 to 1,000 and one of rank 1,000 to 5,000", 30),
        ("phrase", "two words that stand side by side in some record", 3),
    ];

    /// <summary>Draws queries; the same seed gives the same.</summary>
    internal static WordQuery[] Draw(string name, int count, RecordCorpus corpus, ZipfWords words, ulong seed)
    {
        SeededRandom random = new(seed, 11);
        WordQuery[] queries = new WordQuery[count];
        for (int i = 0; i < count; i++) queries[i] = Draw(name, corpus, words, ref random);
        return queries;
    }

    private static WordQuery Draw(string name, RecordCorpus corpus, ZipfWords words, ref SeededRandom random) =>
        name switch
        {
            "rare" => WordQuery.Any(s_rare.Draw(words, ref random)),
            "common" => WordQuery.Any(s_frequent.Draw(words, ref random)),
            "or2" => WordQuery.Any(s_frequent.Draw(words, ref random), s_middle.Draw(words, ref random)),
            "or3" => WordQuery.Any(
                s_mixed.Draw(words, ref random), s_mixed.Draw(words, ref random), s_mixed.Draw(words, ref random)),
            "and2" => WordQuery.All(s_middle.Draw(words, ref random), s_seldom.Draw(words, ref random)),
            "and3" => WordQuery.All(
                s_middle.Draw(words, ref random), s_middle.Draw(words, ref random), s_seldom.Draw(words, ref random)),
            _ => DrawPhrase(corpus, ref random),
        };

    private static WordQuery DrawPhrase(RecordCorpus corpus, ref SeededRandom random)
    {
        ReadOnlySpan<byte> content = corpus.Content(random.Below(corpus.Count));
        string[] words = Encoding.ASCII.GetString(content).Split([' ', '.'], StringSplitOptions.RemoveEmptyEntries);
        int first = random.Below(words.Length - 1);
        return WordQuery.Phrase(words[first], words[first + 1]);
    }

    private readonly record struct Ranks(int First, int End)
    {
        internal string Draw(ZipfWords words, ref SeededRandom random)
        {
            int rank = (int)(First * Math.Pow((double)End / First, random.Unit()));
            return Encoding.ASCII.GetString(words[Math.Min(rank, End - 1)]);
        }
    }
}
