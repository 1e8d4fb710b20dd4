using Feedlog.Format;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Stores;

/// <summary>The watermark: FORMAT.md section 7.2, and its faults of section 8.6.</summary>
public sealed class WatermarkTests
{
    private static readonly Watermark s_older = Samples.Watermark with { Counter = 1, DurableGroup = 0 };

    [Theory]
    [InlineData(0UL, 0)]
    [InlineData(1UL, WatermarkLayout.SlotStrideBytes)]
    [InlineData(2UL, 0)]
    [InlineData(ulong.MaxValue, WatermarkLayout.SlotStrideBytes)]
    public void Watermark_GoesToTheSlotOfItsCounter(ulong counter, long offsetBytes)
    {
        Watermark watermark = Samples.Watermark with { Counter = counter };
        Assert.Equal(offsetBytes, watermark.SlotOffsetBytes);
        Assert.True(Watermark.TryReadNewest(Samples.Encode(watermark), Samples.Salt, out Watermark read, out int bad));
        Assert.Equal(watermark, read);
        Assert.Equal(0, bad);
    }

    [Fact]
    public void TwoSlots_TheHigherCounterCounts()
    {
        AssertNewest(Samples.Watermark, 0, Both(s_older, Samples.Watermark));
        Watermark newer = Samples.Watermark with { Counter = 3 };
        AssertNewest(newer, 0, Both(newer, Samples.Watermark));
    }

    [Fact]
    public void NewFile_HasNoWatermarkAndNoDamage()
    {
        Assert.False(Watermark.TryReadNewest(
            new byte[WatermarkLayout.FileBytes], Samples.Salt, out Watermark watermark, out int damagedSlots));
        Assert.Equal(0, damagedSlots);
        Assert.Equal(default, watermark);
    }

    [Fact]
    public void EveryBitFlipOfTheNewestSlot_FallsBackToTheOther()
    {
        byte[] file = Both(s_older, Samples.Watermark);
        for (int bit = 0; bit < WatermarkLayout.SlotBytes * 8; bit++)
        {
            file[bit / 8] ^= (byte)(1 << (bit % 8));
            AssertNewest(s_older, 1, file);
            file[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void TornWriteOfASlot_AtEveryByte_GivesTheOldOrTheNewOne()
    {
        byte[] before = Both(s_older, Samples.Watermark);
        Watermark next = Samples.Watermark with { Counter = 3, DurableGroup = 9, PublishedEndBytes = 4096 };
        byte[] after = Both(next, Samples.Watermark);
        for (int at = 0; at <= WatermarkLayout.SlotBytes; at++)
        {
            byte[] torn = (byte[])before.Clone();
            int cut = WatermarkLayout.SlotStrideBytes + at;
            after.AsSpan(WatermarkLayout.SlotStrideBytes, at).CopyTo(torn.AsSpan(WatermarkLayout.SlotStrideBytes));
            bool isWhole = torn.AsSpan().SequenceEqual(after);
            Assert.True(Watermark.TryReadNewest(torn, Samples.Salt, out Watermark read, out _), $"cut at {cut}");
            Assert.Equal(isWhole ? next : Samples.Watermark, read);
        }
    }

    [Fact]
    public void File_CutAtEveryByte_LosesOnlyWhatIsCut()
    {
        byte[] file = Both(s_older, Samples.Watermark);
        foreach (int lengthBytes in Enumerable.Range(0, 100).Concat(Enumerable.Range(4090, 80)))
        {
            bool isFirstThere = lengthBytes >= WatermarkLayout.SlotBytes;
            bool isSecondThere = lengthBytes >= WatermarkLayout.SlotStrideBytes + WatermarkLayout.SlotBytes;
            Assert.Equal(isFirstThere, Watermark.TryReadNewest(
                file.AsSpan(0, lengthBytes), Samples.Salt, out Watermark read, out int damagedSlots));
            Assert.Equal((isFirstThere ? 0 : 1) + (isSecondThere ? 0 : 1), damagedSlots);
            if (isFirstThere) Assert.Equal(Samples.Watermark, read);
        }
    }

    [Fact]
    public void Slot_CutAtEveryByte_IsTruncated()
    {
        byte[] file = Samples.Encode(Samples.Watermark);
        for (int lengthBytes = 0; lengthBytes < WatermarkLayout.SlotBytes; lengthBytes++)
            AssertFault(FormatFault.Truncated, file[..lengthBytes]);
    }

    [Fact]
    public void AnotherStoresSalt_IsBadHeaderChecksum() => AssertFault(
        FormatFault.BadHeaderChecksum, Samples.Encode(Samples.Watermark), Samples.Salt ^ 1);

    [Fact]
    public void SlotInThePlaceOfTheOther_IsBadHeaderChecksum() =>
        AssertFault(FormatFault.BadHeaderChecksum, Samples.Encode(Samples.Watermark), slot: 1);

    [Fact]
    public void CounterOfTheOtherSlot_IsWrongPlace()
    {
        byte[] bytes = Samples.Encode(Samples.Watermark)[..WatermarkLayout.SlotBytes];
        Samples.Put(bytes, WatermarkLayout.Counter, 3UL);
        AssertFault(FormatFault.WrongPlace, Mended(bytes));
    }

    [Theory]
    [InlineData(FormatLimits.SegmentBytesMax, true)]
    [InlineData(FormatLimits.SegmentBytesMax + 1L, false)]
    [InlineData(-1, false)]
    public void PublishedEnd_IsTakenWithinASegmentOnly(long endBytes, bool isSound)
    {
        byte[] file = Samples.Encode(Samples.Watermark with { PublishedEndBytes = endBytes });
        Assert.Equal(isSound, Watermark.TryReadSlot(file, Samples.Salt, 0, out _, out FormatFault fault));
        Assert.Equal(isSound ? FormatFault.None : FormatFault.BadLength, fault);
    }

    [Fact]
    public void Zeros_AreUnwritten() => AssertFault(FormatFault.Unwritten, new byte[WatermarkLayout.SlotBytes]);

    [Fact]
    public void OtherMagic_IsBadMagic() =>
        AssertFault(FormatFault.BadMagic, Samples.Put(Samples.Encode(Samples.Watermark), 0, (byte)0));

    private static byte[] Mended(byte[] slot) => Samples.Put(
        slot, WatermarkLayout.Hash,
        Checksum.Xxh3(slot.AsSpan(0, WatermarkLayout.Hash), Checksum.PlaceSeed(Samples.Salt, 0, 0)));

    private static byte[] Both(Watermark odd, Watermark even)
    {
        byte[] file = Samples.Encode(even);
        odd.Write(file.AsSpan((int)odd.SlotOffsetBytes), Samples.Salt);
        return file;
    }

    private static void AssertNewest(Watermark expected, int expectedDamage, byte[] file)
    {
        Assert.True(Watermark.TryReadNewest(file, Samples.Salt, out Watermark read, out int damagedSlots));
        Assert.Equal(expected, read);
        Assert.Equal(expectedDamage, damagedSlots);
    }

    private static void AssertFault(FormatFault expected, byte[] bytes, ulong salt = Samples.Salt, int slot = 0)
    {
        Assert.False(Watermark.TryReadSlot(bytes, salt, slot, out Watermark watermark, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Equal(default, watermark);
    }
}
