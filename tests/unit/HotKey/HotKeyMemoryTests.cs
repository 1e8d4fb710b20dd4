using System.Numerics;
using Feedlog.Indexing.HotKey;

namespace Feedlog.Tests.Unit.HotKey;

/// <summary>How a bound on memory is divided.</summary>
public sealed class HotKeyMemoryTests
{
    // Pages beyond the filled ones: one allocated ahead, four kept for the next need.
    private const int PagesBeyond = 5;

    [Theory]
    [InlineData(1L << 20)]
    [InlineData((1L << 20) + 1)]
    [InlineData((2L << 20) - 1)]
    [InlineData(3L << 20)]
    [InlineData(64L << 20)]
    [InlineData(100_000_007)]
    [InlineData((1L << 30) - 1)]
    [InlineData(40L << 30)]
    public void Division_OfAnyBound_IsKeptAndUsed(long bytes)
    {
        HotKeyMemory memory = new(bytes);
        long tableBytes = memory.TableBuckets * HotKeyMemory.BucketBytes;
        Assert.True(BitOperations.IsPow2(memory.TableBuckets));
        Assert.InRange(tableBytes, bytes / 8, bytes / 4);
        Assert.InRange(memory.PageBits, 14, 18);

        foreach (long overflow in (long[])[0, memory.TableBuckets / 3, memory.TableBuckets, 2 * memory.TableBuckets])
        {
            int pages = (1 << (memory.LogBits - memory.PageBits)) - memory.EmptyPagesFor(overflow);
            long used = memory.BytesOf(pages + PagesBeyond, overflow);
            Assert.InRange(used, bytes - bytes / 16, bytes);
        }
    }

    [Fact]
    public void Division_WithMoreOverflowThanTheBound_StillHasALog()
    {
        HotKeyMemory memory = new(HotKeyIndex.MemoryBytesMin);
        int emptyPages = memory.EmptyPagesFor(1 << 20);
        Assert.InRange(emptyPages, 1, (1 << (memory.LogBits - memory.PageBits)) - 2);
    }
}
