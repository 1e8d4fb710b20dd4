using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Unit.Format.Segments;

/// <summary>The seal footer: FORMAT.md section 6, and its faults of section 8.4.</summary>
public sealed class SegmentFooterTests
{
    private const int Content = FrameLayout.HeaderBytes;

    [Fact]
    public void Footer_ComesBackFieldForField()
    {
        Assert.True(TryRead(Samples.Encode(Samples.Footer), out SegmentFooter? footer, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(Samples.Footer with { Chunks = footer!.Chunks }, footer);
        Assert.Equal(Samples.Footer.Chunks, footer.Chunks);
    }

    [Fact]
    public void EmptySegment_HasAFooterWithoutChunks()
    {
        SegmentFooter empty = Samples.Footer with
        {
            SlotCount = 0,
            GroupCount = 0,
            FirstSequence = 0,
            LastSequence = 0,
            LastGroup = 30,
            LogicalEndBytes = SegmentLayout.HeaderBytes,
            Chunks = [],
        };
        Assert.True(TryRead(Samples.Encode(empty), out SegmentFooter? footer, out _));
        Assert.Equal(empty with { Chunks = footer!.Chunks }, footer);
        Assert.Empty(footer.Chunks);
    }

    [Theory]
    [InlineData(SegmentLayout.HeaderBytes, true)]
    [InlineData(SegmentLayout.HeaderBytes - 1, false)]
    [InlineData(FormatLimits.SegmentBytesMax, true)]
    [InlineData(FormatLimits.SegmentBytesMax + 1L, false)]
    [InlineData(-1, false)]
    public void LogicalEnd_IsTakenWithinTheSegmentOnly(long endBytes, bool isSound)
    {
        byte[] frame = Samples.Encode(Samples.Footer with { LogicalEndBytes = endBytes });
        Assert.Equal(isSound, TryRead(frame, out _, out FormatFault fault));
        Assert.Equal(isSound ? FormatFault.None : FormatFault.BadLength, fault);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(3u)]
    [InlineData(uint.MaxValue)]
    [InlineData(0x4000_0002u)]
    public void ChunkCount_OtherThanTheDirectory_IsBadLength(uint count) => AssertFault(
        FormatFault.BadLength,
        Samples.MendFrame(Samples.Put(Samples.Encode(Samples.Footer), Content + FooterLayout.ChunkCount, count)));

    [Theory]
    [InlineData(0, 0, 0, false)]
    [InlineData(0, 0, 1, true)]
    [InlineData(0, 0, FormatLimits.ChunkSlotsMax, true)]
    [InlineData(0, 0, FormatLimits.ChunkSlotsMax + 1, false)]
    [InlineData(0, FormatLimits.SegmentBytesMax, 1, true)]
    [InlineData(0, FormatLimits.SegmentBytesMax + 1, 1, false)]
    [InlineData(FormatLimits.SegmentBytesMax, 0, 1, true)]
    [InlineData(FormatLimits.SegmentBytesMax + 1L, 0, 1, false)]
    [InlineData(-1, 0, 1, false)]
    public void ChunkEntry_IsTakenWithinItsLimitsOnly(long offset, int length, int slots, bool isSound)
    {
        ChunkEntry entry = Samples.Footer.Chunks[0] with
        {
            OffsetBytes = offset,
            LengthBytes = length,
            SlotCount = slots,
        };
        byte[] frame = Samples.Encode(Samples.Footer with { Chunks = [Samples.Footer.Chunks[0], entry] });
        Assert.Equal(isSound, TryRead(frame, out _, out FormatFault fault));
        Assert.Equal(isSound ? FormatFault.None : FormatFault.BadLength, fault);
    }

    [Fact]
    public void ChunkEntry_CutAtEveryByte_IsRefused()
    {
        byte[] bytes = new byte[ChunkLayout.EntryBytes];
        Samples.Footer.Chunks[0].Write(bytes);
        for (int lengthBytes = 0; lengthBytes < bytes.Length; lengthBytes++)
            Assert.False(ChunkEntry.TryRead(bytes.AsSpan(0, lengthBytes), out _));
        Assert.True(ChunkEntry.TryRead(bytes, out ChunkEntry entry));
        Assert.Equal(Samples.Footer.Chunks[0], entry);
    }

    [Fact]
    public void Reserved_NotZero_IsBadReserved() => AssertFault(
        FormatFault.BadReserved,
        Samples.MendFrame(Samples.Put(Samples.Encode(Samples.Footer), Content + FooterLayout.Reserved + 3, (byte)1)));

    [Fact]
    public void Record_IsNoFooter() => AssertFault(
        FormatFault.BadType, new FrameParts { Content = new byte[FooterLayout.FixedBytes] }.Encode());

    [Theory]
    [InlineData(0)]
    [InlineData(FooterLayout.FixedBytes - 1)]
    [InlineData(FooterLayout.FixedBytes + 1)]
    public void Content_OfAnotherLength_IsBadLength(int lengthBytes) => AssertFault(
        FormatFault.BadLength, new FrameParts { Type = FrameType.Footer, Content = new byte[lengthBytes] }.Encode());

    [Fact]
    public void Footer_WithAnotherPart_IsBadLength()
    {
        byte[] content = Samples.Encode(Samples.Footer)[Content..];
        FrameParts footer = new() { Type = FrameType.Footer, Content = content };
        Assert.True(TryRead(footer.Encode(), out _, out _));
        byte[] one = [1];
        AssertFault(FormatFault.BadLength, (footer with { Key = one }).Encode());
        AssertFault(FormatFault.BadLength, (footer with { Metadata = one }).Encode());
        AssertFault(FormatFault.BadLength, (footer with
        {
            Extensions = Samples.Extension(ExtensionType.Kind, one),
        }).Encode());
    }

    [Fact]
    public void LargestSegment_HasAFooterThatFitsAFrame()
    {
        // No frame is shorter than a header, so no segment has more chunks than this.
        int chunks = FormatLimits.SegmentBytesMax / FrameLayout.HeaderBytes / FormatLimits.ChunkSlotsMax + 1;
        SegmentFooter footer = Samples.Footer with
        {
            Chunks = Enumerable.Repeat(Samples.Footer.Chunks[0], chunks).ToArray(),
        };
        Assert.True(TryRead(Samples.Encode(footer), out SegmentFooter? read, out _));
        Assert.Equal(chunks, read!.Chunks.Count);
    }

    private static void AssertFault(FormatFault expected, byte[] frame)
    {
        Assert.False(TryRead(frame, out SegmentFooter? footer, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Null(footer);
    }

    private static bool TryRead(byte[] frame, out SegmentFooter? footer, out FormatFault fault)
    {
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out _));
        return SegmentFooter.TryRead(view, out footer, out fault);
    }
}
