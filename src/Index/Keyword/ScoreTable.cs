using System.Runtime.Intrinsics;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>What frequencies and lengths are worth in one search, without the weight of the term. Any thread.</summary>
/// <remarks>
/// Two precisions: <see cref="Exact"/> is what counts; <see cref="AtMost"/> is never below it, and a look into a table.
/// </remarks>
internal sealed class ScoreTable
{
    // Words that stand more often in one record are few: they are divided for.
    private const int FrequencyLimit = BlockFrequencies.RepeatsMax + 1;

    /// <summary>A bound of what anything is worth.</summary>
    public const double WorthMax = Excess;

    // More than what rounding to single precision loses.
    private const double Excess = 1 + 2e-6;

    private static readonly float[] s_nothing = new float[FrequencyLimit * Bm25.NormCount];

    // Between two searches the mean length seldom changes.
    private static ScoreTable? s_last;

    private readonly double _averageLength;
    private readonly Bm25Parameters _parameters;
    private readonly double[] _norms = new double[Bm25.NormCount];

    // By frequency and length code; the row behind the last is of all that is more frequent.
    private readonly float[] _table = new float[(FrequencyLimit + 1) * Bm25.NormCount];

    /// <summary>Computes the table.</summary>
    /// <param name="averageLength">The mean length of all records in words.</param>
    /// <param name="parameters">The constants.</param>
    public ScoreTable(double averageLength, Bm25Parameters parameters)
    {
        _averageLength = averageLength;
        _parameters = parameters;
        Bm25.FillLengthNorms(averageLength, parameters, _norms);
        Span<float> norms = stackalloc float[Bm25.NormCount];
        for (int code = 0; code < norms.Length; code++) norms[code] = (float)_norms[code];
        for (int frequency = 1; frequency < FrequencyLimit; frequency++)
        {
            Span<float> row = _table.AsSpan(frequency * Bm25.NormCount, Bm25.NormCount);
            Vector128<float> numerator = Vector128.Create((float)(frequency * Excess));
            Vector128<float> summand = Vector128.Create((float)frequency);
            for (int code = 0; code < row.Length; code += Vector128<float>.Count)
                (numerator / (Vector128.Create<float>(norms[code..]) + summand)).CopyTo(row[code..]);
        }

        _table.AsSpan(FrequencyLimit * Bm25.NormCount).Fill((float)Excess);
    }

    /// <summary>Bounds of the score of a term with weight 1, by <see cref="BlockFrequencies.Repeats"/> and length code.
    /// </summary>
    public ReadOnlySpan<float> ByRepeats => _table.AsSpan(Bm25.NormCount);

    /// <summary>What adds nothing, in the form of <see cref="ByRepeats"/>.</summary>
    public static ReadOnlySpan<float> Nothing => s_nothing;

    /// <summary>A table of these constants: the one that was made last, if it is of the same.</summary>
    /// <param name="averageLength">The mean length of all records in words.</param>
    /// <param name="parameters">The constants.</param>
    public static ScoreTable Of(double averageLength, Bm25Parameters parameters)
    {
        ScoreTable? last = Volatile.Read(ref s_last);
        if (last is not null && last._averageLength.Equals(averageLength) && last._parameters == parameters)
            return last;
        ScoreTable made = new(averageLength, parameters);
        Volatile.Write(ref s_last, made);
        return made;
    }

    /// <summary>The score of a term of this weight.</summary>
    public double Exact(double idf, int frequency, byte length) => Bm25.TermScore(idf, frequency, _norms[length]);

    /// <summary>A bound of the score of a term with weight 1, by little above it.</summary>
    public double AtMost(int frequency, byte length) => (uint)frequency < FrequencyLimit
        ? _table[frequency * Bm25.NormCount + length]
        : frequency / (frequency + _norms[length]) * Excess;

    /// <summary>A bound of all that an impact stands for.</summary>
    public double AtMostOfImpact(byte frequency, byte length) =>
        frequency == Impacts.FrequencyMax ? Excess : AtMost(frequency, length);

    /// <summary>The lowest frequency that may be worth so much, with this length or a greater one.</summary>
    /// <param name="worth">What it has to be worth.</param>
    /// <param name="shortest">The shortest length.</param>
    /// <returns>From 1 on; 5 for everything above 4.</returns>
    public int FrequencyFor(double worth, byte shortest)
    {
        int frequency = 1;
        while (frequency < PostingBlock.ExceptionBase + 1 && AtMost(frequency, shortest) < worth) frequency++;
        return frequency;
    }
}
