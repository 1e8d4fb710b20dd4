using Feedlog.Format;
using Feedlog.Format.Shards;

namespace Feedlog.Tests.Unit.Format.Shards;

/// <summary>The header of a shard: FORMAT.md section 7.12, and its faults of section 8.10.</summary>
public sealed class ShardHeaderTests
{
    [Fact]
    public void Header_ComesBackFieldForField()
    {
        byte[] bytes = Encoded();
        Assert.True(ShardHeader.TryRead(bytes, out ShardHeader header, out FormatFault fault));
        Assert.Equal(FormatFault.None, fault);
        Assert.Equal(ShardSamples.Header, header);
    }

    [Fact]
    public void EveryBitFlip_IsDetected()
    {
        byte[] bytes = Encoded();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(ShardHeader.TryRead(bytes, out _, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void CutAtEveryByte_IsTruncated()
    {
        byte[] bytes = Encoded();
        for (int lengthBytes = 0; lengthBytes < bytes.Length; lengthBytes++)
            AssertFault(FormatFault.Truncated, bytes[..lengthBytes]);
    }

    [Fact]
    public void Zeros_AreUnwritten() => AssertFault(FormatFault.Unwritten, new byte[ShardLayout.HeaderBytes]);

    [Fact]
    public void OtherMagic_IsBadMagic() => AssertFault(FormatFault.BadMagic, Samples.Put(Encoded(), 7, (byte)0));

    [Fact]
    public void ChangedByte_IsBadHeaderChecksum() => AssertFault(
        FormatFault.BadHeaderChecksum, Samples.Put(Encoded(), ShardLayout.Number, 8UL));

    [Theory]
    [InlineData(ShardLayout.Version, 3u, FormatFault.UnknownVersion)]
    [InlineData(ShardLayout.HeaderSize, 112u, FormatFault.BadLength)]
    [InlineData(ShardLayout.RequiredFeatures, 1u, FormatFault.UnknownFeature)]
    [InlineData(ShardLayout.Reserved, 1u, FormatFault.BadReserved)]
    [InlineData(ShardLayout.Reserved + 4, 1u, FormatFault.BadReserved)]
    [InlineData(ShardLayout.Number, 0u, FormatFault.BadOrder)]
    [InlineData(ShardLayout.Number + 4, 16u, FormatFault.BadOrder)]
    [InlineData(ShardLayout.Year, 0u, FormatFault.BadTimestamp)]
    [InlineData(ShardLayout.Year, 10_000u, FormatFault.BadTimestamp)]
    [InlineData(ShardLayout.Month, 0u, FormatFault.BadTimestamp)]
    [InlineData(ShardLayout.Month, 13u, FormatFault.BadTimestamp)]
    [InlineData(ShardLayout.Month, 0xFFFF_FFFFu, FormatFault.BadTimestamp)]
    public void ForgedField_HasItsFault(int offset, uint value, FormatFault expected) =>
        AssertFault(expected, Changed(offset, value));

    [Theory]
    [InlineData(FormatLimits.TimestampMsMin, 1, 1)]
    [InlineData(-1L, 1969, 12)]
    [InlineData(0L, 1970, 1)]
    [InlineData(1_709_251_199_999L, 2024, 2)]
    [InlineData(1_709_251_200_000L, 2024, 3)]
    [InlineData(FormatLimits.TimestampMsMax, 9999, 12)]
    public void Month_OfATimestamp_IsTheCalendarMonthOfUtc(long timestampMs, int year, int month)
    {
        ShardMonth expected = new(year, month);
        Assert.Equal(expected, ShardMonth.Of(timestampMs));
        Assert.True(expected.Contains(timestampMs));
        Assert.False(new ShardMonth(year, month % 12 + 1).Contains(timestampMs));
        Assert.False(expected.Contains(long.MaxValue));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(10_000, 1)]
    [InlineData(1, 0)]
    [InlineData(1, 13)]
    [InlineData(-1, 1)]
    public void Month_ThatIsNone_IsRefused(int year, int month) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new ShardMonth(year, month));

    private static byte[] Encoded()
    {
        byte[] bytes = new byte[ShardLayout.HeaderBytes];
        bytes.AsSpan().Fill(0xEE);
        ShardSamples.Header.Write(bytes);
        return bytes;
    }

    private static byte[] Changed(int offset, uint value)
    {
        byte[] bytes = Samples.Put(Encoded(), offset, value);
        return Samples.Put(bytes, ShardLayout.HeaderHash, Checksum.Xxh3(bytes.AsSpan(0, ShardLayout.HeaderHash)));
    }

    private static void AssertFault(FormatFault expected, byte[] bytes)
    {
        Assert.False(ShardHeader.TryRead(bytes, out ShardHeader header, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Equal(default, header);
    }
}
