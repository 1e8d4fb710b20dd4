using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>The arithmetic of mixes, buckets and filters, against the words of the decision.</summary>
public sealed class HashRuleTests
{
    // The finaliser of MurmurHash3, by hand from its definition.
    [Theory]
    [InlineData(0UL, 0UL)]
    [InlineData(1UL, 0xB456_BCFC_34C2_CB2CUL)]
    [InlineData(2UL, 0x3ABF_2A20_6506_83E7UL)]
    public void Mix_IsTheFinaliser(ulong value, ulong expected) => Assert.Equal(expected, Mix.Of(value));

    [Fact]
    public void Mix_CanBeUndone()
    {
        Random random = new(1);
        for (int i = 0; i < 10_000; i++)
        {
            ulong value = i < 100 ? (ulong)i : (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            Assert.Equal(value, Unmix.Of(Mix.Of(value)));
        }
    }

    [Theory]
    [InlineData(1, 1)]
    [InlineData(8, 1)]
    [InlineData(9, 2)]
    [InlineData(16, 2)]
    [InlineData(17, 3)]
    [InlineData(1L << 20, 18)]
    [InlineData((1L << 20) + 1, 19)]
    public void BucketBits_AreTheLeastWithFourEntriesABucket(long entryCount, int expected)
    {
        Assert.Equal(expected, BucketBits.Of(entryCount));
        Assert.Equal((1L << expected) + 1, BucketBits.DirectoryCount(entryCount));
        Assert.Equal((1L << expected) - 1, BucketBits.Bucket(ulong.MaxValue, expected));
        Assert.Equal(0, BucketBits.Bucket(ulong.MaxValue >> expected, expected));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(51, 1)]
    [InlineData(52, 2)]
    [InlineData(102, 2)]
    [InlineData(103, 3)]
    [InlineData(512_000, 10_000)]
    public void FilterBlocks_AreTenBitsAnEntry(long entryCount, long expected) =>
        Assert.Equal(expected, FilterBlock.Count(entryCount));

    [Fact]
    public void Filter_SetsTheBitsOfTheRule()
    {
        Random random = new(2);
        for (int round = 0; round < 1000; round++)
        {
            ulong hash = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
            byte[] expected = new byte[64];
            ulong start = hash & 511;
            ulong step = (hash >> 9 & 511) | 1;
            for (ulong i = 0; i < 7; i++)
            {
                ulong bit = (start + i * step) % 512;
                expected[bit / 8] |= (byte)(1 << (int)(bit % 8));
            }

            byte[] block = new byte[64];
            FilterBlock.Set(block, hash);
            Assert.Equal(expected, block);
            Assert.True(FilterBlock.MayHold(block, hash));
            Assert.False(FilterBlock.MayHold(new byte[64], hash));
            Assert.Equal((long)((UInt128)(hash >> 32) * 12345 >> 32), FilterBlock.Of(hash, 12345));
        }
    }

    [Fact]
    public void Filter_LetsFewStrangersThrough()
    {
        const int count = 20_000;
        long blockCount = FilterBlock.Count(count);
        byte[] filter = new byte[blockCount * FilterBlock.Bytes];
        Span<byte> BlockOf(ulong hash) =>
            filter.AsSpan((int)FilterBlock.Of(hash, blockCount) * FilterBlock.Bytes, FilterBlock.Bytes);
        for (ulong i = 0; i < count; i++) FilterBlock.Set(BlockOf(Mix.Of(i)), Mix.Of(i));
        int strangers = 0;
        for (ulong i = 0; i < count; i++)
        {
            Assert.True(FilterBlock.MayHold(BlockOf(Mix.Of(i)), Mix.Of(i)));
            ulong other = Mix.Of(i + (1UL << 40));
            if (FilterBlock.MayHold(BlockOf(other), other)) strangers++;
        }

        Assert.InRange(strangers, 1, count / 50);
    }
}
