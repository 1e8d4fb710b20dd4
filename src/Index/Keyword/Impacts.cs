using Feedlog.Format.Indexes;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>
/// What a block can score at most: pairs of frequency and length code of which each posting of the block is below one,
/// with no higher frequency and no shorter length.
/// </summary>
/// <remarks>
/// Pairs, not scores: the mean length that a score depends on changes with every record. Only pairs that no other one
/// exceeds in both are kept; four of them, of which neighbours are joined where there would be more.
/// </remarks>
internal static class Impacts
{
    /// <summary>The frequency that stands for itself and everything above.</summary>
    public const int FrequencyMax = 255;

    // What decides which neighbours to join: their loss under common parameters and a typical mean length.
    private const double TypicalLength = 100;

    private static readonly double[] s_norms = MakeNorms();

    /// <summary>Writes the pairs of a block.</summary>
    /// <param name="slots">The slots.</param>
    /// <param name="frequencies">How often each has the term.</param>
    /// <param name="lengths">The length codes of all slots.</param>
    /// <param name="target">The eight bytes.</param>
    public static void Write(
        ReadOnlySpan<int> slots, ReadOnlySpan<int> frequencies, ReadOnlySpan<byte> lengths, Span<byte> target)
    {
        Span<byte> shortest = stackalloc byte[FrequencyMax + 1];
        ulong seen = 0;
        int highest = 0;
        // Nearly all frequencies are small: only as much of the table is used as needed.
        shortest[..8].Fill(byte.MaxValue);
        int filled = 8;
        for (int i = 0; i < slots.Length; i++)
        {
            int frequency = Math.Min(frequencies[i], FrequencyMax);
            if (frequency >= filled)
            {
                shortest[filled..].Fill(byte.MaxValue);
                filled = shortest.Length;
            }

            highest = Math.Max(highest, frequency);
            byte length = lengths[slots[i]];
            if (length < shortest[frequency]) shortest[frequency] = length;
            seen |= 1UL << Math.Min(frequency, 63);
        }

        Span<byte> pairs = stackalloc byte[2 * (FrequencyMax + 1)];
        int count = 0;
        int best = byte.MaxValue + 1;
        for (int frequency = highest; frequency > 0; frequency--)
        {
            if (frequency < 63 && (seen >> frequency & 1) == 0) continue;
            if (shortest[frequency] >= best) continue;
            best = shortest[frequency];
            pairs[2 * count] = (byte)frequency;
            pairs[2 * count + 1] = (byte)best;
            count++;
        }

        while (count > PostingBlockLayout.ImpactCount) count = JoinCheapest(pairs, count);
        target[..(2 * PostingBlockLayout.ImpactCount)].Clear();
        pairs[..(2 * count)].CopyTo(target);
    }

    /// <summary>What a frequency and a length are worth at most.</summary>
    private static double Worth(int frequency, byte length) =>
        frequency >= FrequencyMax ? 1 : frequency / (frequency + s_norms[length]);

    // Pairs fall in frequency and in length; joined, two have the frequency of the first and the length of the second.
    private static int JoinCheapest(Span<byte> pairs, int count)
    {
        int cheapest = 0;
        double least = double.MaxValue;
        for (int i = 0; i + 1 < count; i++)
        {
            double joined = Worth(pairs[2 * i], pairs[2 * i + 3]);
            double before = Math.Max(Worth(pairs[2 * i], pairs[2 * i + 1]), Worth(pairs[2 * i + 2], pairs[2 * i + 3]));
            if (joined - before >= least) continue;
            least = joined - before;
            cheapest = i;
        }

        pairs[2 * cheapest + 1] = pairs[2 * cheapest + 3];
        pairs[(2 * cheapest + 4)..(2 * count)].CopyTo(pairs[(2 * cheapest + 2)..]);
        return count - 1;
    }

    private static double[] MakeNorms()
    {
        double[] norms = new double[Bm25.NormCount];
        Bm25.FillLengthNorms(TypicalLength, Bm25Parameters.Default, norms);
        return norms;
    }
}
