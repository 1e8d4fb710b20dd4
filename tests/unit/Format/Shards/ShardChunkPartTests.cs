using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>One frame of a chunk, unpacked alone: FORMAT.md section 8.10.</summary>
public sealed class ShardChunkPartTests
{
    private const int Offset = ShardLayout.HeaderBytes;

    private static readonly IReadOnlyList<ShardSlot> s_slots = ShardSamples.Slots(12);

    [Theory]
    [InlineData(ShardCodec.Raw, 1)]
    [InlineData(ShardCodec.Raw, 2)]
    [InlineData(ShardCodec.Raw, 3)]
    [InlineData(ShardCodec.Raw, 12)]
    [InlineData(ShardCodec.Raw, 50)]
    [InlineData(ShardCodec.Raw, 255)]
    [InlineData(ShardCodec.Raw, 256)]
    [InlineData(ShardCodec.Lz4, 1)]
    [InlineData(ShardCodec.Lz4, 2)]
    [InlineData(ShardCodec.Lz4, 3)]
    [InlineData(ShardCodec.Lz4, 12)]
    [InlineData(ShardCodec.Lz4, 50)]
    [InlineData(ShardCodec.Lz4, 255)]
    [InlineData(ShardCodec.Lz4, 256)]
    [InlineData(ShardCodec.Brotli, 1)]
    [InlineData(ShardCodec.Brotli, 2)]
    [InlineData(ShardCodec.Brotli, 3)]
    [InlineData(ShardCodec.Brotli, 12)]
    [InlineData(ShardCodec.Brotli, 50)]
    [InlineData(ShardCodec.Brotli, 255)]
    [InlineData(ShardCodec.Brotli, 256)]
    public void EveryFrame_IsThatOfTheWholeChunk(ShardCodec codec, int slotCount) =>
        AssertSame(ShardSamples.Slots(slotCount), codec);

    [Theory]
    [InlineData(ShardCodec.Raw, 2)]
    [InlineData(ShardCodec.Raw, 40)]
    [InlineData(ShardCodec.Lz4, 2)]
    [InlineData(ShardCodec.Lz4, 40)]
    [InlineData(ShardCodec.Brotli, 2)]
    [InlineData(ShardCodec.Brotli, 40)]
    public void FramesWithoutBodyAndLargeOnes_AreThoseOfTheWholeChunk(ShardCodec codec, int slotCount)
    {
        Random random = new(slotCount);
        List<ShardSlot> slots = [];
        long offsetBytes = 120;
        for (int i = 0; i < slotCount; i++)
        {
            byte[] content = new byte[i % 3 == 0 ? 0 : i % 11 == 4 ? 40_000 : random.Next(900)];
            random.NextBytes(content.AsSpan(0, content.Length / (1 + i % 4)));
            byte[] frame = new FrameParts
            {
                Sequence = (ulong)i + 1,
                Id = (ulong)i + 1,
                TimestampMs = Samples.TimeMs + i,
                Content = content,
            }.Encode(3, (ulong)offsetBytes);
            slots.Add(new ShardSlot(FrameAddress.At(3, offsetBytes), frame, Samples.TimeMs));
            offsetBytes += frame.Length;
        }

        Assert.Contains(slots, slot => slot.Frame.Length == FrameLayout.HeaderBytes);
        AssertSame(slots, codec);
    }

    [Theory]
    [InlineData(ShardCodec.Raw)]
    [InlineData(ShardCodec.Lz4)]
    [InlineData(ShardCodec.Brotli)]
    public void EveryBitFlip_HasTheFaultOfTheWholeChunk(ShardCodec codec)
    {
        byte[] shard = Shard(s_slots, codec);
        ShardChunkHead head = HeadOf(shard);
        for (int bit = 0; bit < head.TotalLengthBytes * 8; bit++)
        {
            shard[Offset + bit / 8] ^= (byte)(1 << (bit % 8));
            ShardChunk.TryRead(
                shard.AsSpan(Offset), Samples.Salt, ShardSamples.Number, Offset, out _, out FormatFault expected);
            FormatFault fault = Read(shard, head, s_slots[bit % 12].Address, out byte[] frame);
            Assert.NotEqual(FormatFault.None, fault);
            Assert.Equal((expected, 0), (fault, frame.Length));
            shard[Offset + bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Theory]
    [InlineData(ShardCodec.Raw)]
    [InlineData(ShardCodec.Lz4)]
    [InlineData(ShardCodec.Brotli)]
    public void Chunk_ThatIsCutOff_IsTruncated(ShardCodec codec)
    {
        byte[] shard = Shard(s_slots, codec);
        ShardChunkHead head = HeadOf(shard);
        for (int lengthBytes = 0; lengthBytes < head.TotalLengthBytes; lengthBytes++)
        {
            byte[] cut = shard[..(Offset + lengthBytes)];
            Assert.Equal(FormatFault.Truncated, Read(cut, head, s_slots[3].Address, out _));
        }
    }

    [Fact]
    public void Chunk_OfWhichTheDirectorySaysOtherwise_IsWrongPlace()
    {
        byte[] shard = Shard(s_slots, ShardCodec.Lz4);
        ShardChunkHead head = HeadOf(shard) with { ExpiryMinMs = 5 };
        Assert.Equal(FormatFault.WrongPlace, Read(shard, head, s_slots[3].Address, out _));
    }

    // What would be refused of the chunk whole, and may be taken of it in part, is a frame that is valid by itself.
    [Theory]
    [InlineData(ShardCodec.Raw)]
    [InlineData(ShardCodec.Lz4)]
    [InlineData(ShardCodec.Brotli)]
    public void StoredBytes_OfAForger_GiveAFaultOrAValidFrame(ShardCodec codec)
    {
        byte[] sound = Shard(s_slots, codec);
        ShardChunkHead head = HeadOf(sound);
        int start = (int)head.EndBytes - head.StoredLengthBytes - 7;
        Random random = new(1);
        int faults = 0;
        for (int trial = 0; trial < 3000; trial++)
        {
            byte[] shard = (byte[])sound.Clone();
            for (int left = random.Next(1, 4); left > 0; left--)
                shard[start + random.Next(head.StoredLengthBytes)] ^= (byte)random.Next(1, 256);
            ShardForger.SealChunk(shard, head);
            ShardChunkHead forged = HeadOf(shard);
            int slot = random.Next(12);
            if (Read(shard, forged, s_slots[slot].Address, out byte[] frame) == FormatFault.None)
                AssertValid(frame, s_slots[slot].Address, forged);
            else faults++;
        }

        Assert.InRange(faults, 300, 2900);
    }

    [Theory]
    [InlineData(FrameLayout.TotalLength, 0u, FormatFault.BadLength)]
    [InlineData(FrameLayout.TotalLength, 63u, FormatFault.BadLength)]
    [InlineData(FrameLayout.TotalLength, 1u << 20, FormatFault.BadLength)]
    [InlineData(FrameLayout.TotalLength, uint.MaxValue, FormatFault.BadLength)]
    [InlineData(FrameLayout.Sequence, 0u, FormatFault.BadOrder)]
    [InlineData(FrameLayout.Sequence, 7u, FormatFault.BadOrder)]
    [InlineData(FrameLayout.Sequence, 31u, FormatFault.BadOrder)]
    [InlineData(FrameLayout.Timestamp, 1u, FormatFault.BadOrder)]
    [InlineData(FrameLayout.Timestamp + 4, 1u << 30, FormatFault.BadTimestamp)]
    [InlineData(FrameLayout.ContentLength, 1u, FormatFault.BadLength)]
    [InlineData(FrameLayout.Magic, 1u, FormatFault.BadMagic)]
    public void HeaderOfAForger_HasItsFault(int field, uint value, FormatFault expected)
    {
        const int slot = 7;
        byte[] forged = new byte[4];
        BinaryPrimitives.WriteUInt32LittleEndian(forged, value);
        foreach (ShardCodec codec in (ShardCodec[])[ShardCodec.Lz4, ShardCodec.Brotli])
        {
            byte[] shard = Forge(codec, turned =>
            {
                for (int i = 0; i < 4; i++) turned[(8 + field + i) * 12 + slot] = forged[i];
            });
            ShardChunkHead head = HeadOf(shard);
            Assert.Equal(expected, Read(shard, head, s_slots[slot].Address, out _));
        }
    }

    [Fact]
    public void TypeThatTakesNoSlot_IsBadType()
    {
        byte[] shard = Forge(
            ShardCodec.Lz4, turned => turned[(8 + FrameLayout.Type) * 12 + 7] = (byte)FrameType.Footer);
        Assert.Equal(
            FormatFault.BadType, Read(shard, HeadOf(shard), s_slots[7].Address, out _));
    }

    [Fact]
    public void LengthsThatDoNotFillTheChunk_AreBadLength()
    {
        byte[] shard = Forge(ShardCodec.Lz4, turned => turned[(8 + FrameLayout.TotalLength) * 12 + 11] -= 8);
        Assert.Equal(
            FormatFault.BadLength, Read(shard, HeadOf(shard), s_slots[0].Address, out _));
    }

    [Theory]
    [InlineData(ShardChunkLayout.FirstSequence, 0)]
    [InlineData(ShardChunkLayout.LastSequence, 11)]
    public void HeadThatNamesOtherSequences_IsFoundOutAtTheEnds(int field, int slot)
    {
        byte[] shard = Shard(s_slots, ShardCodec.Lz4);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(shard.AsSpan(Offset + field));
        Samples.Put(shard, Offset + field, slot == 0 ? value - 1 : value + 1);
        ShardForger.SealHead(shard, Offset);
        Assert.Equal(
            FormatFault.BadOrder, Read(shard, HeadOf(shard), s_slots[slot].Address, out _));
    }

    [Theory]
    [InlineData(ShardChunkLayout.TimeMin)]
    [InlineData(ShardChunkLayout.TimeMax)]
    [InlineData(ShardChunkLayout.ExpiryMin)]
    public void HeadThatLeavesAFrameOut_IsFoundOutThere(int field)
    {
        byte[] shard = Shard(s_slots, ShardCodec.Lz4);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(shard.AsSpan(Offset + field));
        Samples.Put(shard, Offset + field, field == ShardChunkLayout.TimeMax ? value - 1 : value + 1);
        ShardForger.SealHead(shard, Offset);
        ShardChunkHead head = HeadOf(shard);
        FormatFault[] faults = [.. s_slots.Select(slot => Read(shard, head, slot.Address, out _))];
        Assert.Single(faults, FormatFault.BadOrder);
        Assert.Equal(11, faults.Count(fault => fault == FormatFault.None));
    }

    [Fact]
    public void BrotliStreamThatEndsEarly_IsBadCompression()
    {
        byte[] shard = Forge(ShardCodec.Brotli, _ => { }, turned => turned[..^400]);
        ShardChunkHead head = HeadOf(shard);
        Assert.Equal(FormatFault.BadCompression, Read(shard, head, s_slots[11].Address, out _));
        shard = Forge(ShardCodec.Lz4, _ => { }, turned => turned[..^400]);
        head = HeadOf(shard);
        Assert.Equal(FormatFault.BadCompression, Read(shard, head, s_slots[11].Address, out _));
    }

    private static void AssertSame(IReadOnlyList<ShardSlot> slots, ShardCodec codec)
    {
        byte[] shard = Shard(slots, codec);
        ShardChunkHead head = Assert.Single(ShardForger.HeadsOf(shard));
        Assert.True(slots.Count < 12 || head.Codec == codec);
        Assert.True(ShardChunk.TryRead(
            shard.AsSpan(Offset), Samples.Salt, ShardSamples.Number, Offset, out ShardChunk? whole, out _));
        for (int i = 0; i < slots.Count; i++)
        {
            Assert.Equal(FormatFault.None, Read(shard, head, slots[i].Address, out byte[] frame));
            Assert.Equal(slots[i].Frame, frame);
            Assert.True(whole.BytesOf(i).Span.SequenceEqual(frame));
            ulong beside = slots[i].Address.Packed + 1;
            Assert.Equal(FormatFault.None, Read(shard, head, new FrameAddress(beside), out frame));
            Assert.Empty(frame);
        }
    }

    private static void AssertValid(byte[] frame, FrameAddress address, in ShardChunkHead head)
    {
        ulong seed = Checksum.PlaceSeed(Samples.Salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        Assert.True(FrameDecoder.TryRead(frame, seed, out FrameView view, out _));
        Assert.Equal(frame.Length, view.Bytes.Length);
        Assert.InRange(view.Sequence, head.FirstSequence, head.LastSequence);
        Assert.InRange(view.TimestampMs, head.TimeMinMs, head.TimeMaxMs);
    }

    // A chunk whose checksums are right, of turned bytes that no writer makes.
    private static byte[] Forge(ShardCodec codec, Action<byte[]> change, Func<byte[], byte[]>? cut = null)
    {
        byte[] shard = Shard(s_slots, ShardCodec.Raw);
        ShardChunkHead head = HeadOf(shard);
        int prefixAt = Offset + ShardChunkLayout.HeadBytes;
        byte[] turned = new byte[ShardColumns.LengthOf(head.RawLengthBytes, head.SlotCount)];
        ShardColumns.Turn(
            shard.AsSpan(prefixAt + head.PrefixBytes, head.RawLengthBytes), head.SlotCount, turned);
        change(turned);
        byte[] packed = new byte[head.RawLengthBytes];
        int packedBytes = ShardCompression.Pack(codec, 0, cut?.Invoke(turned) ?? turned, packed);
        head = head with { Codec = codec, StoredLengthBytes = packedBytes };
        shard.AsSpan(prefixAt + head.PrefixBytes, head.RawLengthBytes).Clear();
        packed.AsSpan(0, packedBytes).CopyTo(shard.AsSpan(prefixAt + head.PrefixBytes));
        head.Write(shard.AsSpan(Offset), Samples.Salt, ShardSamples.Number);
        return ShardForger.SealChunk(shard, head);
    }

    private static ShardChunkHead HeadOf(byte[] shard)
    {
        bool isRead = ShardChunkHead.TryRead(
            shard.AsSpan(Offset), Samples.Salt, ShardSamples.Number, Offset, out ShardChunkHead head, out _);
        Assert.True(isRead);
        return head;
    }

    private static byte[] Shard(IReadOnlyList<ShardSlot> slots, ShardCodec codec) => ShardSamples.Bytes(
        slots, new ShardWriterOptions { Codec = codec, Level = codec == ShardCodec.Lz4 ? 0 : 5, ChunkSlots = 256 });

    private static FormatFault Read(
        byte[] shard, in ShardChunkHead head, FrameAddress address, out byte[] frame) => ShardChunkPart.TryRead(
            shard.AsSpan(Offset), Samples.Salt, ShardSamples.Number, head, address, out frame);
}
