using System.Collections.Frozen;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>The formula <c>relevance-v1</c>, the factors, and the names of rankings.</summary>
public sealed class RelevanceV1Tests
{
    private const long DayMs = 86_400_000;

    [Theory]
    [InlineData(false, 0, 0.0, 0, "", 0.0)]
    [InlineData(true, 0, 0.0, 0, "", 10.0)]
    [InlineData(false, 3, 0.0, 0, "", 6.0)]
    [InlineData(false, 0, 0.5, 0, "", 2.5)]
    [InlineData(false, 0, -0.5, 0, "", -2.5)]
    [InlineData(true, 2, 1.0, 0, "note", 19.0)]
    [InlineData(true, 2, 1.0, 0, "breakthrough", 28.5)]
    [InlineData(true, 0, 0.0, DayMs - 1, "", 10.0)]
    [InlineData(true, 0, 0.0, DayMs, "", 10 / 1.1)]
    [InlineData(true, 0, 0.0, 10 * DayMs + 5, "", 5.0)]
    [InlineData(true, 0, 0.0, -400 * DayMs, "", 10.0)]
    [InlineData(true, 2, 0.2, 20 * DayMs, "breakthrough", 7.5)]
    public void Total_IsTheFormula(
        bool hasPhrase, int wordsFound, double cosine, long ageMs, string kind, double expected)
    {
        RelevanceV1 score = RelevanceV1.Of(hasPhrase, wordsFound, cosine, ageMs, kind);

        Assert.Equal(expected, score.Total, 1e-12);
        Assert.Equal(
            (score.Phrase + score.Words + score.Cosine) * score.AgeFactor * score.KindFactor, score.Total, 1e-12);
    }

    [Fact]
    public void Factors_ByDefault_ChangeNothing() =>
        Assert.Equal(1, RankingFactors.None.Of(1000 * DayMs, "breakthrough", 1));

    [Fact]
    public void Factors_MultiplyEachOther()
    {
        RankingFactors factors = new()
        {
            FadingPerDay = 0.5,
            Kinds = new Dictionary<string, double> { ["fact"] = 3 }.ToFrozenDictionary(),
            SignificanceWeight = 2,
        };

        Assert.Equal(3 * 0.25 * 2, factors.Of(6 * DayMs, "fact", 0.5), 1e-12);
        Assert.Equal(0.25, factors.Of(6 * DayMs, "other", 0), 1e-12);
        Assert.Throws<ArgumentOutOfRangeException>(() => factors.Of(0, "", -1));
    }

    [Fact]
    public void Names_AreThoseOfTheRankings()
    {
        Assert.Equal(["bm25", "cosine", "fused", "relevance-v1"], RankingNames.All);
        foreach (NamedRanking ranking in Enum.GetValues<NamedRanking>())
        {
            Assert.True(RankingNames.TryParse(RankingNames.Of(ranking), out NamedRanking parsed));
            Assert.Equal(ranking, parsed);
        }

        Assert.False(RankingNames.TryParse("Relevance-v1", out _));
    }
}
