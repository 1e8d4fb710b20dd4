using Feedlog.Embed;
using Feedlog.Format;

namespace Feedlog.Tests.Unit.Embeddings;

/// <summary>The cache of vectors keeps what it may, and no more.</summary>
public sealed class VectorCacheTests
{
    [Fact]
    public void Cache_KeepsTheNewest_WithinItsBytes()
    {
        VectorCache cache = new(10_000);
        for (int i = 1; i <= 100; i++)
        {
            cache.Add(Hash(i), new float[] { i, 2, 3 });
            Assert.InRange(cache.LengthBytes, 1, 10_000);
        }

        Assert.True(cache.TryFind(Hash(100), out ReadOnlyMemory<float> newest));
        Assert.Equal(100, newest.Span[0]);
        Assert.False(cache.TryFind(Hash(1), out _));
        int kept = Enumerable.Range(1, 100).Count(i => cache.TryFind(Hash(i), out _));
        Assert.InRange(kept, 50, 90);
    }

    [Fact]
    public void Cache_WithoutRoom_KeepsNothing()
    {
        VectorCache none = new(0);
        none.Add(Hash(1), new float[] { 1 });
        Assert.False(none.TryFind(Hash(1), out _));
        VectorCache small = new(1000);
        small.Add(Hash(1), new float[] { 1 });
        small.Add(Hash(2), new float[1000]);
        Assert.True(small.TryFind(Hash(1), out _));
        Assert.False(small.TryFind(Hash(2), out _));
    }

    [Fact]
    public void Cache_ThatIsGivenTheSameAgain_CountsItOnce()
    {
        VectorCache cache = new(1000);
        cache.Add(Hash(1), new float[] { 1 });
        long lengthBytes = cache.LengthBytes;
        cache.Add(Hash(1), new float[] { 2 });
        Assert.Equal(lengthBytes, cache.LengthBytes);
        Assert.True(cache.TryFind(Hash(1), out ReadOnlyMemory<float> vector));
        Assert.Equal(1, vector.Span[0]);
    }

    private static WideHash Hash(int number) => new(0, (ulong)number);
}
