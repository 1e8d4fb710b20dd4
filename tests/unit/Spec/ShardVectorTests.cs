using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Unit.Format;

namespace Feedlog.Tests.Unit.Spec;

/// <summary>Makes the shard of FORMAT.md section 15.10 from the frames of 15.3 and 15.7, and reads it.</summary>
public sealed class ShardVectorTests
{
    private const int ChunkSlots = 4;

    private static readonly SpecDocument s_spec = SpecDocument.Current;

    private static readonly (string Name, ulong Segment, long Offset, long RecordedAtMs)[] s_frames =
    [
        ("record-full", 1, 120, Samples.TimeMs + 4),
        ("record-plain", 1, 272, Samples.TimeMs + 4),
        ("tombstone-by-key", 1, 344, Samples.TimeMs + 4),
        ("tombstone-by-id", 1, 432, Samples.TimeMs + 4),
        ("record-again", 2, 120, Samples.TimeMs + 20),
        ("record-once-more", 2, 208, Samples.TimeMs + 20),
    ];

    [Fact]
    public void Shard_MadeOfTheFrames_IsTheVector()
    {
        MemoryStorage storage = new();
        ShardWriterOptions options = new() { Codec = ShardCodec.Raw, ChunkSlots = ChunkSlots };
        using ShardWriter writer = new(storage, Samples.Store, new ShardMonth(2023, 11), 1, Samples.TimeMs + 60, options);
        foreach ((string name, ulong segment, long offset, long recordedAtMs) in s_frames)
            writer.Add(FrameAddress.At(segment, offset), s_spec.Vector(name), recordedAtMs);
        writer.Finish();

        byte[] vector = s_spec.Vector("shard");
        using IStorageFile file = storage.Open(writer.Path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        Assert.Equal(vector, bytes);
    }

    [Fact]
    public void ManifestWithShards_IsReadAndWrittenAgain()
    {
        byte[] vector = s_spec.Vector("manifest-with-shards");
        Assert.True(Manifest.TryRead(vector, out Manifest? manifest, out FormatFault fault), fault.ToString());
        Assert.Equal(Samples.ManifestWithShards.Shards, manifest!.Shards);
        Assert.Equal(Samples.ManifestWithShards.Segments, manifest.Segments);
        Assert.Equal(vector, Samples.ManifestWithShards.Write());
    }

    [Fact]
    public void Shard_IsReadWithNothingElse()
    {
        MemoryStorage storage = new();
        storage.CreateFolder("copies");
        using (IStorageFile file = storage.Open("copies/alone", StorageOpen.Create))
            file.Write(0, s_spec.Vector("shard"));
        Assert.True(ShardReader.TryOpen(storage, "copies/alone", false, out ShardReader? reader, out FormatFault fault),
            fault.ToString());
        using (reader)
        {
            Assert.Equal(Samples.ManifestWithShards.Shards[0], ShardEntry.Of(reader.Header, reader.Footer));
            Assert.Equal(Samples.Store, reader.Header.Store);
            Assert.Equal((6L, 4L, 2L),
                (reader.Footer.SlotCount, reader.Footer.RecordCount, reader.Footer.ChunkCount));
            ShardWalk walk = new(reader);
            int at = 0;
            while (walk.MoveNext())
            {
                for (int slot = 0; slot < walk.Chunk!.SlotCount; slot++, at++)
                    Assert.Equal(s_spec.Vector(s_frames[at].Name), walk.Chunk.FrameOf(slot).Bytes.ToArray());
            }

            Assert.Equal((FormatFault.None, 6), (walk.Fault, at));
        }
    }
}
