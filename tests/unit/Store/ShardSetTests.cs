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
            Assert.True(shards.TryRead(s_slots[0].Address, out _));
            shards.Unpack(Addresses(everySlots: 3));
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
