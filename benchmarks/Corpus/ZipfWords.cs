namespace Feedlog.Benchmarks.Corpus;

/// <summary>50,000 made-up words; the word of rank r is drawn with a probability in proportion to 1 / r.</summary>
internal sealed class ZipfWords
{
    /// <summary>Number of words.</summary>
    internal const int Count = 50_000;

    private const int FrequentRanks = 200;

    private readonly byte[] _letters;
    private readonly int[] _starts = new int[Count + 1];
    private readonly double[] _threshold = new double[Count];
    private readonly int[] _alias = new int[Count];

    /// <summary>Makes the vocabulary of a seed.</summary>
    internal ZipfWords(ulong seed)
    {
        _letters = MakeWords(new SeededRandom(seed, 1));
        FillAliasTable();
    }

    /// <summary>The word of this rank, 0 the most frequent; lower-case ASCII letters.</summary>
    internal ReadOnlySpan<byte> this[int rank] => _letters.AsSpan(_starts[rank].._starts[rank + 1]);

    /// <summary>Draws a rank.</summary>
    internal int Draw(ref SeededRandom random)
    {
        int column = random.Below(Count);
        return random.Unit() < _threshold[column] ? column : _alias[column];
    }

    private byte[] MakeWords(SeededRandom random)
    {
        const string consonants = "bcdfghklmnprstvwz";
        const string vowels = "aeiou";
        HashSet<string> seen = [];
        List<byte> letters = [];
        Span<char> word = stackalloc char[12];
        while (seen.Count < Count)
        {
            int syllables = seen.Count < FrequentRanks ? 1 + random.Below(2) : 2 + random.Below(3);
            int length = 0;
            for (int i = 0; i < syllables; i++)
            {
                word[length++] = consonants[random.Below(consonants.Length)];
                word[length++] = vowels[random.Below(vowels.Length)];
                if (random.Below(3) == 0) word[length++] = consonants[random.Below(consonants.Length)];
            }

            if (!seen.Add(new string(word[..length]))) continue;
            foreach (char letter in word[..length]) letters.Add((byte)letter);
            _starts[seen.Count] = letters.Count;
        }

        return [.. letters];
    }

    // Walker's alias method: every column holds one word and a share of one other, so a draw costs two numbers.
    private void FillAliasTable()
    {
        double sum = 0;
        for (int rank = 1; rank <= Count; rank++) sum += 1.0 / rank;
        Stack<int> poor = new();
        Stack<int> rich = new();
        for (int i = 0; i < Count; i++)
        {
            _threshold[i] = Count / (sum * (i + 1));
            (_threshold[i] < 1 ? poor : rich).Push(i);
        }

        while (poor.Count > 0 && rich.Count > 0)
        {
            int less = poor.Pop();
            int more = rich.Pop();
            _alias[less] = more;
            _threshold[more] -= 1 - _threshold[less];
            (_threshold[more] < 1 ? poor : rich).Push(more);
        }

        foreach (int left in poor.Concat(rich)) _threshold[left] = 1;
    }
}
