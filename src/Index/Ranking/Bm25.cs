namespace Feedlog.Indexing.Ranking;

/// <summary>The arithmetic of BM25 over byte-sized lengths; pure functions, any thread.</summary>
/// <remarks>
/// The score of a term is idf x tf / (tf + k1 x (1 - b + b x length / average)). The customary factor (k1 + 1) is
/// left out: it is the same for all records and orders nothing.
/// </remarks>
public static class Bm25
{
    /// <summary>The number of length norms: one for each length code.</summary>
    public const int NormCount = 256;

    /// <summary>The weight of a term that stands in <paramref name="documentFrequency"/> of the records; above
    /// 0.</summary>
    /// <param name="documentCount">The number of records counted, at least 0.</param>
    /// <param name="documentFrequency">How many of them hold the term, 0 to <paramref name="documentCount"/>.</param>
    /// <returns>ln(1 + (N - df + .5) / (df + .5)).</returns>
    /// <exception cref="ArgumentOutOfRangeException">A count is below 0, or the frequency above the
    /// count.</exception>
    public static double Idf(long documentCount, long documentFrequency)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(documentCount);
        ArgumentOutOfRangeException.ThrowIfNegative(documentFrequency);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(documentFrequency, documentCount);
        return Math.Log(1 + ((documentCount - documentFrequency + 0.5) / (documentFrequency + 0.5)));
    }

    /// <summary>What a record's length adds to the denominator: k1 x (1 - b + b x length / average).</summary>
    /// <param name="lengthCode">The record's length in tokens, as <see cref="LengthCode.Encode"/> made it.</param>
    /// <param name="averageLength">The mean length in tokens; where it is not above 0 lengths count for
    /// nothing.</param>
    /// <param name="parameters">The constants.</param>
    public static double LengthNorm(byte lengthCode, double averageLength, Bm25Parameters parameters)
    {
        double relativeLength = averageLength > 0 ? LengthCode.Decode(lengthCode) / averageLength : 1;
        return parameters.K1 * (1 - parameters.B + (parameters.B * relativeLength));
    }

    /// <summary>Computes the norms of all length codes once, for a query that scores many records.</summary>
    /// <param name="averageLength">As for <see cref="LengthNorm"/>.</param>
    /// <param name="parameters">The constants.</param>
    /// <param name="target">Receives the norms, by length code; holds <see cref="NormCount"/>.</param>
    /// <exception cref="ArgumentException"><paramref name="target"/> is too short.</exception>
    public static void FillLengthNorms(double averageLength, Bm25Parameters parameters, Span<double> target)
    {
        if (target.Length < NormCount)
            throw new ArgumentException("There is one norm for each length code.", nameof(target));
        for (int code = 0; code < NormCount; code++)
            target[code] = LengthNorm((byte)code, averageLength, parameters);
    }

    /// <summary>The score that one term gives a record: 0 if it does not occur, its idf at most.</summary>
    /// <param name="idf">The term's weight, from <see cref="Idf"/>.</param>
    /// <param name="termFrequency">How often the term occurs in the record, at least 0.</param>
    /// <param name="lengthNorm">The record's norm, from <see cref="LengthNorm"/>.</param>
    public static double TermScore(double idf, int termFrequency, double lengthNorm) =>
        termFrequency <= 0 ? 0 : idf * termFrequency / (termFrequency + lengthNorm);

    /// <summary>The score that one term gives a record, from the record's length code.</summary>
    /// <param name="idf">The term's weight, from <see cref="Idf"/>.</param>
    /// <param name="termFrequency">How often the term occurs in the record, at least 0.</param>
    /// <param name="lengthCode">The record's length in tokens, as <see cref="LengthCode.Encode"/> made it.</param>
    /// <param name="averageLength">As for <see cref="LengthNorm"/>.</param>
    /// <param name="parameters">The constants.</param>
    public static double TermScore(
        double idf, int termFrequency, byte lengthCode, double averageLength, Bm25Parameters parameters) =>
        TermScore(idf, termFrequency, LengthNorm(lengthCode, averageLength, parameters));
}
