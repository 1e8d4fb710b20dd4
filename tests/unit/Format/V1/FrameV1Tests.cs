using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.V1;

namespace Feedlog.Tests.Unit.Format.V1;

/// <summary>The portable frame: FORMAT.md section 5, and its faults of section 8.7.</summary>
public sealed class FrameV1Tests
{
    private static readonly byte[] s_frame = Write("note-1", Samples.TimeMs, "Gr\u00FC\u00DFe", """{"a":1}""");

    [Theory]
    [InlineData(0, 0, 0)]
    [InlineData(1, 0, 0)]
    [InlineData(0, 1, 0)]
    [InlineData(0, 0, 1)]
    [InlineData(FormatLimits.OriginalIdBytesMax, 100, 100)]
    [InlineData(5, FormatLimits.ContentBytesMax, 5)]
    [InlineData(5, 5, FormatLimits.PortableMetadataBytesMax)]
    public void Frame_OfAnyLengthsUpToTheLimits_ComesBack(int id, int content, int metadata)
    {
        byte[] frame = Write(new string('i', id), -1, new string('c', content), new string('m', metadata));
        Assert.Equal(FrameV1.TotalLength(id, content, metadata), frame.Length);
        Assert.True(FrameV1.TryRead(frame, out FrameV1View view, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(id, view.Id.Length);
        Assert.Equal(-1, view.TimestampMs);
        Assert.Equal(content, view.Content.Length);
        Assert.Equal(metadata, view.Metadata.Length);
        Assert.Equal(frame.Length, view.TotalLengthBytes);
    }

    [Theory]
    [InlineData(FormatLimits.OriginalIdBytesMax + 1, 0, 0)]
    [InlineData(0, FormatLimits.ContentBytesMax + 1, 0)]
    [InlineData(0, 0, FormatLimits.PortableMetadataBytesMax + 1)]
    public void Part_OneByteAboveItsLimit_IsBadLength(int id, int content, int metadata) => AssertFault(
        FormatFault.BadLength, Write(new string('i', id), 0, new string('c', content), new string('m', metadata)));

    [Fact]
    public void LargestMetadata_WithAllThatTravelsInside_IsTaken()
    {
        // Every byte of key, stream, kind and tags escaped as \u0001 needs six.
        int inside = 6 * (FormatLimits.KeyBytesMax + FormatLimits.StreamBytesMax + FormatLimits.KindBytesMax +
            FormatLimits.TagCountMax * FormatLimits.TagBytesMax);
        int punctuation = """{"_feedlog":{"key":"","stream":"","kind":"","tags":[]},""".Length +
            "\"\",".Length * FormatLimits.TagCountMax;
        Assert.True(FormatLimits.MetadataBytesMax + inside + punctuation <= FormatLimits.PortableMetadataBytesMax);
    }

    [Fact]
    public void FramesBehindEachOther_AreReadOneByOne()
    {
        byte[] file = [.. s_frame, .. Write("", 0, "", ""), .. s_frame];
        ReadOnlySpan<byte> rest = file;
        List<int> lengths = [];
        while (!rest.IsEmpty)
        {
            Assert.True(FrameV1.TryRead(rest, out FrameV1View view, out _));
            lengths.Add(view.TotalLengthBytes);
            rest = rest[view.TotalLengthBytes..];
        }

        Assert.Equal([s_frame.Length, FrameV1Layout.EmptyBytes, s_frame.Length], lengths);
    }

    [Fact]
    public void Integers_AreBigEndian()
    {
        Assert.Equal(6u, BinaryPrimitives.ReadUInt32BigEndian(s_frame.AsSpan(3)));
        Assert.Equal(Samples.TimeMs, BinaryPrimitives.ReadInt64BigEndian(s_frame.AsSpan(13)));
    }

    [Fact]
    public void EveryBitFlip_IsDetected()
    {
        byte[] frame = (byte[])s_frame.Clone();
        for (int bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(FrameV1.TryRead(frame, out _, out FormatFault fault), $"bit {bit}");
            Assert.NotEqual(FormatFault.None, fault);
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void CutAtEveryByte_IsTruncated()
    {
        for (int lengthBytes = 0; lengthBytes < s_frame.Length; lengthBytes++)
            AssertFault(FormatFault.Truncated, s_frame[..lengthBytes]);
    }

    [Fact]
    public void OtherMagic_IsBadMagic()
    {
        AssertFault(FormatFault.BadMagic, Changed(0, 0xFF));
        AssertFault(FormatFault.BadMagic, Changed(1, 0xFF));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    [InlineData(255)]
    public void OtherVersion_IsUnknownVersion(byte version) =>
        AssertFault(FormatFault.UnknownVersion, Changed(2, version));

    [Fact]
    public void ChangedContent_IsBadBodyChecksum()
    {
        byte[] frame = (byte[])s_frame.Clone();
        frame[^10] ^= 1;
        AssertFault(FormatFault.BadBodyChecksum, frame);
    }

    [Theory]
    [InlineData(FormatLimits.TimestampMsMin, true)]
    [InlineData(FormatLimits.TimestampMsMax, true)]
    [InlineData(FormatLimits.TimestampMsMin - 1, false)]
    [InlineData(FormatLimits.TimestampMsMax + 1, false)]
    public void Timestamp_IsTakenWithinTheYearsOnly(long timestampMs, bool isSound)
    {
        Assert.Equal(isSound, FrameV1.TryRead(Write("", timestampMs, "", ""), out _, out FormatFault fault));
        Assert.Equal(isSound ? FormatFault.None : FormatFault.BadTimestamp, fault);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Text_NotUtf8_IsBadText(int part)
    {
        byte[] broken = [0xC3];
        byte[][] parts = [[], [], []];
        parts[part] = broken;
        byte[] frame = new byte[FrameV1Layout.EmptyBytes + 1];
        FrameV1.Write(parts[0], 0, parts[1], parts[2], frame);
        AssertFault(FormatFault.BadText, frame);
    }

    private static byte[] Changed(int offset, byte value)
    {
        byte[] frame = (byte[])s_frame.Clone();
        frame[offset] = value;
        BinaryPrimitives.WriteUInt32BigEndian(frame.AsSpan(^4), Checksum.Crc32Ieee(frame.AsSpan(..^4)));
        return frame;
    }

    private static byte[] Write(string id, long timestampMs, string content, string metadata)
    {
        byte[] idBytes = Samples.Utf8(id);
        byte[] contentBytes = Samples.Utf8(content);
        byte[] metadataBytes = Samples.Utf8(metadata);
        byte[] frame = new byte[FrameV1.TotalLength(idBytes.Length, contentBytes.Length, metadataBytes.Length)];
        Assert.Equal(frame.Length, FrameV1.Write(idBytes, timestampMs, contentBytes, metadataBytes, frame));
        return frame;
    }

    private static void AssertFault(FormatFault expected, byte[] frame)
    {
        Assert.False(FrameV1.TryRead(frame, out FrameV1View view, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Equal(0, view.TotalLengthBytes);
    }
}
