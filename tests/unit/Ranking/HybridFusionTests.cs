using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>Words and vectors in one order: neither drowns the other.</summary>
public sealed class HybridFusionTests
{
    private const double Background = 0.1;

    [Fact]
    public void Fuse_VectorsThatAgree_WeighMuch_AndBringWhatWordsMiss()
    {
        HybridScore[] fused = HybridFusion.Fuse(
            [new(1, 10, 0.8), new(2, 9, 0.7), new(3, 0, 0.9), new(4, 1, 0.1)], Background);

        // Weight: the mean of 7/8, 6/8 and 0, which stand for the three that have the words.
        Assert.All(fused, score => Assert.Equal(13.0 / 24, score.VectorWeight, 1e-12));
        Assert.Equal([1, 2, 3, 4], fused.Select(score => score.Sequence));
        Assert.Equal(1 + 13.0 / 24 * 7 / 8, fused[0].Total, 1e-12);
        Assert.Equal(13.0 / 24, fused[2].Total, 1e-12);
    }

    [Fact]
    public void Fuse_VectorsAboutSomethingElse_LeaveTheOrderOfTheWords()
    {
        // The best by words lie at the background or below it.
        HybridScore[] fused = HybridFusion.Fuse(
            [new(1, 5, 0.1), new(2, 9, 0.05), new(3, 7, -0.4), new(4, 0, 0.9), new(5, 0, 0.8)], Background);

        Assert.All(fused, score => Assert.Equal(0, score.VectorWeight));
        Assert.Equal([2, 3, 1, 5, 4], fused.Select(score => score.Sequence));
    }

    [Fact]
    public void Fuse_OfManyByWords_OnlyTheBestTenDecide()
    {
        HybridCandidate[] candidates = [.. Enumerable.Range(1, 40).Select(
            i => new HybridCandidate((ulong)i, i, i > 30 ? 0.6 : 0.9))];

        Assert.Equal(0.5 / 0.8, HybridFusion.Fuse(candidates, Background)[0].VectorWeight, 1e-12);
    }

    [Fact]
    public void Fuse_WithoutAnyWords_IsTheOrderOfTheCosines()
    {
        HybridScore[] fused = HybridFusion.Fuse([new(1, 0, 0.3), new(2, 0, 0.5), new(3, 0, null)], Background);

        Assert.Equal([2, 1, 3], fused.Select(score => score.Sequence));
        Assert.Equal([1, 0.5, 0], fused.Select(score => Math.Round(score.Total, 12)));
    }

    [Fact]
    public void Fuse_WithoutAnyVectors_IsTheOrderOfTheWords()
    {
        HybridScore[] fused = HybridFusion.Fuse([new(1, 2, null), new(2, 4, null), new(3, 2, null)], 0);

        Assert.Equal([2, 3, 1], fused.Select(score => score.Sequence));
        Assert.Equal([1, 0.5, 0.5], fused.Select(score => score.Total));
    }

    [Fact]
    public void Fuse_Factors_MultiplyTheSum()
    {
        HybridScore[] fused = HybridFusion.Fuse([new(1, 10, 0.9, 0.25), new(2, 8, 0.9, 2)], Background);

        Assert.Equal([2, 1], fused.Select(score => score.Sequence));
        Assert.Equal([2 * 1.8, 0.25 * 2], fused.Select(score => Math.Round(score.Total, 12)));
    }

    [Fact]
    public void Fuse_Nothing_IsNothing() => Assert.Empty(HybridFusion.Fuse([], 0));

    [Fact]
    public void Fuse_OtherUnitsOfScoresAndCosines_ChangeNothing()
    {
        Random random = new(17);
        for (int round = 0; round < 200; round++)
        {
            HybridCandidate[] candidates = [.. Enumerable.Range(1, random.Next(1, 60)).Select(i => new HybridCandidate(
                (ulong)i, random.Next(3) == 0 ? 0 : random.NextDouble() * 20,
                random.Next(5) == 0 ? null : random.NextDouble() * 2 - 1, random.NextDouble()))];
            (double scale, double shift) = (random.NextDouble() + 0.1, random.NextDouble() - 0.5);
            HybridCandidate[] changed = [.. candidates.Select(one => one with
            {
                Words = one.Words * scale * 7,
                Cosine = one.Cosine * scale + shift,
            })];
            random.Shuffle(changed);

            HybridScore[] fused = HybridFusion.Fuse(candidates, Background);
            HybridScore[] again = HybridFusion.Fuse(changed, Background * scale + shift);

            Assert.Equal(fused.Length, candidates.Length);
            for (int i = 0; i < fused.Length; i++) Assert.Equal(fused[i].Total, again[i].Total, 1e-9);
            for (int i = 1; i < fused.Length; i++) Assert.True(fused[i - 1].Total >= fused[i].Total, $"Round {round}");
            Assert.All(fused, score => Assert.InRange(score.VectorWeight, 0, 1));
        }
    }

    [Theory]
    [InlineData(double.NaN, 0.0, 1.0)]
    [InlineData(-1.0, 0.0, 1.0)]
    [InlineData(1.0, double.PositiveInfinity, 1.0)]
    [InlineData(1.0, 0.0, double.NaN)]
    [InlineData(1.0, 0.0, -0.5)]
    public void Fuse_WhatIsNoScore_IsRefused(double words, double cosine, double factor)
    {
        Assert.Throws<ArgumentException>(() => HybridFusion.Fuse([new(1, words, cosine, factor)], 0));
        Assert.Throws<ArgumentException>(() => HybridFusion.Fuse([new(1, 1, 1)], double.NaN));
    }
}
