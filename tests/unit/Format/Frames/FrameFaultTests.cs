using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Tests.Unit.Format.Frames;

/// <summary>Each point of FORMAT.md section 8.1, broken alone, with the checksums mended around it.</summary>
public sealed class FrameFaultTests
{
    [Fact]
    public void Zeros_AreUnwritten() => AssertFault(FormatFault.Unwritten, new byte[128]);

    [Fact]
    public void ZeroHeader_BeforeOtherBytes_IsUnwritten()
    {
        byte[] bytes = new byte[128];
        bytes.AsSpan(FrameLayout.HeaderBytes).Fill(1);
        AssertFault(FormatFault.Unwritten, bytes);
    }

    [Fact]
    public void OtherMagic_IsBadMagic() =>
        AssertFault(FormatFault.BadMagic, Samples.Put(Samples.FullRecord.Encode(), 0, (byte)0xFF));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    public void OtherMagic_WithSoundChecksum_IsBadMagic(int offset) => AssertFault(
        FormatFault.BadMagic, Samples.MendFrame(Samples.Put(Samples.FullRecord.Encode(), offset, (byte)0x5A)));

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    [InlineData(255)]
    public void OtherVersion_IsUnknownVersion(byte version) => AssertFault(
        FormatFault.UnknownVersion,
        Samples.MendFrame(Samples.Put(Samples.FullRecord.Encode(), FrameLayout.Version, version)));

    [Fact]
    public void TypeZero_IsBadType() =>
        AssertFault(FormatFault.BadType, new FrameParts { Type = FrameType.None }.Encode());

    [Theory]
    [InlineData(8)]
    [InlineData(0x100)]
    [InlineData(0x8000)]
    public void UnknownFlag_IsBadReserved(int flag) => AssertFault(
        FormatFault.BadReserved, new FrameParts { Flags = (FrameFlags)flag }.Encode());

    [Theory]
    [InlineData(FrameLayout.KeyLength, FormatLimits.KeyBytesMax)]
    [InlineData(FrameLayout.ContentLength, FormatLimits.ContentBytesMax)]
    [InlineData(FrameLayout.MetadataLength, FormatLimits.MetadataBytesMax)]
    [InlineData(FrameLayout.ExtensionsLength, FormatLimits.ExtensionsBytesMax)]
    public void Length_OneAboveItsLimit_IsBadLength(int offset, int limit)
    {
        bool isKey = offset == FrameLayout.KeyLength;
        FrameParts atLimit = offset switch
        {
            FrameLayout.KeyLength => new FrameParts { Key = new byte[limit] },
            FrameLayout.ContentLength => new FrameParts { Content = new byte[limit] },
            FrameLayout.MetadataLength => new FrameParts { Metadata = new byte[limit] },
            _ => new FrameParts
            {
                Extensions = Samples.Extension(ExtensionType.InlineVector, new byte[limit - 6]),
            },
        };
        Assert.True(FrameDecoder.TryRead(atLimit.Encode(), Samples.Seed, out _, out _));

        byte[] above = [.. atLimit.Encode(), .. new byte[8]];
        Samples.Put(above, FrameLayout.TotalLength, (uint)above.Length);
        if (isKey) above[offset]++;
        else Samples.Put(above, offset, (uint)limit + 1);
        AssertFault(FormatFault.BadLength, Samples.MendFrame(above));
    }

    [Theory]
    [InlineData(FrameLayout.TotalLength)]
    [InlineData(FrameLayout.ContentLength)]
    [InlineData(FrameLayout.MetadataLength)]
    [InlineData(FrameLayout.ExtensionsLength)]
    public void Length_BeyondAnyNumber_IsBadLength(int offset)
    {
        foreach (uint length in (uint[])[uint.MaxValue, int.MaxValue, 0x8000_0000, 0xFFFF_FFF8])
        {
            byte[] frame = Samples.Put(Samples.FullRecord.Encode(), offset, length);
            AssertFault(FormatFault.BadLength, Samples.MendFrame(frame));
        }
    }

    [Theory]
    [InlineData(-8)]
    [InlineData(8)]
    [InlineData(1)]
    public void TotalLength_OtherThanItsParts_IsBadLength(int difference)
    {
        byte[] frame = [.. Samples.FullRecord.Encode(), .. new byte[8]];
        int total = frame.Length - 8 + difference;
        AssertFault(
            FormatFault.BadLength, Samples.MendFrameHeader(Samples.Put(frame, FrameLayout.TotalLength, (uint)total)));
    }

    [Fact]
    public void KeyFlag_WithoutKey_IsBadLength() =>
        AssertFault(FormatFault.BadLength, new FrameParts { Flags = FrameFlags.HasKey }.Encode());

    [Fact]
    public void Key_WithoutItsFlag_IsBadLength()
    {
        byte[] frame = new FrameParts { Key = [1] }.Encode();
        AssertFault(FormatFault.BadLength, Samples.MendFrame(Samples.Put(frame, FrameLayout.Flags, (byte)0)));
    }

    [Theory]
    [InlineData(FormatLimits.TimestampMsMin - 1)]
    [InlineData(FormatLimits.TimestampMsMax + 1)]
    [InlineData(long.MinValue)]
    [InlineData(long.MaxValue)]
    public void Timestamp_OutsideTheYears_IsBadTimestamp(long timestampMs) =>
        AssertFault(FormatFault.BadTimestamp, new FrameParts { TimestampMs = timestampMs }.Encode());

    [Fact]
    public void Body_Changed_IsBadBodyChecksum()
    {
        byte[] frame = Samples.FullRecord.Encode();
        frame[FrameLayout.HeaderBytes] ^= 1;
        AssertFault(FormatFault.BadBodyChecksum, frame);
    }

    [Fact]
    public void Padding_NotZero_IsBadReserved()
    {
        byte[] frame = new FrameParts { Content = [1, 2, 3] }.Encode();
        for (int at = FrameLayout.HeaderBytes + 3; at < frame.Length; at++)
        {
            byte[] padded = Samples.Put((byte[])frame.Clone(), at, (byte)1);
            AssertFault(FormatFault.BadReserved, Samples.MendFrame(padded));
        }
    }

    [Fact]
    public void Header_Changed_IsBadHeaderChecksum() =>
        AssertFault(FormatFault.BadHeaderChecksum, Samples.Put(Samples.FullRecord.Encode(), FrameLayout.Id, (byte)0));

    private static void AssertFault(FormatFault expected, byte[] frame)
    {
        Assert.False(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.True(view.Bytes.IsEmpty);
    }
}
