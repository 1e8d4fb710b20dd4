using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>A chunk of a shard: FORMAT.md section 7.13, and its faults of section 8.10.</summary>
public sealed class ShardChunkTests
{
    private const int Offset = ShardLayout.HeaderBytes;
    private const int AddressesAt = Offset + ShardChunkLayout.HeadBytes + ShardChunkLayout.FramesHashBytes;

    private static readonly IReadOnlyList<ShardSlot> s_slots = ShardSamples.Slots(12);

    [Theory]
    [InlineData(ShardCodec.Raw)]
    [InlineData(ShardCodec.Lz4)]
    [InlineData(ShardCodec.Brotli)]
    public void Chunk_ComesBackSlotForSlot(ShardCodec codec)
    {
        byte[] shard = Shard(codec);
        FormatFault fault = Read(shard, out ShardChunk? chunk);
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(codec, chunk!.Head.Codec);
        Assert.Equal(12, chunk.SlotCount);
        Assert.Equal(11, chunk.RecordCount);
        for (int i = 0; i < 12; i++)
        {
            FrameView frame = chunk.FrameOf(i);
            Assert.Equal(
                s_slots[i], new ShardSlot(chunk.AddressOf(i), frame.Bytes.ToArray(), chunk.RecordedAtMs(i)));
            Assert.Equal(3 * (ulong)i + 1, frame.Header.Sequence);
            Assert.Equal(i, chunk.SlotOf(s_slots[i].Address));
            Assert.Equal(i, chunk.SlotOfSequence(frame.Header.Sequence));
            Assert.Equal(-1, chunk.SlotOfSequence(frame.Header.Sequence + 1));
            Assert.Equal(-1, chunk.SlotOf(new FrameAddress(s_slots[i].Address.Packed + 1)));
        }
    }

    [Fact]
    public void Head_ComesBackFieldForField()
    {
        foreach (int width in (int[])[1, 2, 5, 8])
        {
            ShardChunkHead expected = Head() with
            {
                LastAddress = new FrameAddress(1000 + (width == 8 ? 1UL << 62 : 1UL << (8 * width - 1))),
            };
            byte[] bytes = new byte[ShardChunkLayout.HeadBytes];
            expected.Write(bytes, Samples.Salt, ShardSamples.Number);
            Assert.Equal(width, bytes[ShardChunkLayout.AddressWidth]);
            Assert.True(TryReadHead(bytes, out ShardChunkHead head, out FormatFault fault), fault.ToString());
            Assert.Equal(expected, head);

            expected.WriteEntry(bytes, Samples.Salt, ShardSamples.Number);
            Assert.True(ShardChunkHead.TryReadEntry(bytes, Samples.Salt, ShardSamples.Number, out head, out _));
            Assert.Equal(expected, head);
        }
    }

    [Fact]
    public void EveryBitFlipOfHeadAndEntry_IsDetected()
    {
        byte[] head = new byte[ShardChunkLayout.HeadBytes];
        Head().Write(head, Samples.Salt, ShardSamples.Number);
        byte[] entry = new byte[ShardChunkLayout.HeadBytes];
        Head().WriteEntry(entry, Samples.Salt, ShardSamples.Number);
        for (int bit = 0; bit < head.Length * 8; bit++)
        {
            head[bit / 8] ^= (byte)(1 << (bit % 8));
            entry[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(TryReadHead(head, out _, out _), $"bit {bit}");
            Assert.False(ShardChunkHead.TryReadEntry(entry, Samples.Salt, ShardSamples.Number, out _, out _));
            head[bit / 8] ^= (byte)(1 << (bit % 8));
            entry[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Head_ElsewhereOrOfAnother_IsNotTaken()
    {
        byte[] bytes = new byte[ShardChunkLayout.HeadBytes];
        Head().Write(bytes, Samples.Salt, ShardSamples.Number);
        Assert.False(ShardChunkHead.TryRead(bytes, Samples.Salt, ShardSamples.Number, Offset + 8, out _, out _));
        Assert.False(ShardChunkHead.TryRead(bytes, Samples.Salt, ShardSamples.Number + 1, Offset, out _, out _));
        Assert.False(ShardChunkHead.TryRead(bytes, Samples.Salt + 1, ShardSamples.Number, Offset, out _, out _));
    }

    [Theory]
    [InlineData(ShardChunkLayout.Magic, 8, 0UL, FormatFault.BadMagic)]
    [InlineData(ShardChunkLayout.Codec, 1, 3UL, FormatFault.BadType)]
    [InlineData(ShardChunkLayout.Codec, 1, 0UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.AddressWidth, 1, 0UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.AddressWidth, 1, 3UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.AddressWidth, 1, 255UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.SlotCount, 2, 0UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.SlotCount, 2, 257UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.SlotCount, 2, 0xFFFFUL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.RawLength, 4, 0UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.RawLength, 4, 719UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.RawLength, 4, 262_225UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.RawLength, 4, 0xFFFF_FFFFUL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.RawLength, 4, 127_517UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.StoredLength, 4, 0UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.StoredLength, 4, 2000UL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.StoredLength, 4, 0xFFFF_FFFFUL, FormatFault.BadLength)]
    [InlineData(ShardChunkLayout.Reserved, 4, 1UL, FormatFault.BadReserved)]
    [InlineData(ShardChunkLayout.FirstSequence, 8, 21UL, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.LastSequence, 8, 18UL, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.FirstAddress, 8, ulong.MaxValue, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.LastAddress, 8, 1071UL, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.TimeMin, 8, ulong.MaxValue >> 1, FormatFault.BadTimestamp)]
    [InlineData(ShardChunkLayout.TimeMin, 8, 1UL << 63, FormatFault.BadTimestamp)]
    [InlineData(ShardChunkLayout.TimeMax, 8, ulong.MaxValue >> 1, FormatFault.BadTimestamp)]
    [InlineData(ShardChunkLayout.TimeMax, 8, 1UL << 63, FormatFault.BadTimestamp)]
    public void ForgedHead_HasItsFault(int offset, int sizeBytes, ulong value, FormatFault expected)
    {
        byte[] bytes = new byte[Offset + ShardChunkLayout.HeadBytes];
        Head().Write(bytes.AsSpan(Offset), Samples.Salt, ShardSamples.Number);
        for (int i = 0; i < sizeBytes; i++) bytes[Offset + offset + i] = (byte)(value >> (8 * i));
        ShardForger.SealHead(bytes, Offset);
        Assert.False(TryReadHead(bytes.AsSpan(Offset), out ShardChunkHead head, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Equal(default, head);
    }

    [Theory]
    [InlineData(ShardChunkLayout.FirstSequence, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.LastSequence, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.FirstAddress, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.LastAddress, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.TimeMin, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.TimeMax, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.ExpiryMin, FormatFault.BadOrder)]
    [InlineData(ShardChunkLayout.BodyHash, FormatFault.BadBodyChecksum)]
    public void HeadThatLies_IsFoundOut(int offset, FormatFault expected)
    {
        byte[] shard = Shard(ShardCodec.Lz4);
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(shard.AsSpan(Offset + offset));
        Samples.Put(shard, Offset + offset, value - 1);
        Assert.Equal(expected, Read(ShardForger.SealHead(shard, Offset), out ShardChunk? chunk));
        Assert.Null(chunk);
    }

    // Where checksums are computed anew they agree with any address: the hash over the frames does not.
    [Theory]
    [InlineData(ShardCodec.Raw)]
    [InlineData(ShardCodec.Lz4)]
    [InlineData(ShardCodec.Brotli)]
    public void Addresses_OfOthers_MakeTheFramesInvalid(ShardCodec codec)
    {
        byte[] shard = Shard(codec);
        ShardChunkHead head = ShardForger.HeadsOf(shard)[0];
        shard[AddressesAt]++;
        Assert.Equal(FormatFault.BadHeaderChecksum, Read(ShardForger.SealChunk(shard, head), out _));
    }

    [Fact]
    public void HashOverTheFrames_OfOthers_IsBadHeaderChecksum()
    {
        byte[] shard = Shard(ShardCodec.Lz4);
        shard[Offset + ShardChunkLayout.HeadBytes] ^= 1;
        shard = ShardForger.SealChunk(shard, ShardForger.HeadsOf(shard)[0]);
        Assert.Equal(FormatFault.BadHeaderChecksum, Read(shard, out _));
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(63u)]
    [InlineData(1u << 20)]
    [InlineData(uint.MaxValue)]
    public void TurnedBytes_WithAnImpossibleLength_AreBadLength(uint lengthBytes)
    {
        byte[] raw = new byte[8 + s_slots[0].Frame.Length];
        s_slots[0].Frame.CopyTo(raw, 8);
        byte[] turned = new byte[raw.Length - 16];
        ShardColumns.Turn(raw, 1, turned);
        byte[] again = new byte[raw.Length];
        ulong[] addresses = [s_slots[0].Address.Packed];
        Assert.Equal(FormatFault.None, ShardColumns.TurnBack(turned, addresses, Samples.Salt, again));
        Assert.Equal(raw, again);
        Samples.Put(turned, 8 + FrameLayout.TotalLength, lengthBytes);
        Assert.Equal(FormatFault.BadLength, ShardColumns.TurnBack(turned, addresses, Samples.Salt, again));
    }

    [Fact]
    public void TurnedBytes_WhoseFirstFrameTakesTheRoomOfTheNext_AreBadLength()
    {
        byte[] raw = [.. new byte[16], .. s_slots[0].Frame, .. s_slots[1].Frame];
        byte[] turned = new byte[raw.Length - 32];
        ShardColumns.Turn(raw, 2, turned);
        ulong[] addresses = [s_slots[0].Address.Packed, s_slots[1].Address.Packed];
        Assert.Equal(FormatFault.None, ShardColumns.TurnBack(turned, addresses, Samples.Salt, new byte[raw.Length]));
        int column = 2 * (8 + FrameLayout.TotalLength);
        for (int lengthBytes = 64; lengthBytes < raw.Length; lengthBytes++)
        {
            turned[column] = (byte)lengthBytes;
            turned[column + 2] = (byte)(lengthBytes >> 8);
            FormatFault fault = ShardColumns.TurnBack(turned, addresses, Samples.Salt, new byte[raw.Length]);
            Assert.Equal(lengthBytes == s_slots[0].Frame.Length ? FormatFault.None : FormatFault.BadLength, fault);
        }
    }

    [Fact]
    public void Addresses_ThatDoNotRise_AreBadOrder()
    {
        byte[] shard = Shard(ShardCodec.Raw);
        ShardChunkHead head = ShardForger.HeadsOf(shard)[0];
        shard.AsSpan(AddressesAt, head.AddressWidthBytes).Clear();
        Assert.Equal(FormatFault.BadOrder, Read(ShardForger.SealChunk(shard, head), out _));
    }

    [Fact]
    public void TimeOfRecording_OutsideOfTime_IsBadTimestamp()
    {
        byte[] shard = Shard(ShardCodec.Raw);
        ShardChunkHead head = ShardForger.HeadsOf(shard)[0];
        Samples.Put(shard, AddressesAt + head.AddressesBytes, ulong.MaxValue >> 1);
        Assert.Equal(FormatFault.BadTimestamp, Read(ShardForger.SealChunk(shard, head), out _));
    }

    [Fact]
    public void Padding_NotZero_IsBadReserved()
    {
        byte[] shard = Enumerable.Range(2, 10).Select(count => ShardSamples.Bytes(
                ShardSamples.Slots(count), new ShardWriterOptions { Codec = ShardCodec.Lz4 }))
            .First(bytes => PaddingBytes(ShardForger.HeadsOf(bytes)[0]) > 0);
        ShardChunkHead head = ShardForger.HeadsOf(shard)[0];
        shard[head.EndBytes - 1] = 1;
        Assert.Equal(FormatFault.BadReserved, Read(ShardForger.SealChunk(shard, head), out _));
    }

    [Theory]
    [InlineData(ShardCodec.Lz4)]
    [InlineData(ShardCodec.Brotli)]
    public void StoredBytes_ThatDoNotUnpack_AreBadCompression(ShardCodec codec)
    {
        byte[] sound = Shard(codec);
        ShardChunkHead head = ShardForger.HeadsOf(sound)[0];
        int start = AddressesAt + head.AddressesBytes;
        Random random = new(1);
        int notUnpacked = 0;
        int otherFrames = 0;
        for (int trial = 0; trial < 2000; trial++)
        {
            byte[] shard = (byte[])sound.Clone();
            for (int left = random.Next(1, 4); left > 0; left--)
                shard[start + random.Next(head.StoredLengthBytes)] ^= (byte)random.Next(1, 256);
            // What unpacks to as many other bytes is found out by the frames.
            FormatFault fault = Read(ShardForger.SealChunk(shard, head), out ShardChunk? chunk);
            if (fault == FormatFault.BadCompression) notUnpacked++;
            else if (fault == FormatFault.BadHeaderChecksum) otherFrames++;
            if (fault != FormatFault.None) continue;
            for (int i = 0; i < chunk!.SlotCount; i++)
                Assert.Equal(s_slots[i].Frame, chunk.FrameOf(i).Bytes.ToArray());
        }

        Assert.True(notUnpacked > 100, $"Only {notUnpacked} of them did not unpack.");
        Assert.True(codec == ShardCodec.Brotli || otherFrames > 100, $"Only {otherFrames} of them unpacked.");
    }

    [Fact]
    public void BytesBehindTheEndOfABrotliStream_AreBadCompression()
    {
        byte[] raw = new byte[1000];
        byte[] packed = new byte[raw.Length];
        int lengthBytes = ShardCompression.Pack(ShardCodec.Brotli, 5, raw, packed);
        Assert.InRange(lengthBytes, 1, 100);
        byte[] target = new byte[raw.Length];
        Assert.True(ShardCompression.TryUnpack(ShardCodec.Brotli, packed.AsSpan(0, lengthBytes), target));
        Assert.False(ShardCompression.TryUnpack(ShardCodec.Brotli, packed.AsSpan(0, lengthBytes + 1), target));
        Assert.False(ShardCompression.TryUnpack(ShardCodec.Brotli, packed.AsSpan(0, lengthBytes - 1), target));
        Assert.False(ShardCompression.TryUnpack(ShardCodec.Brotli, packed.AsSpan(0, lengthBytes), new byte[1001]));
        Assert.False(ShardCompression.TryUnpack(ShardCodec.Brotli, packed.AsSpan(0, lengthBytes), new byte[999]));
    }

    [Fact]
    public void Bytes_ThatDoNotBecomeFewer_AreNotPacked()
    {
        byte[] raw = new byte[500];
        new Random(3).NextBytes(raw);
        byte[] target = new byte[raw.Length - 1];
        Assert.Equal(0, ShardCompression.Pack(ShardCodec.Lz4, 0, raw, target));
        Assert.Equal(0, ShardCompression.Pack(ShardCodec.Brotli, 5, raw, target));
        Assert.False(ShardCompression.TryUnpack((ShardCodec)3, raw, raw));
    }

    private static ShardChunkHead Head() => new()
    {
        OffsetBytes = Offset,
        Codec = ShardCodec.Lz4,
        SlotCount = 10,
        RawLengthBytes = 1000,
        StoredLengthBytes = 500,
        FirstSequence = 10,
        LastSequence = 29,
        FirstAddress = new FrameAddress(1000),
        LastAddress = new FrameAddress(2000),
        TimeMinMs = Samples.TimeMs,
        TimeMaxMs = Samples.TimeMs + 5,
        ExpiryMinMs = long.MaxValue,
        BodyHash = 99,
    };

    private static byte[] Shard(ShardCodec codec) =>
        ShardSamples.Bytes(s_slots, new ShardWriterOptions { Codec = codec, Level = codec == ShardCodec.Lz4 ? 0 : 5 });

    private static int PaddingBytes(in ShardChunkHead head) =>
        head.TotalLengthBytes - ShardChunkLayout.HeadBytes - head.PrefixBytes - head.StoredLengthBytes;

    private static bool TryReadHead(ReadOnlySpan<byte> bytes, out ShardChunkHead head, out FormatFault fault) =>
        ShardChunkHead.TryRead(bytes, Samples.Salt, ShardSamples.Number, Offset, out head, out fault);

    private static FormatFault Read(byte[] shard, out ShardChunk? chunk)
    {
        ShardChunk.TryRead(
            shard.AsSpan(Offset), Samples.Salt, ShardSamples.Number, Offset, out chunk, out FormatFault fault);
        return fault;
    }
}
