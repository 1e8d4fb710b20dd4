using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>Whole shards: what was written is read, and what is not whole is not taken. FORMAT.md section 8.10.</summary>
public sealed class ShardReaderTests
{
    private static readonly ShardWriterOptions s_small = new() { ChunkSlots = 4 };

    [Theory]
    [InlineData(ShardCodec.Raw, 0, 1, 1)]
    [InlineData(ShardCodec.Raw, 0, 60, 50)]
    [InlineData(ShardCodec.Lz4, 0, 1, 50)]
    [InlineData(ShardCodec.Lz4, 0, 100, 50)]
    [InlineData(ShardCodec.Lz4, 9, 101, 50)]
    [InlineData(ShardCodec.Lz4, 0, 300, 2)]
    [InlineData(ShardCodec.Brotli, 5, 300, 256)]
    [InlineData(ShardCodec.Brotli, 11, 20, 50)]
    public void Shard_GivesBackWhatWasWritten(ShardCodec codec, int level, int count, int chunkSlots)
    {
        IReadOnlyList<ShardSlot> slots = ShardSamples.Slots(count);
        ShardWriterOptions options = new() { Codec = codec, Level = level, ChunkSlots = chunkSlots };
        byte[] shard = ShardSamples.Bytes(slots, options);
        foreach (bool isMapped in (bool[])[false, true])
        {
            List<ShardSlot> read = [];
            Assert.Equal(FormatFault.None, ShardSamples.ReadAll(shard, isMapped, read));
            Assert.Equal(slots, read);
        }

        ShardFooter footer = ShardForger.FooterOf(shard);
        Assert.Equal((count + chunkSlots - 1) / chunkSlots, footer.ChunkCount);
        Assert.Equal(count, footer.SlotCount);
        Assert.Equal(slots.Sum(slot => slot.Frame.Length), footer.FrameBytes);
        Assert.Equal(shard.Length, footer.FileBytes);
        Assert.Equal(ShardForger.HeadsOf(shard).Count, footer.ChunkCount);
    }

    [Fact]
    public void EveryBitFlip_IsDetected()
    {
        byte[] shard = ShardSamples.Bytes(ShardSamples.Slots(12), s_small);
        MemoryStorage storage = ShardSamples.StorageOf(shard);
        using IStorageFile file = storage.Open(
            StoreLayout.Shard(ShardSamples.Month, ShardSamples.Number), StorageOpen.Write);
        for (int bit = 0; bit < shard.Length * 8; bit++)
        {
            file.Write(bit / 8, [(byte)(shard[bit / 8] ^ 1 << (bit % 8))]);
            Assert.True(ShardSamples.ReadAll(storage, bit % 2 == 0, []) != FormatFault.None, $"bit {bit}");
            file.Write(bit / 8, [shard[bit / 8]]);
        }

        Assert.Equal(FormatFault.None, ShardSamples.ReadAll(storage, false, []));
    }

    [Fact]
    public void CutAnywhere_IsDetected()
    {
        byte[] shard = ShardSamples.Bytes(ShardSamples.Slots(60), s_small);
        for (int lengthBytes = 0; lengthBytes < shard.Length; lengthBytes += lengthBytes < 200 ? 1 : 64)
        {
            Assert.NotEqual(FormatFault.None, ShardSamples.ReadAll(shard[..lengthBytes], false, []));
            Assert.NotEqual(FormatFault.None, ShardSamples.ReadAll([.. shard, .. new byte[lengthBytes + 1]], true, []));
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Addresses_AreFoundWithoutUnpacking(bool isMapped)
    {
        IReadOnlyList<ShardSlot> slots = ShardSamples.Slots(500);
        using ShardReader reader = Open(ShardSamples.Bytes(slots, s_small), isMapped);
        Assert.True(reader.Footer.FooterPage > reader.Footer.DirectoryPage + 2, "The directory has one page only.");
        Assert.True(reader.BelongsTo(Samples.Store, ShardSamples.Month, ShardSamples.Number));
        for (int i = 0; i < slots.Count; i++)
        {
            Assert.True(reader.TryFind(slots[i].Address, out ShardChunkHead head, out _));
            Assert.Equal(i / 4 * 12 + 1, (int)head.FirstSequence);
            Assert.True(reader.TryFindSequence(3 * (ulong)i + 1, out ShardChunkHead same, out _));
            Assert.Equal(head, same);
            Assert.True(reader.TryReadChunk(head, out ShardChunk? chunk, out _));
            Assert.Equal(slots[i].Frame, chunk.FrameOf(chunk.SlotOf(slots[i].Address)).Bytes.ToArray());
        }

        ulong[] others = [0, slots[0].Address.Packed - 1, slots[^1].Address.Packed + 1, ulong.MaxValue];
        foreach (ulong other in others)
        {
            Assert.False(reader.TryFind(new FrameAddress(other), out _, out FormatFault fault));
            Assert.Equal(FormatFault.None, fault);
        }

        Assert.False(reader.TryFindSequence(12, out _, out FormatFault between));
        Assert.Equal(FormatFault.None, between);
    }

    [Fact]
    public void DamagedDirectory_IsSaidAndNotMissed()
    {
        IReadOnlyList<ShardSlot> slots = ShardSamples.Slots(12);
        byte[] shard = ShardSamples.Bytes(slots, s_small);
        shard[(int)ShardForger.FooterOf(shard).DirectoryPage * IndexPageLayout.PageBytes + 100] ^= 1;
        using ShardReader reader = Open(shard, isMapped: true);
        Assert.False(reader.TryFind(slots[0].Address, out _, out FormatFault fault));
        Assert.Equal(FormatFault.BadBodyChecksum, fault);
    }

    [Fact]
    public void EntryThatPointsBehindTheChunks_IsBadLength()
    {
        byte[] shard = ShardSamples.Bytes(ShardSamples.Slots(12), s_small);
        ShardFooter footer = ShardForger.FooterOf(shard);
        ShardChunkHead far = ShardForger.HeadsOf(shard)[1] with { OffsetBytes = footer.ChunksEndBytes };
        int page = (int)footer.DirectoryPage;
        foreach (long offset in (long[])[footer.ChunksEndBytes, FormatLimits.ShardBytesMax])
        {
            (far with { OffsetBytes = offset }).WriteEntry(
                shard.AsSpan(page * IndexPageLayout.PageBytes), Samples.Salt, ShardSamples.Number);
            using ShardReader reader = Open(ShardForger.SealPage(shard, page), isMapped: true);
            Assert.False(reader.TryReadEntry(0, out _, out FormatFault fault));
            Assert.Equal(FormatFault.BadLength, fault);
        }
    }

    [Theory]
    [InlineData(0UL)]
    [InlineData(112UL + 1)]
    [InlineData(FormatLimits.ShardBytesMax + 8UL)]
    [InlineData(ulong.MaxValue - 7)]
    public void EntryWithAnImpossibleOffset_IsBadLength(ulong offset)
    {
        byte[] entry = new byte[ShardChunkLayout.HeadBytes];
        Samples.Put(entry, 0, offset);
        Assert.False(ShardChunkHead.TryReadEntry(
            entry, Samples.Salt, ShardSamples.Number, out _, out FormatFault fault));
        Assert.Equal(FormatFault.BadLength, fault);
    }

    [Fact]
    public void ChunksInAnotherOrder_AreBadOrder()
    {
        byte[] shard = ShardSamples.Bytes(ShardSamples.Slots(12), s_small);
        IReadOnlyList<ShardChunkHead> heads = ShardForger.HeadsOf(shard);
        ShardForger.CopyHead(shard, (int)heads[1].OffsetBytes, 0);
        Assert.Equal(FormatFault.BadOrder, ShardSamples.ReadAll(shard, false, []));
    }

    [Fact]
    public void ChunkThatSaysOtherThanItsEntry_IsWrongPlace()
    {
        byte[] shard = ShardSamples.Bytes(ShardSamples.Slots(12), s_small);
        ShardChunkHead head = ShardForger.HeadsOf(shard)[0];
        shard[head.OffsetBytes + ShardChunkLayout.ExpiryMin]++;
        ShardForger.SealHead(shard, (int)head.OffsetBytes);
        ShardForger.CopyHead(shard, (int)head.OffsetBytes, 0);
        shard[head.OffsetBytes + ShardChunkLayout.ExpiryMin]--;
        ShardForger.SealHead(shard, (int)head.OffsetBytes);
        Assert.Equal(FormatFault.WrongPlace, ShardSamples.ReadAll(shard, false, []));
    }

    [Theory]
    [InlineData(ShardFooterLayout.Version, FormatFault.UnknownVersion)]
    [InlineData(ShardFooterLayout.Reserved, FormatFault.BadReserved)]
    [InlineData(ShardFooterLayout.FixedBytes, FormatFault.BadReserved)]
    [InlineData(ShardFooterLayout.Number, FormatFault.WrongPlace)]
    [InlineData(ShardFooterLayout.HeaderHash, FormatFault.WrongPlace)]
    [InlineData(ShardFooterLayout.ChunkCount, FormatFault.BadLength)]
    [InlineData(ShardFooterLayout.ChunkCount + 7, FormatFault.BadLength)]
    [InlineData(ShardFooterLayout.SlotCount, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.SlotCount + 7, FormatFault.BadLength)]
    [InlineData(ShardFooterLayout.RecordCount, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.RecordCount + 3, FormatFault.BadLength)]
    [InlineData(ShardFooterLayout.FrameBytes, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.FrameBytes + 7, FormatFault.BadLength)]
    [InlineData(ShardFooterLayout.ChunksEnd, FormatFault.BadLength)]
    [InlineData(ShardFooterLayout.ChunksEnd + 7, FormatFault.BadLength)]
    [InlineData(ShardFooterLayout.FirstSequence, FormatFault.WrongPlace)]
    [InlineData(ShardFooterLayout.FirstSequence + 7, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.LastSequence, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.FirstAddress, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.LastAddress, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.TimeMin, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.TimeMin + 7, FormatFault.BadTimestamp)]
    [InlineData(ShardFooterLayout.TimeMax, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.TimeMax + 7, FormatFault.BadTimestamp)]
    [InlineData(ShardFooterLayout.ExpiryMin, FormatFault.BadOrder)]
    [InlineData(ShardFooterLayout.FramesHash, FormatFault.BadOrder)]
    public void FooterThatLies_IsFoundOut(int offset, FormatFault expected)
    {
        byte[] shard = ShardSamples.Bytes(ShardSamples.Slots(12), s_small);
        int page = (int)ShardForger.FooterOf(shard).FooterPage;
        shard[page * IndexPageLayout.PageBytes + offset]++;
        Assert.Equal(expected, ShardSamples.ReadAll(ShardForger.SealPage(shard, page), false, []));
    }

    [Fact]
    public void BytesThatNobodyReads_AreZero()
    {
        byte[] sound = ShardSamples.Bytes(ShardSamples.Slots(12), s_small);
        ShardFooter footer = ShardForger.FooterOf(sound);
        int page = (int)footer.DirectoryPage;
        int[] places =
        [
            (int)footer.ChunksEndBytes, page * IndexPageLayout.PageBytes - 1,
            page * IndexPageLayout.PageBytes + 3 * ShardChunkLayout.HeadBytes,
            page * IndexPageLayout.PageBytes + IndexPageLayout.PayloadBytes - 1,
        ];
        foreach (int place in places)
        {
            byte[] shard = (byte[])sound.Clone();
            shard[place] = 1;
            Assert.Equal(
                FormatFault.BadReserved, ShardSamples.ReadAll(ShardForger.SealPage(shard, page), true, []));
        }
    }

    [Fact]
    public void FrameOfAnotherMonth_IsBadTimestamp()
    {
        byte[] shard = ShardSamples.Bytes(ShardSamples.Slots(12), s_small);
        shard[ShardLayout.Month]--;
        ulong hash = Checksum.Xxh3(shard.AsSpan(0, ShardLayout.HeaderHash));
        Samples.Put(shard, ShardLayout.HeaderHash, hash);
        int page = (int)ShardForger.FooterOf(shard).FooterPage;
        Samples.Put(shard, page * IndexPageLayout.PageBytes + ShardFooterLayout.HeaderHash, hash);
        Assert.Equal(FormatFault.BadTimestamp, ShardSamples.ReadAll(ShardForger.SealPage(shard, page), false, []));
    }

    [Fact]
    public void Reader_OfNoEntry_Refuses()
    {
        using ShardReader reader = Open(ShardSamples.Bytes(ShardSamples.Slots(4), s_small), isMapped: false);
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.TryReadEntry(1, out _, out _));
        Assert.Throws<ArgumentOutOfRangeException>(() => reader.TryReadEntry(-1, out _, out _));
    }

    private static ShardReader Open(byte[] shard, bool isMapped)
    {
        MemoryStorage storage = ShardSamples.StorageOf(shard);
        string path = StoreLayout.Shard(ShardSamples.Month, ShardSamples.Number);
        Assert.True(ShardReader.TryOpen(storage, path, isMapped, out ShardReader? reader, out FormatFault fault),
            fault.ToString());
        Assert.Equal(path, reader.Path);
        return reader;
    }
}
