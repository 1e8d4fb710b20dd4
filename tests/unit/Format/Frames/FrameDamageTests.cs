using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;

namespace Feedlog.Tests.Unit.Format.Frames;

/// <summary>Damage of any bit, any cut, and the wrong place: none goes unnoticed.</summary>
public sealed class FrameDamageTests
{
    public static TheoryData<string> Kinds => ["full", "empty", "tombstone", "commit", "footer"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void EveryBitFlip_IsDetected(string kind)
    {
        byte[] frame = Frame(kind);
        int detected = 0;
        for (int bit = 0; bit < frame.Length * 8; bit++)
        {
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
            if (!FrameDecoder.TryRead(frame, Samples.Seed, out _, out FormatFault fault) && fault != FormatFault.None)
                detected++;
            frame[bit / 8] ^= (byte)(1 << (bit % 8));
        }

        Assert.Equal(frame.Length * 8, detected);
        Assert.True(FrameDecoder.TryRead(frame, Samples.Seed, out _, out _));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void CutAtEveryByte_IsTruncated(string kind)
    {
        byte[] frame = Frame(kind);
        for (int lengthBytes = 0; lengthBytes < frame.Length; lengthBytes++)
        {
            Assert.False(FrameDecoder.TryRead(
                frame.AsSpan(0, lengthBytes), Samples.Seed, out _, out FormatFault fault));
            Assert.Equal(FormatFault.Truncated, fault);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void TailReplacedByZeros_IsDetectedUnlessItWasZero(string kind)
    {
        byte[] frame = Frame(kind);
        for (int at = 0; at < frame.Length; at++)
        {
            byte[] torn = (byte[])frame.Clone();
            torn.AsSpan(at).Clear();
            bool isSame = torn.AsSpan().SequenceEqual(frame);
            Assert.Equal(isSame, FrameDecoder.TryRead(torn, Samples.Seed, out _, out _));
        }
    }

    [Theory]
    [InlineData(Samples.Salt + 1, 1UL, 120UL)]
    [InlineData(0UL, 1UL, 120UL)]
    [InlineData(Samples.Salt, 0UL, 120UL)]
    [InlineData(Samples.Salt, 2UL, 120UL)]
    [InlineData(Samples.Salt, 1UL, 112UL)]
    [InlineData(Samples.Salt, 1UL, 128UL)]
    [InlineData(Samples.Salt, 120UL, 1UL)]
    public void AnotherStoreFileOrPlace_IsBadHeaderChecksum(ulong salt, ulong segment, ulong offset)
    {
        byte[] frame = Samples.FullRecord.Encode();
        ulong seed = Checksum.PlaceSeed(salt, segment, offset);
        Assert.False(FrameDecoder.TryRead(frame, seed, out _, out FormatFault fault));
        Assert.Equal(FormatFault.BadHeaderChecksum, fault);
    }

    [Fact]
    public void FrameInsideContent_IsFoundAtNoOffset()
    {
        byte[] inner = [.. Samples.FullRecord.Encode(), .. Frame("commit")];
        byte[] frame = new FrameParts { Content = inner }.Encode();
        int magics = 0;
        for (int at = 1; at <= frame.Length - FrameLayout.HeaderBytes; at++)
        {
            if (frame[at] == FrameLayout.Magic0 && frame[at + 1] == FrameLayout.Magic1) magics++;
            ulong seed = Checksum.PlaceSeed(Samples.Salt, 1, Samples.FirstOffset + (ulong)at);
            Assert.False(FrameDecoder.TryRead(frame.AsSpan(at), seed, out _, out _));
        }

        Assert.Equal(2, magics);
    }

    [Fact]
    public void PlaceSeeds_OfManyPlaces_AreAllDifferent()
    {
        HashSet<ulong> seeds = [];
        for (ulong segment = 0; segment < 200; segment++)
        {
            for (ulong offset = 0; offset < 200 * 8; offset += 8)
                Assert.True(seeds.Add(Checksum.PlaceSeed(Samples.Salt, segment, offset)));
        }
    }

    private static byte[] Frame(string kind) => kind switch
    {
        "full" => Samples.FullRecord.Encode(),
        "empty" => new FrameParts().Encode(),
        "tombstone" => new FrameParts { Type = FrameType.Tombstone, Flags = FrameFlags.ById }.Encode(),
        "commit" => Samples.Encode(Samples.Commit),
        "footer" => Samples.Encode(Samples.Footer),
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}
