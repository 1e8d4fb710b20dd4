using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Format.V1;
using Feedlog.Tests.Unit.Format;

namespace Feedlog.Tests.Unit.Spec;

/// <summary>Reads every vector of FORMAT.md section 15 and writes the same bytes from what the text says.</summary>
public sealed class FormatVectorTests
{
    private static readonly SpecDocument s_spec = SpecDocument.Current;

    private static readonly CommitFrame s_commit = new()
    {
        Group = 1,
        RecordedAtMs = Samples.TimeMs + 4,
        FirstSequence = 1,
        FrameCount = 4,
        ByteCount = 376,
        GroupHash = 0xE60F_284E_4154_730A,
        PreviousCommit = 0,
        DurableThrough = 0,
    };

    private static readonly (string Name, ulong Offset, FrameParts Parts)[] s_frames =
    [
        ("record-full", 120, Samples.FullRecord),
        ("record-plain", 272, new FrameParts
        {
            Sequence = 2,
            Id = 0x99AA_BBCC_DDEE_FF00,
            TimestampMs = Samples.TimeMs + 1,
            Content = Samples.Utf8("hi"),
        }),
        ("tombstone-by-key", 344, new FrameParts
        {
            Type = FrameType.Tombstone,
            Sequence = 3,
            Id = 0,
            TimestampMs = Samples.TimeMs + 2,
            Key = Samples.Utf8("greeting"),
            Extensions = Samples.Extension(ExtensionType.Stream, Samples.Utf8("alice")),
        }),
        ("tombstone-by-id", 432, new FrameParts
        {
            Type = FrameType.Tombstone,
            Flags = FrameFlags.ById,
            Sequence = 4,
            Id = 0x99AA_BBCC_DDEE_FF00,
            TimestampMs = Samples.TimeMs + 3,
        }),
    ];

    [Fact]
    public void Vectors_AreAllThereAndNoneIsUntested()
    {
        string[] names =
        [
            "v1-empty", "v1-full", "segment-header", "record-full", "record-plain", "tombstone-by-key",
            "tombstone-by-id", "commit", "footer", "manifest", "watermark-slot-0", "watermark-slot-1",
            "segment-2-header", "record-again", "record-once-more", "commit-2", "run", "deaths",
            "manifest-with-indexes", "manifest-with-words", "posting-block", "posting-table-entry",
            "term-page-entries", "vector-f32", "vector-i8", "shard", "manifest-with-shards",
        ];
        Assert.Equal(names, s_spec.Vectors.Keys);
    }

    [Fact]
    public void WorkedExample_IsTheVectorItExplains()
    {
        (string name, byte[] bytes) = Assert.Single(s_spec.Examples);
        Assert.Equal("record-full", name);
        Assert.Equal(s_spec.Vector("record-full"), bytes);
    }

    [Theory]
    [InlineData("v1-empty", "", 0, "", "")]
    [InlineData("v1-full", "note-1", Samples.TimeMs, "Gr\u00FC\u00DFe",
        """{"_feedlog":{"key":"greeting","kind":"note"},"lang":"de"}""")]
    public void FrameV1_IsReadAndWrittenAgain(string name, string id, long timeMs, string content, string metadata)
    {
        byte[] vector = s_spec.Vector(name);
        Assert.True(FrameV1.TryRead(vector, out FrameV1View view, out _));
        Assert.Equal(id, Encoding.UTF8.GetString(view.Id));
        Assert.Equal(timeMs, view.TimestampMs);
        Assert.Equal(content, Encoding.UTF8.GetString(view.Content));
        Assert.Equal(metadata, Encoding.UTF8.GetString(view.Metadata));
        Assert.Equal(vector.Length, view.TotalLengthBytes);

        byte[] written = new byte[vector.Length];
        int lengthBytes = FrameV1.Write(
            Samples.Utf8(id), timeMs, Samples.Utf8(content), Samples.Utf8(metadata), written);
        Assert.Equal(vector.Length, lengthBytes);
        Assert.Equal(vector, written);
    }

    [Fact]
    public void SegmentHeader_IsReadAndWrittenAgain()
    {
        byte[] vector = s_spec.Vector("segment-header");
        SegmentHeader expected = new()
        {
            Store = Samples.Store,
            Number = 1,
            FirstSequence = 1,
            DeclaredGap = 0,
            FirstGroup = 1,
            PreviousCommit = 0,
            CreatedAtMs = Samples.TimeMs,
        };
        Assert.True(SegmentHeader.TryRead(vector, out SegmentHeader header, out _));
        Assert.Equal(expected, header);
        Assert.Equal(vector, Samples.Encode(expected));
    }

    [Fact]
    public void Frames_AreReadAndWrittenAgain()
    {
        foreach ((string name, ulong offset, FrameParts parts) in s_frames)
        {
            byte[] vector = s_spec.Vector(name);
            ulong seed = Checksum.PlaceSeed(Samples.Salt, 1, offset);
            bool isRead = FrameDecoder.TryRead(vector, seed, out FrameView view, out FormatFault fault);
            Assert.True(isRead, $"{name}: {fault}");
            Assert.True(FrameDecoder.IsReadable(view));
            Assert.Equal(parts.Header.Flags, view.Header.Flags);
            Assert.Equal(parts.Sequence, view.Header.Sequence);
            Assert.Equal(parts.Id, view.Header.Id);
            Assert.Equal(parts.TimestampMs, view.Header.TimestampMs);
            Assert.Equal(parts.Key, view.Key.ToArray());
            Assert.Equal(parts.Content, view.Content.ToArray());
            Assert.Equal(parts.Metadata, view.Metadata.ToArray());
            Assert.Equal(vector, parts.Encode(1, offset));
        }
    }

    [Fact]
    public void RecordFull_SaysWhatTheTextSays()
    {
        Assert.True(FrameDecoder.TryRead(s_spec.Vector("record-full"), Samples.Seed, out FrameView view, out _));
        Assert.Equal("greeting", Encoding.UTF8.GetString(view.Key));
        Assert.Equal("alice", Encoding.UTF8.GetString(view.Stream));
        Assert.Equal("note", Encoding.UTF8.GetString(view.Kind));
        Assert.Equal(4_102_444_800_000, view.ExpiresAtMs);
        Assert.True(view.TryGetExtension(ExtensionType.Tags, out ReadOnlySpan<byte> value));
        List<string> tags = [];
        TagReader reader = new(value);
        while (reader.MoveNext()) tags.Add(Encoding.UTF8.GetString(reader.Current));
        Assert.Equal(["de", "polite"], tags);
    }

    [Fact]
    public void Commit_CoversTheFramesBeforeIt()
    {
        byte[] vector = s_spec.Vector("commit");
        ulong seed = Checksum.PlaceSeed(Samples.Salt, 1, 496);
        Assert.True(FrameDecoder.TryRead(vector, seed, out FrameView view, out _));
        Assert.True(CommitFrame.TryRead(view, out CommitFrame commit, out _));
        Assert.Equal(s_commit, commit);

        byte[] headerHashes = s_frames
            .SelectMany(frame => s_spec.Vector(frame.Name)[FrameLayout.HeaderHash..FrameLayout.HeaderBytes]).ToArray();
        Assert.Equal(Checksum.Xxh3(headerHashes), commit.GroupHash);
        Assert.Equal(commit.ByteCount, s_frames.Sum(frame => s_spec.Vector(frame.Name).Length));
        Assert.Equal(496UL, s_frames[^1].Offset + (ulong)s_spec.Vector(s_frames[^1].Name).Length);

        byte[] written = new byte[vector.Length];
        Assert.Equal(view.Header.HeaderHash, s_commit.Write(written, seed));
        Assert.Equal(vector, written);
    }

    [Fact]
    public void Footer_IsReadAndWrittenAgain()
    {
        byte[] vector = s_spec.Vector("footer");
        ulong seed = Checksum.PlaceSeed(Samples.Salt, 7, 65_536);
        Assert.True(FrameDecoder.TryRead(vector, seed, out FrameView view, out _));
        Assert.True(SegmentFooter.TryRead(view, out SegmentFooter? footer, out _));
        Assert.Equal(Samples.Footer with { Chunks = footer!.Chunks }, footer);
        Assert.Equal(Samples.Footer.Chunks, footer.Chunks);

        byte[] written = new byte[footer.FrameBytes];
        Samples.Footer.Write(written, seed);
        Assert.Equal(vector, written);
    }

    [Fact]
    public void Manifest_IsReadAndWrittenAgain()
    {
        byte[] vector = s_spec.Vector("manifest");
        Assert.True(Manifest.TryRead(vector, out Manifest? manifest, out _));
        Assert.Equal(Samples.Manifest with { Segments = manifest!.Segments }, manifest);
        Assert.Equal(Samples.Manifest.Segments, manifest.Segments);
        Assert.Equal(vector, Samples.Manifest.Write());
    }

    [Fact]
    public void Watermark_BothSlots_AreReadAndWrittenAgain()
    {
        Watermark created = new()
        {
            Counter = 4,
            DurableGroup = 0,
            PublishedSegment = 1,
            PublishedEndBytes = 120,
            PublishedGroup = 0,
            PublishedSequence = 0,
        };
        Watermark running = Samples.Watermark with { Counter = 7 };
        byte[] file = new byte[WatermarkLayout.FileBytes];
        created.Write(file.AsSpan((int)created.SlotOffsetBytes), Samples.Salt);
        running.Write(file.AsSpan((int)running.SlotOffsetBytes), Samples.Salt);

        byte[] expected = new byte[WatermarkLayout.FileBytes];
        s_spec.Vector("watermark-slot-0").CopyTo(expected, 0);
        s_spec.Vector("watermark-slot-1").CopyTo(expected, WatermarkLayout.SlotStrideBytes);
        Assert.Equal(expected, file);
        Assert.True(Watermark.TryReadNewest(expected, Samples.Salt, out Watermark newest, out int damagedSlots));
        Assert.Equal(running, newest);
        Assert.Equal(0, damagedSlots);
        Assert.True(Watermark.TryReadSlot(expected, Samples.Salt, 0, out Watermark older, out _));
        Assert.Equal(created, older);
    }
}
