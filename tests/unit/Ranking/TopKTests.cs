using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>The best of many.</summary>
public sealed class TopKTests
{
    [Fact]
    public void Offer_RandomScoresWithTies_KeepsWhatSortingWouldKeep()
    {
        Random random = new(7);
        for (int round = 0; round < 600; round++)
        {
            TopK best = new(random.Next(1, 40));
            ScoredSequence[] offered = [.. Enumerable.Range(0, random.Next(200)).Select(
                i => new ScoredSequence(random.Next(12) - 3, (ulong)i))];
            random.Shuffle(offered);
            foreach (ScoredSequence offer in offered)
            {
                bool mayTake = best.MayTake(offer);
                Assert.Equal(mayTake, best.Offer(offer.Score, offer.Sequence));
            }

            ScoredSequence[] ranked = new ScoredSequence[best.Count];
            Assert.Equal(ranked.Length, best.CopyRanked(ranked));

            Assert.Equal(
                offered.OrderByDescending(x => x.Score).ThenByDescending(x => x.Sequence).Take(best.Capacity), ranked);
        }
    }

    [Fact]
    public void Offer_EqualScores_KeepsTheNewer()
    {
        TopK best = new(2);
        Assert.True(best.Offer(1, 10));
        Assert.True(best.Offer(1, 30));

        Assert.True(best.Offer(1, 20));
        Assert.False(best.Offer(1, 5));

        ScoredSequence[] ranked = new ScoredSequence[2];
        best.CopyRanked(ranked);
        Assert.Equal([new(1, 30), new(1, 20)], ranked);
    }

    [Fact]
    public void Threshold_FullOrNot_IsTheWorstKeptScoreOrNone()
    {
        TopK best = new(2);
        Assert.Equal(double.NegativeInfinity, best.Threshold);
        best.Offer(5, 1);
        Assert.Equal(double.NegativeInfinity, best.Threshold);

        best.Offer(3, 2);
        Assert.Equal(3, best.Threshold);
        best.Offer(4, 3);

        Assert.Equal(4, best.Threshold);
        best.Clear();
        Assert.Equal(0, best.Count);
        Assert.Equal(double.NegativeInfinity, best.Threshold);
    }

    [Fact]
    public void Offer_NoNumber_IsRefused()
    {
        TopK best = new(1);

        Assert.Throws<ArgumentException>(() => best.Offer(double.NaN, 1));
        Assert.Equal(0, best.Count);
        Assert.True(best.Offer(double.PositiveInfinity, 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => new TopK(0));
    }

    [Fact]
    public void CopyRanked_TargetTooShort_IsRefused()
    {
        TopK best = new(3);
        best.Offer(1, 1);
        best.Offer(2, 2);

        Assert.Throws<ArgumentException>(() => best.CopyRanked(new ScoredSequence[1]));
    }

    [Fact]
    public void Offer_WhenWarm_AllocatesNothing()
    {
        TopK best = new(10);
        ScoredSequence[] ranked = new ScoredSequence[10];
        best.Offer(1, 1);
        best.Offer(1, 2);
        best.CopyRanked(ranked);
        long before = GC.GetAllocatedBytesForCurrentThread();

        for (int i = 0; i < 1000; i++)
        {
            best.Offer(i * 7 % 100, (ulong)i);
            best.CopyRanked(ranked);
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
