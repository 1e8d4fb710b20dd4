using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>What a writer of shards takes, what it refuses, and what it leaves behind.</summary>
public sealed class ShardWriterTests
{
    private static readonly IReadOnlyList<ShardSlot> s_slots = ShardSamples.Slots(4);

    [Fact]
    public void Draft_LiesInTheFolderOfItsMonth()
    {
        MemoryStorage storage = new();
        ShardSamples.Write(storage, s_slots, new ShardWriterOptions());
        Assert.Equal(["2023"], storage.List("cold"));
        Assert.Equal(["11"], storage.List("cold/2023"));
        Assert.Equal(["000000000007.shard.tmp"], storage.List("cold/2023/11"));
    }

    [Fact]
    public void Unfinished_LeavesNothing()
    {
        MemoryStorage storage = new();
        using (ShardWriter writer = NewWriter(storage, new ShardWriterOptions { ChunkSlots = 1 }))
        {
            foreach (ShardSlot slot in s_slots) writer.Add(slot.Address, slot.Frame, slot.RecordedAtMs);
            Assert.True(writer.WrittenBytes > ShardLayout.HeaderBytes);
        }

        Assert.Empty(storage.List("cold/2023/11"));
    }

    [Fact]
    public void WithoutFrames_IsNoShard()
    {
        using ShardWriter writer = NewWriter(new MemoryStorage(), new ShardWriterOptions());
        Assert.Throws<InvalidOperationException>(() => writer.Finish());
    }

    [Fact]
    public void SecondWriterOfANumber_IsRefused()
    {
        MemoryStorage storage = new();
        using ShardWriter writer = NewWriter(storage, new ShardWriterOptions());
        Assert.Throws<IOException>(() => NewWriter(storage, new ShardWriterOptions()));
    }

    [Fact]
    public void WhatIsNotTheNextFrame_IsRefusedAndChangesNothing()
    {
        MemoryStorage storage = new();
        using ShardWriter writer = NewWriter(storage, new ShardWriterOptions());
        Add(writer, s_slots[0]);
        AssertRefused(writer, s_slots[0], FormatFault.BadOrder);
        AssertRefused(writer, s_slots[1] with { Address = s_slots[2].Address }, FormatFault.BadHeaderChecksum);
        AssertRefused(writer, s_slots[1] with { Frame = s_slots[1].Frame[..64] }, FormatFault.Truncated);
        AssertRefused(writer, s_slots[1] with { RecordedAtMs = long.MinValue }, FormatFault.BadTimestamp);
        AssertRefused(writer, Slot(new FrameParts { Sequence = 9, TimestampMs = 0 }), FormatFault.BadTimestamp);
        AssertRefused(writer, Slot(new FrameParts { Sequence = 9, Type = FrameType.Commit }), FormatFault.BadType);
        for (int i = 1; i < s_slots.Count; i++) Add(writer, s_slots[i]);
        ShardFooter footer = writer.Finish();
        Assert.Equal(ShardForger.FooterOf(ShardSamples.Bytes(s_slots, new ShardWriterOptions())), footer);
    }

    [Fact]
    public void LargeFrames_MakeShortChunks()
    {
        int[] sizes = [100, 200_000, 60_000, 2_000, 3_000_000, 100, 100];
        List<ShardSlot> slots = [];
        long offsetBytes = 120;
        for (int i = 0; i < sizes.Length; i++)
        {
            byte[] content = new byte[sizes[i]];
            new Random(i).NextBytes(content);
            byte[] frame = new FrameParts { Sequence = (ulong)i + 1, Content = content }.Encode(1, (ulong)offsetBytes);
            slots.Add(new ShardSlot(FrameAddress.At(1, offsetBytes), frame, Samples.TimeMs));
            offsetBytes += frame.Length;
        }

        byte[] shard = ShardSamples.Bytes(slots, new ShardWriterOptions());
        IReadOnlyList<ShardChunkHead> heads = ShardForger.HeadsOf(shard);
        Assert.Equal([3, 1, 1, 2], heads.Select(head => head.SlotCount));
        Assert.Equal(ShardCodec.Raw, heads[2].Codec);
        List<ShardSlot> read = [];
        Assert.Equal(FormatFault.None, ShardSamples.ReadAll(shard, true, read));
        Assert.Equal(slots, read);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(257)]
    public void ChunksOfAnImpossibleSize_AreRefused(int chunkSlots) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => NewWriter(
            new MemoryStorage(), new ShardWriterOptions { ChunkSlots = chunkSlots }));

    [Theory]
    [InlineData(0UL)]
    [InlineData(ShardSeal.NumberMax + 1)]
    public void ImpossibleNumber_IsRefused(ulong number) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShardWriter(
            new MemoryStorage(), Samples.Store, ShardSamples.Month, number, 0, new ShardWriterOptions()));

    [Theory]
    [InlineData(1UL, "cold/0001/01/000000000001.shard", 1, 1)]
    [InlineData(ShardSeal.NumberMax, "cold/9999/12/068719476735.shard", 9999, 12)]
    public void NameAndNumber_BelongTogether(ulong number, string path, int year, int month)
    {
        ShardMonth at = new(year, month);
        Assert.Equal(path, StoreLayout.Shard(at, number));
        Assert.Equal(path + ".tmp", StoreLayout.ShardDraft(at, number));
        Assert.Equal(path[..12], StoreLayout.ShardFolder(at));
        Assert.Equal([path[..4], path[..9], path[..12]], StoreLayout.ShardFolders(at));
        Assert.True(StoreLayout.TryParseShard(path[13..], out ulong parsed));
        Assert.Equal(number, parsed);
    }

    [Theory]
    [InlineData("1.shard")]
    [InlineData("068719476736.shard")]
    [InlineData("000000000000.shard")]
    [InlineData("000000000001.shard.tmp")]
    [InlineData("000000000001.feed")]
    public void OtherSpelling_IsNoShard(string name) => Assert.False(StoreLayout.TryParseShard(name, out _));

    private static ShardWriter NewWriter(MemoryStorage storage, ShardWriterOptions options) =>
        new(storage, Samples.Store, ShardSamples.Month, ShardSamples.Number, Samples.TimeMs, options);

    private static ShardSlot Slot(FrameParts parts) =>
        new(FrameAddress.At(9, 120), parts.Encode(9, 120), Samples.TimeMs);

    private static void Add(ShardWriter writer, ShardSlot slot) =>
        writer.Add(slot.Address, slot.Frame, slot.RecordedAtMs);

    private static void AssertRefused(ShardWriter writer, ShardSlot slot, FormatFault fault)
    {
        ArgumentException refusal = Assert.Throws<ArgumentException>(() => Add(writer, slot));
        Assert.Contains(fault.ToString(), refusal.Message, StringComparison.Ordinal);
    }
}
