using Feedlog.Format;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Unit.Format.Segments;

/// <summary>The segment header: FORMAT.md section 3, and its faults of section 8.3.</summary>
public sealed class SegmentHeaderTests
{
    [Fact]
    public void Header_ComesBackFieldForField()
    {
        byte[] bytes = Samples.Encode(Samples.Segment);
        Assert.True(SegmentHeader.TryRead(bytes, out SegmentHeader header, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(Samples.Segment, header);
    }

    [Fact]
    public void StoreId_LiesInTheOrderOfItsNotation() => Assert.Equal(
        "00112233445566778899AABBCCDDEEFF",
        Convert.ToHexString(Samples.Encode(Samples.Segment), SegmentLayout.StoreId, 16));

    [Fact]
    public void Header_WrittenOverOldBytes_LeavesNoneOfThem()
    {
        byte[] bytes = new byte[SegmentLayout.HeaderBytes + 8];
        bytes.AsSpan().Fill(0xEE);
        Samples.Segment.Write(bytes);
        Assert.Equal(Samples.Encode(Samples.Segment), bytes[..SegmentLayout.HeaderBytes]);
        Assert.Equal(0xEE, bytes[SegmentLayout.HeaderBytes]);
    }

    [Fact]
    public void EveryBitFlip_IsDetected()
    {
        byte[] bytes = Samples.Encode(Samples.Segment);
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(SegmentHeader.TryRead(bytes, out _, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void CutAtEveryByte_IsTruncated()
    {
        byte[] bytes = Samples.Encode(Samples.Segment);
        for (int lengthBytes = 0; lengthBytes < bytes.Length; lengthBytes++)
            AssertFault(FormatFault.Truncated, bytes[..lengthBytes]);
    }

    [Fact]
    public void Zeros_AreUnwritten() => AssertFault(FormatFault.Unwritten, new byte[SegmentLayout.HeaderBytes]);

    [Fact]
    public void OtherMagic_IsBadMagic() => AssertFault(
        FormatFault.BadMagic, Samples.MendSegment(Samples.Put(Samples.Encode(Samples.Segment), 7, (byte)0)));

    [Fact]
    public void ChangedByte_IsBadHeaderChecksum() => AssertFault(
        FormatFault.BadHeaderChecksum, Samples.Put(Samples.Encode(Samples.Segment), SegmentLayout.Number, 13UL));

    [Theory]
    [InlineData(0u)]
    [InlineData(1u)]
    [InlineData(3u)]
    public void OtherVersion_IsUnknownVersion(uint version) =>
        AssertFault(FormatFault.UnknownVersion, Changed(SegmentLayout.Version, version));

    [Theory]
    [InlineData(0)]
    [InlineData(63)]
    public void RequiredFeature_Unknown_IsUnknownFeature(int bit) => AssertFault(
        FormatFault.UnknownFeature, Samples.MendSegment(
            Samples.Put(Samples.Encode(Samples.Segment), SegmentLayout.RequiredFeatures, 1UL << bit)));

    [Fact]
    public void OptionalFeature_Unknown_IsKept()
    {
        SegmentHeader expected = Samples.Segment with
        {
            Store = Samples.Store with { OptionalFeatures = ulong.MaxValue },
        };
        Assert.True(SegmentHeader.TryRead(Samples.Encode(expected), out SegmentHeader header, out _));
        Assert.Equal(expected, header);
    }

    [Theory]
    [InlineData(0u)]
    [InlineData(128u)]
    public void OtherHeaderSize_IsBadLength(uint size) =>
        AssertFault(FormatFault.BadLength, Changed(SegmentLayout.HeaderSize, size));

    [Fact]
    public void Reserved_NotZero_IsBadReserved()
    {
        for (int at = 0; at < 8; at++)
        {
            AssertFault(FormatFault.BadReserved, Samples.MendSegment(
                Samples.Put(Samples.Encode(Samples.Segment), SegmentLayout.Reserved + at, (byte)1)));
        }
    }

    private static byte[] Changed(int offset, uint value) =>
        Samples.MendSegment(Samples.Put(Samples.Encode(Samples.Segment), offset, value));

    private static void AssertFault(FormatFault expected, byte[] bytes)
    {
        Assert.False(SegmentHeader.TryRead(bytes, out SegmentHeader header, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Equal(default, header);
    }
}
