using Feedlog.Format;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Stores;

/// <summary>The manifest: FORMAT.md section 7.1, and its faults of section 8.5.</summary>
public sealed class ManifestTests
{
    private const int FirstEntry = ManifestLayout.FixedBytes;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(1000)]
    public void Manifest_ComesBackFieldForField(int segments)
    {
        Manifest expected = Samples.Manifest with
        {
            Store = Samples.Store with { OptionalFeatures = 0x8000_0000_0000_0001 },
            NextSegment = 5000,
            NextIndexFile = 77,
            HistoryFloor = 88,
            Segments = Enumerable.Range(1, segments).Select(n => Samples.SealedEntry((ulong)n)).ToArray(),
        };
        byte[] bytes = expected.Write();
        Assert.Equal(expected.TotalBytes, bytes.Length);
        Assert.True(Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(expected with { Segments = manifest!.Segments }, manifest);
        Assert.Equal(expected.Segments, manifest.Segments);
    }

    [Fact]
    public void TextFields_FilledToTheLastByte_ComeBack()
    {
        Manifest expected = Samples.Manifest with
        {
            Analyzer = new string('a', ManifestLayout.AnalyzerBytes),
            UnicodeVersion = new string('9', ManifestLayout.UnicodeVersionBytes),
        };
        Assert.True(Manifest.TryRead(expected.Write(), out Manifest? manifest, out _));
        Assert.Equal(expected.Analyzer, manifest!.Analyzer);
        Assert.Equal(expected.UnicodeVersion, manifest.UnicodeVersion);
    }

    [Fact]
    public void TextFields_OneByteTooLong_AreNotWritten()
    {
        Assert.Throws<ArgumentException>(() => (Samples.Manifest with { Analyzer = new string('a', 33) }).Write());
        Assert.Throws<ArgumentException>(
            () => (Samples.Manifest with { UnicodeVersion = new string('9', 17) }).Write());
    }

    [Fact]
    public void EveryBitFlip_IsDetected()
    {
        byte[] bytes = Samples.Manifest.Write();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Manifest.TryRead(bytes, out _, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void CutAtEveryByte_IsDetected()
    {
        byte[] bytes = Samples.Manifest.Write();
        const int shortest = ManifestLayout.FixedBytes + ManifestLayout.HashBytes;
        for (int lengthBytes = 0; lengthBytes < bytes.Length; lengthBytes++)
        {
            AssertFault(
                lengthBytes < shortest ? FormatFault.Truncated : FormatFault.BadHeaderChecksum, bytes[..lengthBytes]);
        }
    }

    [Fact]
    public void BytesBehindTheEnd_AreDetected() =>
        AssertFault(FormatFault.BadHeaderChecksum, [.. Samples.Manifest.Write(), 0]);

    [Fact]
    public void OtherMagic_IsBadMagic() => AssertFault(FormatFault.BadMagic, Changed(0, (byte)'f'));

    [Fact]
    public void FileAboveTheLimit_IsBadLengthBeforeItIsHashed()
    {
        byte[] bytes = new byte[FormatLimits.ManifestBytesMax + 1];
        Samples.Manifest.Write().CopyTo(bytes, 0);
        AssertFault(FormatFault.BadLength, bytes);
    }

    [Fact]
    public void ChangedByte_IsBadHeaderChecksum()
    {
        byte[] bytes = Samples.Manifest.Write();
        bytes[ManifestLayout.Generation]++;
        AssertFault(FormatFault.BadHeaderChecksum, bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public void OtherVersion_IsUnknownVersion(byte version) =>
        AssertFault(FormatFault.UnknownVersion, Changed(ManifestLayout.Version, version));

    [Fact]
    public void RequiredFeature_Unknown_IsUnknownFeature() =>
        AssertFault(FormatFault.UnknownFeature, Changed(ManifestLayout.RequiredFeatures + 7, 0x80));

    [Theory]
    [InlineData(ManifestLayout.TotalLength)]
    [InlineData(ManifestLayout.SegmentCount)]
    [InlineData(ManifestLayout.ShardCount)]
    [InlineData(ManifestLayout.IndexFileCount)]
    [InlineData(ManifestLayout.LiveFileCount)]
    [InlineData(ManifestLayout.WordFileCount)]
    public void LengthOrCount_OtherThanTheFile_IsBadLength(int offset)
    {
        foreach (uint value in (uint[])[1, 3, 0x8000_0000, uint.MaxValue])
        {
            byte[] bytes = Samples.Put(Samples.Manifest.Write(), offset, value);
            AssertFault(FormatFault.BadLength, Samples.MendManifest(bytes));
        }
    }

    [Fact]
    public void LengthOrCount_Zero_IsBadLength()
    {
        foreach (int offset in (int[])[ManifestLayout.TotalLength, ManifestLayout.SegmentCount])
            AssertFault(FormatFault.BadLength, Samples.MendManifest(Samples.Put(Samples.Manifest.Write(), offset, 0u)));
    }

    [Theory]
    [InlineData(ManifestLayout.Analyzer + 9)]
    [InlineData(ManifestLayout.Analyzer + ManifestLayout.AnalyzerBytes - 1)]
    [InlineData(ManifestLayout.UnicodeVersion + 7)]
    [InlineData(ManifestLayout.UnicodeVersion + ManifestLayout.UnicodeVersionBytes - 1)]
    public void TextField_GoesOnBehindItsEnd_IsBadReserved(int offset) =>
        AssertFault(FormatFault.BadReserved, Changed(offset, (byte)'x'));

    [Theory]
    [InlineData(ManifestLayout.Analyzer)]
    [InlineData(ManifestLayout.UnicodeVersion)]
    public void TextField_NotUtf8_IsBadText(int offset) => AssertFault(FormatFault.BadText, Changed(offset, 0xFF));

    [Theory]
    [InlineData(0u)]
    [InlineData(4u)]
    [InlineData(uint.MaxValue)]
    public void EntryState_Unknown_IsBadType(uint state) => AssertFault(FormatFault.BadType,
        Samples.MendManifest(Samples.Put(Samples.Manifest.Write(), FirstEntry + SegmentEntryLayout.State, state)));

    [Fact]
    public void EntryReserved_NotZero_IsBadReserved() =>
        AssertFault(FormatFault.BadReserved, Changed(FirstEntry + SegmentEntryLayout.Reserved, 1));

    [Theory]
    [InlineData(FormatLimits.SegmentBytesMax, FormatLimits.SegmentBytesMax, true)]
    [InlineData(0, 0, true)]
    [InlineData(608, 0, true)]
    [InlineData(608, 1, false)]
    [InlineData(608, 607, false)]
    [InlineData(608, int.MaxValue - 1L, true)]
    [InlineData(608, int.MaxValue, false)]
    [InlineData(608, 600, false)]
    [InlineData(FormatLimits.SegmentBytesMax + 1L, FormatLimits.SegmentBytesMax + 1L, false)]
    [InlineData(-1, 608, false)]
    [InlineData(608, -1, false)]
    public void EntryEnds_AreTakenWithinTheirLimitsOnly(long logicalEnd, long footerOffset, bool isSound)
    {
        SegmentEntry entry = Samples.SealedEntry(1) with
        {
            LogicalEndBytes = logicalEnd,
            FooterOffsetBytes = footerOffset,
        };
        byte[] bytes = (Samples.Manifest with { Segments = [entry] }).Write();
        Assert.Equal(isSound, Manifest.TryRead(bytes, out _, out FormatFault fault));
        Assert.Equal(isSound ? FormatFault.None : FormatFault.BadLength, fault);
    }

    [Fact]
    public void EntryNumbers_NotRising_AreBadOrder()
    {
        AssertOrder(true, 1, 2);
        AssertOrder(false, 1, 1);
        AssertOrder(false, 2, 1);
        AssertOrder(false, 0, 1);
    }

    [Fact]
    public void EntryNumber_NotBelowTheNext_IsBadOrder()
    {
        AssertOrder(true, 1, 9);
        AssertOrder(false, 1, 10);
        AssertOrder(false, ulong.MaxValue);
    }

    [Fact]
    public void OpenEntry_BeforeTheLast_IsBadOrder()
    {
        SegmentEntry open = Samples.Manifest.Segments[1];
        Manifest manifest = Samples.Manifest with { NextSegment = 10, Segments = [open, Samples.SealedEntry(3)] };
        AssertFault(FormatFault.BadOrder, manifest.Write());
    }

    [Fact]
    public void SlotCount_BeyondI64_IsBadOrder() =>
        AssertFault(FormatFault.BadOrder, Changed(FirstEntry + SegmentEntryLayout.SlotCount + 7, 0x80));

    [Fact]
    public void SegmentEntry_CutAtEveryByte_IsTruncated()
    {
        byte[] bytes = new byte[SegmentEntryLayout.EntryBytes];
        Samples.SealedEntry(1).Write(bytes);
        for (int lengthBytes = 0; lengthBytes < bytes.Length; lengthBytes++)
        {
            Assert.False(SegmentEntry.TryRead(bytes.AsSpan(0, lengthBytes), out _, out FormatFault fault));
            Assert.Equal(FormatFault.Truncated, fault);
        }
    }

    private static void AssertOrder(bool isSound, params ulong[] numbers)
    {
        Manifest manifest = Samples.Manifest with
        {
            NextSegment = 10,
            Segments = numbers.Select(Samples.SealedEntry).ToArray(),
        };
        Assert.Equal(isSound, Manifest.TryRead(manifest.Write(), out _, out FormatFault fault));
        Assert.Equal(isSound ? FormatFault.None : FormatFault.BadOrder, fault);
    }

    private static byte[] Changed(int offset, byte value) =>
        Samples.MendManifest(Samples.Put(Samples.Manifest.Write(), offset, value));

    private static void AssertFault(FormatFault expected, byte[] bytes)
    {
        Assert.False(Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Null(manifest);
    }
}
