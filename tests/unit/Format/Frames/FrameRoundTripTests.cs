using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Tests.Unit.Format.Frames;

/// <summary>What the encoder wrote, the decoder gives back, at every limit.</summary>
public sealed class FrameRoundTripTests
{
    [Fact]
    public void FullRecord_ComesBackPartForPart()
    {
        FrameParts parts = Samples.FullRecord;
        AssertComesBack(parts);
        Assert.True(FrameDecoder.TryRead(parts.Encode(), Samples.Seed, out FrameView view, out _));
        Assert.Equal("alice"u8, view.Stream);
        Assert.Equal("note"u8, view.Kind);
        Assert.Equal(4_102_444_800_000, view.ExpiresAtMs);
    }

    [Fact]
    public void EmptyRecord_IsAHeaderAlone()
    {
        byte[] frame = new FrameParts().Encode();
        Assert.Equal(FrameLayout.HeaderBytes, frame.Length);
        AssertComesBack(new FrameParts());
    }

    [Fact]
    public void RecordWithoutExtensions_HasDefaults()
    {
        Assert.True(FrameDecoder.TryRead(new FrameParts().Encode(), Samples.Seed, out FrameView view, out _));
        Assert.True(view.Stream.IsEmpty);
        Assert.True(view.Kind.IsEmpty);
        Assert.Equal(long.MaxValue, view.ExpiresAtMs);
        Assert.False(view.TryGetExtension(ExtensionType.Tags, out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(7)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(63)]
    [InlineData(FormatLimits.ContentBytesMax)]
    public void Content_OfAnyLengthUpToTheLimit_ComesBack(int lengthBytes) =>
        AssertComesBack(new FrameParts { Content = Pattern(lengthBytes) });

    [Theory]
    [InlineData(1)]
    [InlineData(FormatLimits.KeyBytesMax)]
    public void Key_UpToTheLimit_ComesBack(int lengthBytes) =>
        AssertComesBack(new FrameParts { Key = Pattern(lengthBytes) });

    [Fact]
    public void Metadata_AtTheLimit_ComesBack() =>
        AssertComesBack(new FrameParts { Metadata = Pattern(FormatLimits.MetadataBytesMax) });

    [Fact]
    public void Extensions_AtTheLimit_ComeBack()
    {
        int valueBytes = FormatLimits.ExtensionsBytesMax - ExtensionReader.PrefixBytes;
        AssertComesBack(new FrameParts
        {
            Extensions = Samples.Extension(ExtensionType.InlineVector, Pattern(valueBytes)),
        });
    }

    [Fact]
    public void EveryPart_AtItsLimit_MakesTheLargestFrame()
    {
        int valueBytes = FormatLimits.ExtensionsBytesMax - ExtensionReader.PrefixBytes;
        FrameParts parts = new()
        {
            Key = Pattern(FormatLimits.KeyBytesMax),
            Extensions = Samples.Extension(ExtensionType.InlineVector, Pattern(valueBytes)),
            Content = Pattern(FormatLimits.ContentBytesMax),
            Metadata = Pattern(FormatLimits.MetadataBytesMax),
        };
        Assert.Equal(FormatLimits.FrameBytesMax, parts.Header.TotalLengthBytes);
        AssertComesBack(parts);
    }

    [Theory]
    [InlineData(FormatLimits.TimestampMsMin)]
    [InlineData(0)]
    [InlineData(FormatLimits.TimestampMsMax)]
    public void Timestamp_WithinTheYears_ComesBack(long timestampMs) =>
        AssertComesBack(new FrameParts { TimestampMs = timestampMs });

    [Theory]
    [InlineData(FrameType.Record)]
    [InlineData(FrameType.Tombstone)]
    [InlineData(FrameType.Vector)]
    [InlineData((FrameType)6)]
    [InlineData((FrameType)255)]
    public void SlotBearingType_KnownOrNot_ComesBack(FrameType type)
    {
        AssertComesBack(new FrameParts { Type = type });
        Assert.True(new FrameParts { Type = type }.Header.TakesSlot);
    }

    [Theory]
    [InlineData(FrameType.Commit)]
    [InlineData(FrameType.Footer)]
    public void CommitAndFooter_TakeNoSlot(FrameType type) =>
        Assert.False(new FrameParts { Type = type }.Header.TakesSlot);

    [Fact]
    public void Frame_FollowedByOtherBytes_EndsWhereItsLengthSays()
    {
        byte[] frame = Samples.FullRecord.Encode();
        byte[] longer = [.. frame, .. Pattern(100)];
        Assert.True(FrameDecoder.TryRead(longer, Samples.Seed, out FrameView view, out _));
        Assert.Equal(frame, view.Bytes.ToArray());
    }

    [Fact]
    public void SealHeader_ForAnotherPlace_ChangesSequenceAndChecksumOnly()
    {
        byte[] frame = Samples.FullRecord.Encode();
        byte[] moved = (byte[])frame.Clone();
        ulong seed = Checksum.PlaceSeed(Samples.Salt, 9, 4096);
        ulong hash = FrameEncoder.SealHeader(moved, 77, seed);

        Assert.True(FrameDecoder.TryRead(moved, seed, out FrameView view, out _));
        Assert.Equal(77UL, view.Header.Sequence);
        Assert.Equal(hash, view.Header.HeaderHash);
        frame.AsSpan(FrameLayout.Sequence, 8).Clear();
        moved.AsSpan(FrameLayout.Sequence, 8).Clear();
        frame.AsSpan(FrameLayout.HeaderHash, 8).Clear();
        moved.AsSpan(FrameLayout.HeaderHash, 8).Clear();
        Assert.Equal(frame, moved);
    }

    [Fact]
    public void Trusted_ShowsTheSameAsAChecked()
    {
        byte[] frame = Samples.FullRecord.Encode();
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out _));
        FrameView trusted = FrameView.Trusted(frame);
        Assert.Equal(view.Key, trusted.Key);
        Assert.Equal(view.Extensions, trusted.Extensions);
        Assert.Equal(view.Content, trusted.Content);
        Assert.Equal(view.Metadata, trusted.Metadata);
    }

    private static byte[] Pattern(int lengthBytes)
    {
        byte[] bytes = new byte[lengthBytes];
        for (int i = 0; i < lengthBytes; i++) bytes[i] = (byte)(i * 131 + 7);
        return bytes;
    }

    private static void AssertComesBack(FrameParts parts)
    {
        byte[] frame = parts.Encode();
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out FrameView view, out FormatFault fault), $"{fault}");
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(parts.Type, view.Header.Type);
        Assert.Equal(parts.Header.Flags, view.Header.Flags);
        Assert.Equal(parts.Sequence, view.Header.Sequence);
        Assert.Equal(parts.Id, view.Header.Id);
        Assert.Equal(parts.TimestampMs, view.Header.TimestampMs);
        Assert.Equal(frame.Length, view.Header.TotalLengthBytes);
        Assert.True(view.Key.SequenceEqual(parts.Key));
        Assert.True(view.Extensions.SequenceEqual(parts.Extensions));
        Assert.True(view.Content.SequenceEqual(parts.Content));
        Assert.True(view.Metadata.SequenceEqual(parts.Metadata));
    }
}
