using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>BM25 against values worked out by hand.</summary>
public sealed class Bm25Tests
{
    [Theory]
    [InlineData(1, 1, 0.28768207245178085)]
    [InlineData(10, 1, 1.9924301646902063)]
    [InlineData(1000, 10, 4.557379522151743)]
    [InlineData(0, 0, 0.6931471805599453)]
    public void Idf_KnownCounts_IsTheLogarithmOfTheFormula(long documents, long frequency, double expected) =>
        Assert.Equal(expected, Bm25.Idf(documents, frequency), 12);

    [Fact]
    public void Idf_RarerTerm_WeighsMoreAndNeverLessThanNothing()
    {
        for (long frequency = 1; frequency <= 1000; frequency++)
        {
            Assert.True(Bm25.Idf(1000, frequency) > 0);
            Assert.True(Bm25.Idf(1000, frequency) < Bm25.Idf(1000, frequency - 1));
        }
    }

    [Theory]
    [InlineData(-1, 0)]
    [InlineData(1, -1)]
    [InlineData(1, 2)]
    public void Idf_CountsThatCannotBe_AreRefused(long documents, long frequency) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Bm25.Idf(documents, frequency));

    [Fact]
    public void TermScore_KnownValues_IsTheFormula()
    {
        // 2 x 3 / (3 + 1.2 x (1 - .75 + .75 x 20 / 10))
        Assert.Equal(6 / 5.1, Bm25.TermScore(2, 3, LengthCode.Encode(20), 10, new Bm25Parameters(1.2, 0.75)), 12);
        Assert.Equal(0, Bm25.TermScore(2, 0, LengthCode.Encode(20), 10, Bm25Parameters.Default));
        Assert.Equal(2 / 1.9, Bm25.TermScore(2, 1, LengthCode.Encode(7), 0, Bm25Parameters.Default), 12);
    }

    [Fact]
    public void TermScore_MoreOccurrencesOrAShorterRecord_IsHigherButBelowTheIdf()
    {
        for (int code = 1; code < Bm25.NormCount; code++)
        {
            double previous = 0;
            for (int frequency = 1; frequency < 50; frequency++)
            {
                double score = Bm25.TermScore(3, frequency, (byte)code, 40, Bm25Parameters.Default);
                Assert.InRange(score, double.BitIncrement(previous), 3);
                Assert.True(score < Bm25.TermScore(3, frequency, (byte)(code - 1), 40, Bm25Parameters.Default));
                previous = score;
            }
        }
    }

    [Fact]
    public void FillLengthNorms_EveryCode_IsTheNormOfThatCode()
    {
        double[] norms = new double[Bm25.NormCount];

        Bm25.FillLengthNorms(123.4, Bm25Parameters.Default, norms);

        for (int code = 0; code < norms.Length; code++)
            Assert.Equal(Bm25.LengthNorm((byte)code, 123.4, Bm25Parameters.Default), norms[code]);
        Assert.Throws<ArgumentException>(
            () => Bm25.FillLengthNorms(123.4, Bm25Parameters.Default, new double[Bm25.NormCount - 1]));
    }
}
