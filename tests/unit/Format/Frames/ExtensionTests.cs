using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Tests.Unit.Format.Frames;

/// <summary>The extension area: what parses, what does not, and what is merely unknown.</summary>
public sealed class ExtensionTests
{
    public static TheoryData<ExtensionType, int, bool> Lengths => new()
    {
        { ExtensionType.Kind, 0, false },
        { ExtensionType.Kind, 1, true },
        { ExtensionType.Kind, FormatLimits.KindBytesMax, true },
        { ExtensionType.Kind, FormatLimits.KindBytesMax + 1, false },
        { ExtensionType.Stream, 0, false },
        { ExtensionType.Stream, 1, true },
        { ExtensionType.Stream, FormatLimits.StreamBytesMax, true },
        { ExtensionType.Stream, FormatLimits.StreamBytesMax + 1, false },
        { ExtensionType.Expiry, 7, false },
        { ExtensionType.Expiry, 8, true },
        { ExtensionType.Expiry, 9, false },
        { ExtensionType.OriginalV1Id, 0, true },
        { ExtensionType.OriginalV1Id, FormatLimits.OriginalIdBytesMax, true },
        { ExtensionType.OriginalV1Id, FormatLimits.OriginalIdBytesMax + 1, false },
        { ExtensionType.Tags, 0, false },
        { ExtensionType.InlineVector, 0, true },
        { (ExtensionType)999, 0, true },
    };

    [Theory]
    [MemberData(nameof(Lengths))]
    public void Value_IsTakedOrRefusedByItsLength(ExtensionType type, int lengthBytes, bool isSound)
    {
        byte[] value = new byte[lengthBytes];
        AssertArea(isSound, Samples.Extension(type, value));
    }

    [Theory]
    [InlineData(1, 1, true)]
    [InlineData(1, FormatLimits.TagBytesMax, true)]
    [InlineData(1, FormatLimits.TagBytesMax + 1, false)]
    [InlineData(1, 0, false)]
    [InlineData(FormatLimits.TagCountMax, FormatLimits.TagBytesMax, true)]
    [InlineData(FormatLimits.TagCountMax + 1, 1, false)]
    public void Tags_AreTakenUpToTheirLimits(int count, int lengthBytes, bool isSound)
    {
        byte[] value = Samples.Tags(Enumerable.Repeat(new string('x', lengthBytes), count));
        AssertArea(isSound, Samples.Extension(ExtensionType.Tags, value));
    }

    [Fact]
    public void Tags_CutAnywhereInsideATag_AreRefused()
    {
        byte[] value = Samples.Tags("alpha", "beta");
        for (int lengthBytes = 0; lengthBytes <= value.Length; lengthBytes++)
        {
            bool isAtEnd = lengthBytes is 7 or 13;
            AssertArea(isAtEnd, Samples.Extension(ExtensionType.Tags, value[..lengthBytes]));
        }
    }

    [Fact]
    public void TypeZero_IsRefused() => AssertArea(false, Samples.Extension(ExtensionType.None, [1]));

    [Fact]
    public void Area_CutInsideAnExtension_IsRefused()
    {
        byte[] first = Samples.Extension((ExtensionType)99, [1, 2, 3]);
        byte[] area = [.. first, .. Samples.Extension((ExtensionType)98, [4])];
        for (int lengthBytes = 0; lengthBytes <= area.Length; lengthBytes++)
            AssertArea(lengthBytes is 0 or 9 or 16, area[..lengthBytes]);
    }

    [Theory]
    [InlineData(4u)]
    [InlineData(0x7FFF_FFFFu)]
    [InlineData(0x8000_0000u)]
    [InlineData(uint.MaxValue)]
    public void Length_BeyondTheArea_IsRefused(uint lengthBytes)
    {
        byte[] area = Samples.Extension((ExtensionType)99, [1, 2, 3]);
        BinaryPrimitives.WriteUInt32LittleEndian(area.AsSpan(2), lengthBytes);
        AssertArea(false, area);
    }

    [Fact]
    public void UnknownExtension_NotCritical_LeavesTheRecordReadable()
    {
        byte[] unknown = Samples.Extension((ExtensionType)0x7FFF, [9]);
        byte[] area = [.. unknown, .. Samples.Extension(ExtensionType.Kind, [65])];
        byte[] frame = new FrameParts { Extensions = area }.Encode();
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out _));
        Assert.True(FrameDecoder.IsReadable(view));
        Assert.Equal("A"u8, view.Kind);
    }

    [Theory]
    [InlineData(ExtensionType.DeltaBase)]
    [InlineData(ExtensionType.EncryptionEnvelope)]
    [InlineData(ExtensionType.Continuation)]
    [InlineData((ExtensionType)0x8000)]
    [InlineData((ExtensionType)0xFFFF)]
    public void UnknownExtension_Critical_MakesTheRecordUnreadableAndNotInvalid(ExtensionType type)
    {
        byte[] area = [.. Samples.Extension(ExtensionType.Kind, [65]), .. Samples.Extension(type, [1, 2])];
        byte[] frame = new FrameParts { Extensions = area }.Encode();
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.False(FrameDecoder.IsReadable(view));
    }

    [Fact]
    public void RecordWithoutExtensions_IsReadable()
    {
        Assert.True(FrameDecoder.TryRead(new FrameParts().Encode(), Samples.Seed, out FrameView view, out _));
        Assert.True(FrameDecoder.IsReadable(view));
    }

    [Fact]
    public void ExtensionGivenTwice_TheFirstCounts()
    {
        byte[] area = [.. Samples.Extension(ExtensionType.Kind, [65]), .. Samples.Extension(ExtensionType.Kind, [66])];
        byte[] frame = new FrameParts { Extensions = area }.Encode();
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out _));
        Assert.Equal("A"u8, view.Kind);
    }

    [Fact]
    public void Writer_WritesWhatTheReaderReads()
    {
        byte[] area = new byte[100];
        ExtensionWriter writer = new(area);
        writer.Write(ExtensionType.Stream, "m\u00FCller", 7);
        writer.Write(ExtensionType.Expiry, -5L);
        writer.Begin((ExtensionType)0x8123, 2).Fill(7);

        ExtensionReader reader = new(area.AsSpan(0, writer.LengthBytes));
        Assert.True(reader.MoveNext());
        Assert.Equal(ExtensionType.Stream, reader.Type);
        Assert.Equal("m\u00FCller"u8, reader.Value);
        Assert.False(reader.IsCritical);
        Assert.True(reader.MoveNext());
        Assert.Equal(-5L, BinaryPrimitives.ReadInt64LittleEndian(reader.Value));
        Assert.True(reader.MoveNext());
        Assert.True(reader.IsCritical);
        Assert.Equal([7, 7], reader.Value.ToArray());
        Assert.False(reader.MoveNext());
        Assert.False(reader.IsBroken);
        Assert.Equal(13 + 14 + 8, writer.LengthBytes);
    }

    [Fact]
    public void BrokenArea_EndsTheReaderForGood()
    {
        ExtensionReader reader = new([1, 2, 3]);
        Assert.False(reader.MoveNext());
        Assert.True(reader.IsBroken);
        Assert.False(reader.MoveNext());

        TagReader tags = new([5, 0, 65]);
        Assert.False(tags.MoveNext());
        Assert.True(tags.IsBroken);
        Assert.False(tags.MoveNext());
    }

    private static void AssertArea(bool isSound, byte[] area)
    {
        byte[] frame = new FrameParts { Extensions = area }.Encode();
        Assert.Equal(isSound, FrameDecoder.TryRead(frame, Samples.Seed, out _, out FormatFault fault));
        Assert.Equal(isSound ? FormatFault.None : FormatFault.BadExtension, fault);
    }
}
