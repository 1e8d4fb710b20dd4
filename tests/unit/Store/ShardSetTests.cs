using Feedlog.Cold;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Tests.Unit.Format.Shards;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Unpacking what is about to be read: each chunk once, whoever does it, and nothing in vain.</summary>
public sealed class ShardSetTests
{
    private const int ChunkSlots = 4;
    private const int ChunkCount = 40;
    private const long CacheBytes = 1 << 20;

    private static readonly IReadOnlyList<ShardSlot> s_slots = ShardSamples.Slots(ChunkSlots * ChunkCount);

    private static readonly byte[] s_shard =
        ShardSamples.Bytes(s_slots, new ShardWriterOptions { ChunkSlots = ChunkSlots });

    [Fact]
    public void FramesOfManyChunks_EachChunkIsUnpackedOnce()
    {
        for (int trial = 0; trial < 50; trial++)
        {
            ChunkCache cache = new(CacheBytes);
            ShardSet shards = Open(s_shard, cache);
            Assert.Equal(s_slots[0].Frame, ReadWhole(shards, s_slots[0].Address));
            shards.Unpack(Addresses(everySlots: 2));
            Assert.Equal(Offsets(), Unpacked(cache));
            foreach (ShardSlot slot in s_slots)
            {
                Assert.True(shards.TryRead(slot.Address, out FrameView frame));
                Assert.Equal(slot.Frame, frame.Bytes.ToArray());
            }

            Assert.Equal(Offsets(), Unpacked(cache));
            shards.Release();
        }
    }

    [Fact]
    public void FramesOfOneChunk_AreLeftToTheReader()
    {
        ChunkCache cache = new(CacheBytes);
        ShardSet shards = Open(s_shard, cache);
        shards.Unpack([s_slots[4].Address, s_slots[6].Address, new FrameAddress(1), new FrameAddress(ulong.MaxValue)]);
        Assert.Empty(Unpacked(cache));
    }

    [Fact]
    public void CacheThatIsTooSmall_NothingIsUnpacked()
    {
        ChunkCache cache = new(16 * ShardForger.HeadsOf(s_shard)[0].RawLengthBytes);
        ShardSet shards = Open(s_shard, cache);
        shards.Unpack(Addresses(everySlots: 1));
        Assert.Empty(Unpacked(cache));
    }

    [Fact]
    public void DamagedChunk_IsLeftToTheReader()
    {
        byte[] damaged = (byte[])s_shard.Clone();
        ShardChunkHead head = ShardForger.HeadsOf(damaged)[7];
        damaged[head.OffsetBytes + head.TotalLengthBytes / 2] ^= 1;
        ChunkCache cache = new(CacheBytes);
        ShardSet shards = Open(damaged, cache);
        shards.Unpack(Addresses(everySlots: 1));
        Assert.Equal(Offsets().Where(offset => offset != head.OffsetBytes), Unpacked(cache));
        FeedlogCorruptException failure = Assert.Throws<FeedlogCorruptException>(
            () => shards.TryRead(s_slots[7 * ChunkSlots].Address, out _));
        Assert.Equal(head.OffsetBytes, failure.OffsetBytes);
    }

    [Fact]
    public void FrameOfAChunk_ThatIsAskedForOnce_IsUnpackedAlone()
    {
        ChunkCache cache = new(CacheBytes);
        ShardSet shards = Open(s_shard, cache);
        for (int chunk = 0; chunk < ChunkCount; chunk++)
        {
            ShardSlot slot = s_slots[chunk * ChunkSlots + chunk % ChunkSlots];
            Assert.Equal(slot.Frame, Read(shards, slot));
        }

        Assert.Equal(Offsets(), Unpacked(cache));
        Assert.Equal(0, cache.SizeBytes);
    }

    [Fact]
    public void Chunk_ThatIsAskedForAgain_IsUnpackedWholeAndKept()
    {
        ChunkCache cache = new(CacheBytes);
        ShardSet shards = Open(s_shard, cache);
        int[] expected = [1, 2, 2, 2, 2, 2];
        for (int i = 0; i < expected.Length; i++)
        {
            ShardSlot slot = s_slots[2 * ChunkSlots + i % ChunkSlots];
            Assert.Equal(slot.Frame, Read(shards, slot));
            Assert.Equal(expected[i], Assert.Single(cache.Unpacked.AtLeast(1)[ShardSamples.Number]).Count);
            Assert.Equal(i > 0, cache.SizeBytes > 0);
        }
    }

    [Theory]
    [InlineData(0)]
    [InlineData(CacheBytes)]
    public void FramesOfAChunkEach_AreUnpackedBeforeTheyAreRead(long cacheBytes) => UnlessCollected(() =>
    {
        ChunkCache cache = new(cacheBytes);
        ShardSet shards = Open(s_shard, cache);
        for (int first = 0; first < ChunkCount; first += 10)
        {
            ShardSlot[] slots = [.. Enumerable.Range(first, 10).Select(chunk => s_slots[chunk * ChunkSlots + 1])];
            shards.Unpack([.. slots.Select(slot => slot.Address)]);
            long[] unpacked = [.. Unpacked(cache)];
            Assert.Equal(Offsets().Take(first + 10), unpacked);
            foreach (ShardSlot slot in slots.Reverse()) Assert.Equal(slot.Frame, Read(shards, slot));
            Assert.Equal(unpacked, Unpacked(cache));
        }

        Assert.Equal(0, cache.SizeBytes);
        Assert.Equal(s_slots[1].Frame, Read(shards, s_slots[1])); // It was handed once.
        (long OffsetBytes, int Count) again = cache.Unpacked.AtLeast(1)[ShardSamples.Number].Min();
        Assert.Equal((Offsets().First(), 2), again);
    });

    [Theory]
    [InlineData(0)]
    [InlineData(CacheBytes)]
    public void FrameThatIsProbed_IsUnpackedOnceForProbeAndRead(long cacheBytes) => UnlessCollected(() =>
    {
        ChunkCache cache = new(cacheBytes);
        ShardSet shards = Open(s_shard, cache);
        foreach (ShardSlot slot in s_slots.Where((_, i) => i % ChunkSlots == 2))
        {
            Assert.True(shards.TryProbe(slot.Address, out FrameView probed));
            Assert.Equal(slot.Frame, probed.Bytes.ToArray());
            Assert.Equal(slot.Frame, Read(shards, slot));
        }

        Assert.Equal(Offsets(), Unpacked(cache));
    });

    [Fact]
    public void FrameThatWasHanded_IsNotThatOfAnotherStoreOrThread() => UnlessCollected(() =>
    {
        ChunkCache cache = new(0);
        ShardSet shards = Open(s_shard, cache);
        ChunkCache otherCache = new(0);
        ShardSet other = Open(s_shard, otherCache);
        Assert.True(shards.TryProbe(s_slots[5].Address, out _));
        Assert.Equal(s_slots[5].Frame, Read(other, s_slots[5]));
        Assert.Single(Unpacked(otherCache));
        Thread thread = new(() => Read(shards, s_slots[5]));
        thread.Start();
        thread.Join();
        Assert.Equal(2, Assert.Single(cache.Unpacked.AtLeast(1)[ShardSamples.Number]).Count);
        Assert.Equal(s_slots[5].Frame, Read(shards, s_slots[5]));
        Assert.Equal(2, Assert.Single(cache.Unpacked.AtLeast(1)[ShardSamples.Number]).Count);
    });

    // What is handed is not held: where the collector came between it is unpacked once more, and nothing was seen. One in
    // the background, begun before, is only told of at its end.
    private static void UnlessCollected(Action attempt)
    {
        for (int left = 100; ; left--)
        {
            (int, long) collections = Collections();
            try
            {
                attempt();
                return;
            }
            catch (Xunit.Sdk.XunitException) when (
                left > 0 && SpinWait.SpinUntil(() => Collections() != collections, millisecondsTimeout: 1000))
            {
            }
        }
    }

    private static (int Begun, long Ended) Collections() =>
        (GC.CollectionCount(0), GC.GetGCMemoryInfo(GCKind.Background).Index);

    private static byte[] Read(ShardSet shards, ShardSlot slot)
    {
        Assert.True(shards.TryRead(slot.Address, out FrameView frame));
        return frame.Bytes.ToArray();
    }

    // As who reads many does, whose chunks are kept at once.
    private static byte[] ReadWhole(ShardSet shards, FrameAddress address)
    {
        using ChunkRun run = new();
        Assert.True(shards.TryRead(address, run, out FrameView frame));
        return frame.Bytes.ToArray();
    }

    private static FrameAddress[] Addresses(int everySlots) =>
        [.. s_slots.Where((_, i) => i % everySlots == 0).Select(slot => slot.Address).Reverse()];

    private static IEnumerable<long> Offsets() => ShardForger.HeadsOf(s_shard).Select(head => head.OffsetBytes);

    private static IEnumerable<long> Unpacked(ChunkCache cache)
    {
        (long OffsetBytes, int Count)[] counts = [.. cache.Unpacked.AtLeast(1)[ShardSamples.Number]];
        Assert.All(counts, count => Assert.Equal(1, count.Count));
        return counts.Select(count => count.OffsetBytes).Order();
    }

    private static ShardSet Open(byte[] shard, ChunkCache cache)
    {
        ShardSet shards = new([ShardSamples.FileOf(ShardSamples.StorageOf(shard), cache)]);
        Assert.Null(shards.FindMissing(0, ulong.MaxValue));
        return shards;
    }
}
