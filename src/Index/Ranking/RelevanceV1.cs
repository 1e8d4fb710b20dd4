namespace Feedlog.Indexing.Ranking;

/// <summary>The ranking <c>relevance-v1</c>, a formula that must not change: its scores mean the same everywhere.
/// </summary>
/// <remarks>
/// (10 if the phrase occurs + 2 per word that occurs + 5 x cosine) x 1 / (1 + 0.1 x age in whole days) x 1.5 for the
/// kind <c>breakthrough</c>. The phrase is the whole query as a phrase, words are counted once however often they
/// stand in query or record. A record without a vector has the cosine 0, one from the future the age 0.
/// </remarks>
/// <param name="Phrase">10 or 0.</param>
/// <param name="Words">2 for each word that occurs.</param>
/// <param name="Cosine">5 times the cosine; it may be below 0.</param>
/// <param name="AgeFactor">1 / (1 + 0.1 x age in whole days).</param>
/// <param name="KindFactor">1.5 for a breakthrough, else 1.</param>
public readonly record struct RelevanceV1(
    double Phrase, double Words, double Cosine, double AgeFactor, double KindFactor)
{
    /// <summary>The kind that counts more.</summary>
    public const string BreakthroughKind = "breakthrough";

    private const double PhrasePoints = 10;
    private const double PointsPerWord = 2;
    private const double PointsOfCosine = 5;
    private const double FadingPerDay = 0.1;
    private const double BreakthroughFactor = 1.5;

    /// <summary>The score.</summary>
    public double Total => (Phrase + Words + Cosine) * AgeFactor * KindFactor;

    /// <summary>The score and how it comes about.</summary>
    /// <param name="hasPhrase">Whether the query occurs as a phrase.</param>
    /// <param name="wordsFound">How many different words of the query occur, 0 or more.</param>
    /// <param name="cosine">The cosine of the record's vector and the query's; 0 without.</param>
    /// <param name="ageMs">The record's age in milliseconds.</param>
    /// <param name="kind">The record's kind; empty for none.</param>
    public static RelevanceV1 Of(bool hasPhrase, int wordsFound, double cosine, long ageMs, string kind) => new(
        hasPhrase ? PhrasePoints : 0,
        PointsPerWord * wordsFound,
        PointsOfCosine * cosine,
        RankingFactors.OfAge(ageMs, FadingPerDay),
        kind == BreakthroughKind ? BreakthroughFactor : 1);
}
