using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format;

/// <summary>Relations between constants that the code relies on.</summary>
public sealed class LayoutTests
{
    [Fact]
    public void Structures_BeginAndEndAligned()
    {
        int[] sizes =
        [
            FrameLayout.HeaderBytes, CommitLayout.FrameBytes, SegmentLayout.HeaderBytes, FooterLayout.FixedBytes,
            ChunkLayout.EntryBytes, ManifestLayout.FixedBytes, SegmentEntryLayout.EntryBytes, WatermarkLayout.SlotBytes,
            ShardEntryLayout.EntryBytes,
            IndexPageLayout.PayloadBytes, IndexHeaderLayout.Sections, IndexSectionLayout.EntryBytes,
            IndexEntryLayout.EntryBytes, SegmentStateLayout.RowBytes,
        ];
        Assert.All(sizes, size => Assert.Equal(0, size % FrameLayout.AlignmentBytes));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 8)]
    [InlineData(7, 8)]
    [InlineData(8, 8)]
    [InlineData(9, 16)]
    [InlineData(int.MaxValue, 1L << 31)]
    public void Align_RoundsUp(long lengthBytes, long expected) =>
        Assert.Equal(expected, FrameLayout.Align(lengthBytes));

    [Fact]
    public void Limits_FitTheirFields()
    {
        Assert.True(FormatLimits.KeyBytesMax <= ushort.MaxValue);
        Assert.True(FormatLimits.TagBytesMax <= ushort.MaxValue);
        Assert.Equal(FormatLimits.FrameBytesMax, FrameHeader.TotalLength(FormatLimits.KeyBytesMax,
            FormatLimits.ExtensionsBytesMax, FormatLimits.ContentBytesMax, FormatLimits.MetadataBytesMax));
        Assert.True(FormatLimits.ChunkSlotsMax <= 64);
    }

    [Fact]
    public void LargestThings_FitIntoEachOther()
    {
        Assert.True(FormatLimits.FrameBytesMax <= FormatLimits.GroupBytesMax);
        long fullest = SegmentLayout.HeaderBytes + (long)FormatLimits.GroupBytesMax + CommitLayout.FrameBytes;
        Assert.True(fullest <= FormatLimits.SegmentBytesMax);
        int everything = ExtensionWriter.SizeOf(FormatLimits.KindBytesMax) +
            ExtensionWriter.SizeOf(FormatLimits.StreamBytesMax) + ExtensionWriter.SizeOf(sizeof(long)) +
            ExtensionWriter.SizeOf(FormatLimits.OriginalIdBytesMax) +
            ExtensionWriter.SizeOf(FormatLimits.TagCountMax * (2 + FormatLimits.TagBytesMax)) +
            ExtensionWriter.SizeOf(FormatLimits.VectorDimensionsMax * sizeof(float) + 64);
        Assert.True(everything <= FormatLimits.ExtensionsBytesMax);
    }

    [Fact]
    public void RecoveryGap_IsMoreThanTwoSegmentsCanHold() => Assert.Equal(
        2UL * FormatLimits.SegmentBytesMax / FrameLayout.HeaderBytes, FormatLimits.RecoverySequenceGap);

    [Fact]
    public void TimestampLimits_AreTheYearsOneAndNineThousand()
    {
        Assert.Equal(FormatLimits.TimestampMsMin, DateTimeOffset.MinValue.ToUnixTimeMilliseconds());
        Assert.Equal(FormatLimits.TimestampMsMax, DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
    }

    [Fact]
    public void WatermarkSlots_LieInDifferentPages()
    {
        Assert.True(WatermarkLayout.SlotStrideBytes >= 4096);
        Assert.True(WatermarkLayout.SlotBytes <= 512);
        Assert.Equal(2, WatermarkLayout.SlotCount);
    }

    [Fact]
    public void IndexPages_AreFilledEvenlyByEntriesOfAllSizes()
    {
        Assert.Equal(4096, IndexPageLayout.PageBytes);
        foreach (int entryBytes in (int[])[4, 8, 16, 32, 64])
            Assert.Equal(0, IndexPageLayout.PayloadBytes % entryBytes);
        Assert.Equal(ChunkLayout.EntryBytes, SegmentStateLayout.RowBytes);
        Assert.True(SegmentStateLayout.HashRows * SegmentStateLayout.RowBytes / 8 >= FormatLimits.ChunkSlotsMax);
        Assert.True(FormatLimits.SegmentBytesMax / FrameLayout.AlignmentBytes <= SlotEntryLayout.OffsetMask);
    }

    [Fact]
    public void FeatureBits_UnknownRequiredOnes_AreNotReadable()
    {
        Assert.True(FeatureBits.IsReadable(0));
        for (int bit = 0; bit < 64; bit++)
        {
            bool isKnown = (FeatureBits.KnownRequired >> bit & 1) == 1;
            Assert.Equal(isKnown, FeatureBits.IsReadable(1UL << bit));
        }
    }
}
