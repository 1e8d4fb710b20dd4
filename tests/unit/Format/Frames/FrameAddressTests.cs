using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Tests.Unit.Format.Frames;

/// <summary>Segment number and offset in one word.</summary>
public sealed class FrameAddressTests
{
    [Theory]
    [InlineData(1UL, 120L)]
    [InlineData(0UL, 0L)]
    [InlineData(123_456UL, 64L * 1024 * 1024)]
    [InlineData((1UL << 36) - 1, (1L << 31) - 8)]
    public void Address_ComesBack(ulong segment, long offsetBytes)
    {
        FrameAddress address = FrameAddress.At(segment, offsetBytes);
        Assert.Equal(segment, address.SegmentNumber);
        Assert.Equal(offsetBytes, address.OffsetBytes);
        Assert.Equal(address, new FrameAddress(address.Packed));
    }

    [Fact]
    public void Addresses_RiseWithSegmentAndOffset()
    {
        Assert.True(FrameAddress.At(1, FormatLimits.SegmentBytesMax).Packed < FrameAddress.At(2, 0).Packed);
        Assert.True(FrameAddress.At(2, 0).Packed < FrameAddress.At(2, 8).Packed);
    }
}
