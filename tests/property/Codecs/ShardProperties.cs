using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using FsCheck.Fluent;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>Shards of any frames come back; shards of any bytes are answered, and taken only if they are whole.
/// </summary>
public sealed class ShardProperties
{
    private const ulong Salt = 0x0123_4567_89AB_CDEF;
    private const ulong Number = 3;
    private const string Path = "copies/shard";

    private static readonly ShardMonth s_month = new(2024, 2);
    private static readonly long s_monthMs =
        new DateTimeOffset(2024, 2, 1, 0, 0, 0, TimeSpan.Zero).ToUnixTimeMilliseconds();

    [Fact]
    public void Shard_OfAnyFrames_ComesBack() => CodecRun.Repeat(60, random =>
    {
        List<(FrameAddress Address, byte[] Frame, long RecordedAtMs)> slots = Slots(random, random.Next(1, 120));
        MemoryStorage storage = StorageOf(Write(slots, random));
        bool isMapped = random.Next(2) == 0;
        Assert.True(ShardReader.TryOpen(storage, Path, isMapped, out ShardReader? reader, out _));
        using (reader)
        {
            Assert.Equal(slots.Count, reader.Footer.SlotCount);
            ShardWalk walk = new(reader);
            int at = 0;
            while (walk.MoveNext())
            {
                for (int slot = 0; slot < walk.Chunk!.SlotCount; slot++, at++)
                {
                    Assert.Equal(slots[at].Address, walk.Chunk.AddressOf(slot));
                    Assert.Equal(slots[at].RecordedAtMs, walk.Chunk.RecordedAtMs(slot));
                    Assert.True(walk.Chunk.FrameOf(slot).Bytes.SequenceEqual(slots[at].Frame));
                    Assert.True(reader.TryReadFrame(walk.Chunk.Head, slots[at].Address, out byte[] alone, out _));
                    Assert.Equal(slots[at].Frame, alone);
                }
            }

            Assert.Equal((FormatFault.None, slots.Count), (walk.Fault, at));
            (FrameAddress sought, byte[] expected, _) = slots[random.Next(slots.Count)];
            Assert.True(reader.TryFind(sought, out ShardChunkHead head, out _));
            Assert.True(reader.TryReadChunk(head, out ShardChunk? chunk, out _));
            Assert.True(chunk.FrameOf(chunk.SlotOf(sought)).Bytes.SequenceEqual(expected));
        }
    });

    [Fact]
    public void MutatedChunks_AreAnswered_AndTakenOnlyIfTheirFramesAreValid()
    {
        List<(FrameAddress, byte[], long)> slots = Slots(new Random(CodecRun.Seed), 20);
        byte[] shard = Write(slots, new Random(CodecRun.Seed));
        byte[] chunk = shard[ShardLayout.HeaderBytes..];
        const int offset = ShardLayout.HeaderBytes;
        Assert.True(ShardChunkHead.TryRead(chunk, Salt, Number, offset, out ShardChunkHead head, out _));
        chunk = chunk[..head.TotalLengthBytes];
        int reached = 0;
        int alone = 0;
        CodecRun.Repeat(20_000, random =>
        {
            byte[] bytes = CodecMutator.Mutate(chunk, random);
            if (random.Next(8) > 0) MendChunk(bytes, 0, ShardLayout.HeaderBytes);
            bool isTaken = ShardChunk.TryRead(
                bytes, Salt, Number, ShardLayout.HeaderBytes, out ShardChunk? read, out FormatFault fault);
            Assert.Equal(isTaken, fault == FormatFault.None);
            alone += ReadAlone(bytes, slots[random.Next(slots.Count)].Item1, fault);
            bool isShallow = fault is FormatFault.BadHeaderChecksum or FormatFault.Truncated or FormatFault.BadMagic;
            if (!isShallow) reached++;
            if (!isTaken) return;
            for (int slot = 0; slot < read!.SlotCount; slot++)
            {
                FrameAddress address = read.AddressOf(slot);
                ulong seed = Checksum.PlaceSeed(Salt, address.SegmentNumber, (ulong)address.OffsetBytes);
                Assert.True(FrameDecoder.TryRead(read.FrameOf(slot).Bytes, seed, out _, out _));
                Assert.Equal(slot, read.SlotOf(address));
            }
        });
        Assert.True(reached > CodecRun.Count(20_000) / 10, $"Only {reached} mutants came behind the checksums.");
        Assert.True(alone > CodecRun.Count(20_000) / 100, $"Only {alone} mutants gave a frame alone.");
    }

    [Fact]
    public void MutatedShards_AreAnswered_AndNeverGiveAnotherFrame()
    {
        List<(FrameAddress Address, byte[] Frame, long RecordedAtMs)> slots = Slots(new Random(CodecRun.Seed), 60);
        byte[] shard = Write(slots, new Random(CodecRun.Seed));
        Dictionary<FrameAddress, byte[]> frames = slots.ToDictionary(slot => slot.Address, slot => slot.Frame);
        int opened = 0;
        CodecRun.Repeat(2_000, random =>
        {
            byte[] bytes = CodecMutator.Mutate(shard, random);
            if (random.Next(8) > 0) MendShard(bytes);
            bool isMapped = random.Next(2) == 0;
            if (!ShardReader.TryOpen(StorageOf(bytes), Path, isMapped, out ShardReader? reader, out _)) return;
            opened++;
            using (reader)
            {
                ShardWalk walk = new(reader);
                while (walk.MoveNext())
                {
                    for (int slot = 0; slot < walk.Chunk!.SlotCount; slot++)
                    {
                        bool isKnown = frames.TryGetValue(walk.Chunk.AddressOf(slot), out byte[]? frame);
                        Assert.True(isKnown && walk.Chunk.FrameOf(slot).Bytes.SequenceEqual(frame));
                    }
                }

                if (random.Next(2) == 0) reader.TryFind(slots[random.Next(slots.Count)].Address, out _, out _);
                else reader.TryFindSequence((ulong)random.Next(), out _, out _);
            }
        });
        Assert.True(opened > CodecRun.Count(2_000) / 10, $"Only {opened} mutants were opened.");
    }

    // How many frames a chunk gives of one address, 0 or 1: a valid one, and any that a sound chunk has.
    private static int ReadAlone(byte[] bytes, FrameAddress address, FormatFault whole)
    {
        if (!ShardChunkHead.TryRead(bytes, Salt, Number, ShardLayout.HeaderBytes, out ShardChunkHead head, out _))
            return 0;
        FormatFault fault = ShardChunkPart.TryRead(bytes, Salt, Number, head, address, out byte[] frame);
        Assert.True(whole != FormatFault.None || fault == FormatFault.None);
        if (frame.Length == 0) return 0;
        Assert.Equal(FormatFault.None, fault);
        ulong seed = Checksum.PlaceSeed(Salt, address.SegmentNumber, (ulong)address.OffsetBytes);
        Assert.True(FrameDecoder.TryRead(frame, seed, out FrameView view, out _));
        Assert.Equal(frame.Length, view.Bytes.Length);
        return 1;
    }

    private static List<(FrameAddress, byte[], long)> Slots(Random random, int count)
    {
        List<(FrameAddress, byte[], long)> slots = [];
        ulong segment = (ulong)random.Next(1, 5);
        ulong sequence = (ulong)random.Next(1, 1000);
        long offsetBytes = 120;
        foreach (RecordParts any in CodecGenerators.Record.Sample(count, new FsCheck.Rnd((ulong)random.Next()), count))
        {
            RecordParts parts = any with
            {
                Type = any.Type is 4 or 5 ? (byte)1 : any.Type,
                Sequence = sequence,
                TimestampMs = s_monthMs + random.NextInt64(29 * 86_400_000L),
                Content = any.Content[..Math.Min(any.Content.Length, random.Next(50) > 0 ? 200 : 70_000)],
                Metadata = any.Metadata[..Math.Min(any.Metadata.Length, 300)],
            };
            ulong seed = Checksum.PlaceSeed(Salt, segment, (ulong)offsetBytes);
            byte[] frame = parts.Encode(seed);
            if (FrameDecoder.TryRead(frame, seed, out _, out _))
                slots.Add((FrameAddress.At(segment, offsetBytes), frame, random.Next(2) == 0 ? 0 : parts.TimestampMs));
            sequence += (ulong)random.Next(1, 4);
            offsetBytes += frame.Length + random.Next(3) * 112;
            if (random.Next(20) > 0) continue;
            segment += random.Next(10) == 0 ? 1UL << random.Next(35) : 1;
            offsetBytes = 120;
        }

        return slots;
    }

    private static byte[] Write(List<(FrameAddress Address, byte[] Frame, long RecordedAtMs)> slots, Random random)
    {
        MemoryStorage storage = new();
        ShardWriterOptions options = new()
        {
            Codec = (ShardCodec)random.Next(3),
            Level = random.Next(7),
            ChunkSlots = random.Next(2) == 0 ? 50 : random.Next(1, 257),
        };
        StoreIdentity store = new() { Id = Guid.Empty, Salt = Salt };
        using ShardWriter writer = new(storage, store, s_month, Number, 0, options);
        foreach ((FrameAddress address, byte[] frame, long recordedAtMs) in slots)
            writer.Add(address, frame, recordedAtMs);
        writer.Finish();
        using IStorageFile file = storage.Open(writer.Path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return bytes;
    }

    private static MemoryStorage StorageOf(byte[] bytes)
    {
        MemoryStorage storage = new();
        storage.CreateFolder("copies");
        using IStorageFile file = storage.Open(Path, StorageOpen.Create);
        file.Write(0, bytes);
        return storage;
    }

    private static void MendChunk(byte[] bytes, int at, long offsetBytes)
    {
        if (bytes.Length - at < ShardChunkLayout.HeadBytes) return;
        ulong hash = Checksum.Xxh3(bytes.AsSpan(at + ShardChunkLayout.HeadBytes));
        CodecMutator.Put(bytes, at + ShardChunkLayout.BodyHash, hash);
        MendHead(bytes, at, offsetBytes);
    }

    private static void MendHead(byte[] bytes, int at, long offsetBytes) => CodecMutator.Put(
        bytes, at + ShardChunkLayout.HeadHash, Checksum.Xxh3(
            bytes.AsSpan(at, ShardChunkLayout.HeadHash), ShardSeal.HeadSeed(Salt, Number, offsetBytes)));

    // The header, the pages behind the chunks and the heads that can still be found.
    private static void MendShard(byte[] bytes)
    {
        if (bytes.Length < ShardLayout.HeaderBytes) return;
        ulong hash = Checksum.Xxh3(bytes.AsSpan(0, ShardLayout.HeaderHash));
        CodecMutator.Put(bytes, ShardLayout.HeaderHash, hash);
        for (int at = ShardLayout.HeaderBytes; at + ShardChunkLayout.HeadBytes <= bytes.Length; at += 8)
        {
            if (!bytes.AsSpan(at).StartsWith(ShardChunkLayout.MagicBytes)) continue;
            MendHead(bytes, at, at);
        }

        int lastPage = bytes.Length / IndexPageLayout.PageBytes - 1;
        if (lastPage < 1) return;
        CodecMutator.Put(bytes, lastPage * IndexPageLayout.PageBytes + ShardFooterLayout.HeaderHash, hash);
        for (int page = Math.Max(1, lastPage - 1); page <= lastPage; page++)
        {
            Span<byte> span = bytes.AsSpan(page * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
            ShardSeal.SealPage(span, Salt, Number, page);
        }
    }
}
