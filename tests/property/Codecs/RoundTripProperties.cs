using System.Text;
using FsCheck;
using FsCheck.Fluent;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Format.V1;

namespace Feedlog.Tests.Property.Codecs;

/// <summary>What any encoder wrote, its decoder gives back.</summary>
public sealed class RoundTripProperties
{
    private const ulong Seed = 0x1234_5678_9ABC_DEF0;

    [Fact]
    public void FrameV2_ComesBack() => CodecRun.Check(
        Prop.ForAll(CodecGenerators.Record.ToArbitrary(), parts =>
        {
            byte[] frame = parts.Encode(Seed);
            Assert.True(FrameDecoder.TryRead(frame, Seed, out FrameView view, out FormatFault fault), $"{fault}");
            RecordParts read = RecordParts.Of(view);
            Assert.Equal(
                (parts.Type, parts.Flags, parts.Sequence, parts.Id, parts.TimestampMs),
                (read.Type, read.Flags, read.Sequence, read.Id, read.TimestampMs));
            Assert.True(view.Key.SequenceEqual(parts.Key));
            Assert.True(view.Extensions.SequenceEqual(parts.Extensions));
            Assert.True(view.Content.SequenceEqual(parts.Content));
            Assert.True(view.Metadata.SequenceEqual(parts.Metadata));
            Assert.True(view.Bytes.SequenceEqual(frame));
        }), 300);

    [Fact]
    public void FrameV1_ComesBack()
    {
        var parts =
            from id in CodecGenerators.Text(FormatLimits.OriginalIdBytesMax)
            from timestamp in CodecGenerators.Timestamp
            from content in CodecGenerators.Text(10_000)
            from metadata in CodecGenerators.Text(1000)
            select (id, timestamp, content, metadata);
        CodecRun.Check(Prop.ForAll(parts.ToArbitrary(), frame =>
        {
            byte[] id = Encoding.UTF8.GetBytes(frame.id);
            byte[] content = Encoding.UTF8.GetBytes(frame.content);
            byte[] metadata = Encoding.UTF8.GetBytes(frame.metadata);
            byte[] bytes = new byte[FrameV1.TotalLength(id.Length, content.Length, metadata.Length)];
            Assert.Equal(bytes.Length, FrameV1.Write(id, frame.timestamp, content, metadata, bytes));
            Assert.True(FrameV1.TryRead(bytes, out FrameV1View view, out FormatFault fault), $"{fault}");
            Assert.Equal(frame.id, Encoding.UTF8.GetString(view.Id));
            Assert.Equal(frame.timestamp, view.TimestampMs);
            Assert.Equal(frame.content, Encoding.UTF8.GetString(view.Content));
            Assert.Equal(frame.metadata, Encoding.UTF8.GetString(view.Metadata));
            Assert.Equal(bytes.Length, view.TotalLengthBytes);
        }), 300);
    }

    [Fact]
    public void Manifest_ComesBack() => CodecRun.Check(
        Prop.ForAll(CodecGenerators.Manifest.ToArbitrary(), expected =>
        {
            byte[] bytes = expected.Write();
            Assert.True(Manifest.TryRead(bytes, out Manifest? read, out FormatFault fault), $"{fault}");
            Assert.Equal(expected with { Segments = read!.Segments }, read);
            Assert.Equal(expected.Segments, read.Segments);
            Assert.Equal(bytes, read.Write());
        }), 200);

    [Fact]
    public void Footer_ComesBack() => CodecRun.Check(
        Prop.ForAll(CodecGenerators.Footer.ToArbitrary(), expected =>
        {
            byte[] frame = new byte[expected.FrameBytes];
            expected.Write(frame, Seed);
            Assert.True(FrameDecoder.TryRead(frame, Seed, out FrameView view, out FormatFault fault), $"{fault}");
            Assert.True(SegmentFooter.TryRead(view, out SegmentFooter? read, out fault), $"{fault}");
            Assert.Equal(expected with { Chunks = read!.Chunks }, read);
            Assert.Equal(expected.Chunks, read.Chunks);
        }), 200);

    [Fact]
    public void SegmentHeader_ComesBack()
    {
        Gen<SegmentHeader> headers =
            from id in CodecGenerators.Bytes(16, 16)
            from bits in CodecGenerators.Bits.ArrayOf(7)
            from created in CodecGenerators.SignedBits
            select new SegmentHeader
            {
                Store = new StoreIdentity { Id = new Guid(id), Salt = bits[0], OptionalFeatures = bits[1] },
                Number = bits[2],
                FirstSequence = bits[3],
                DeclaredGap = bits[4],
                FirstGroup = bits[5],
                PreviousCommit = bits[6],
                CreatedAtMs = created,
            };
        CodecRun.Check(Prop.ForAll(headers.ToArbitrary(), expected =>
        {
            byte[] bytes = new byte[SegmentLayout.HeaderBytes];
            expected.Write(bytes);
            Assert.True(SegmentHeader.TryRead(bytes, out SegmentHeader read, out FormatFault fault), $"{fault}");
            Assert.Equal(expected, read);
        }), 300);
    }

    [Fact]
    public void Watermark_ComesBack()
    {
        Gen<Watermark> watermarks =
            from bits in CodecGenerators.Bits.ArrayOf(5)
            from end in Gen.Choose(0, FormatLimits.SegmentBytesMax)
            select new Watermark
            {
                Counter = bits[0],
                DurableGroup = bits[1],
                PublishedSegment = bits[2],
                PublishedEndBytes = end,
                PublishedGroup = bits[3],
                PublishedSequence = bits[4],
            };
        CodecRun.Check(Prop.ForAll(watermarks.ToArbitrary(), expected =>
        {
            byte[] file = new byte[WatermarkLayout.FileBytes];
            expected.Write(file.AsSpan((int)expected.SlotOffsetBytes), Seed);
            Assert.True(Watermark.TryReadNewest(file, Seed, out Watermark read, out int damagedSlots));
            Assert.Equal(expected, read);
            Assert.Equal(0, damagedSlots);
        }), 300);
    }
}
