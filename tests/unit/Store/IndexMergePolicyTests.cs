using Feedlog.Sealing;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Which files are merged: never more than four remain, only neighbours, and nothing is rewritten often.
/// </summary>
public sealed class IndexMergePolicyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(4)]
    public void CountToMerge_OfFewFiles_IsNone(int files)
    {
        Assert.Equal(0, MergePolicy.CountToMerge([.. Enumerable.Repeat(100L, files)]));
        Assert.Equal(0, MergePolicy.CountToMerge([.. Enumerable.Range(1, files).Select(size => (long)size)]));
    }

    [Fact]
    public void CountToMerge_AnySizes_EndsAtFourOrFewer()
    {
        Random random = new(1);
        for (int round = 0; round < 2000; round++)
        {
            List<long> sizes = [.. Enumerable.Range(0, random.Next(5, 40)).Select(_ => 1L << random.Next(40))];
            long sum = sizes.Sum();
            for (int merges = 0; MergePolicy.CountToMerge(sizes) is int count && count > 0; merges++)
            {
                Assert.InRange(count, 2, sizes.Count);
                Merge(sizes, count);
                Assert.True(merges < 40, "It never ends.");
            }

            Assert.InRange(sizes.Count, 1, MergePolicy.FilesMax);
            Assert.Equal(sum, sizes.Sum());
        }
    }

    [Fact]
    public void CountToMerge_LeavesFilesThatAreThriceWhatFollows()
    {
        Assert.Equal(2, MergePolicy.CountToMerge([8100, 2700, 900, 100, 100]));
        Assert.Equal(3, MergePolicy.CountToMerge([8100, 2700, 200, 100, 100]));
        Assert.Equal(5, MergePolicy.CountToMerge([100, 100, 100, 100, 100]));
    }

    [Fact]
    public void CountToMerge_Of1250EqualTails_RewritesEachAboutTenTimes()
    {
        const int tails = 1250;
        const double rewritesMax = 12;
        List<long> sizes = [];
        long written = 0;
        for (int i = 0; i < tails; i++)
        {
            sizes.Add(1);
            for (int count = MergePolicy.CountToMerge(sizes); count > 0; count = MergePolicy.CountToMerge(sizes))
            {
                Merge(sizes, count);
                written += sizes[^1];
            }

            Assert.InRange(sizes.Count, 1, MergePolicy.FilesMax);
        }

        Assert.InRange((double)written / tails, 1, rewritesMax);
    }

    // The newest files become one: its place is theirs.
    private static void Merge(List<long> sizes, int count)
    {
        long merged = sizes.TakeLast(count).Sum();
        sizes.RemoveRange(sizes.Count - count, count);
        sizes.Add(merged);
    }
}
