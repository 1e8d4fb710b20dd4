using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>The promises of the codec's public methods: results, limits, argument checks, no allocation.</summary>
public sealed class CodecContractTests
{
    public static TheoryData<LZ4Level> Levels => [.. Enum.GetValues<LZ4Level>()];

    [Theory]
    [InlineData(0, 16)]
    [InlineData(1, 17)]
    [InlineData(254, 270)]
    [InlineData(255, 272)]
    [InlineData(1_000_000, 1_003_937)]
    [InlineData(0x7E000000, 2_122_219_150)]
    [InlineData(0x7E000001, 0)]
    [InlineData(int.MaxValue, 0)]
    [InlineData(-1, 0)]
    public void MaximumOutputSize_OfALength_IsTheFormatsBound(int lengthBytes, int expected)
    {
        Assert.Equal(expected, LZ4Codec.MaximumOutputSize(lengthBytes));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void EmptySource_EncodedOrDecoded_IsZero(LZ4Level level)
    {
        Assert.Equal(0, LZ4Codec.Encode([], new byte[16], level));
        Assert.Equal(0, LZ4Codec.Encode([], [], level));
        Assert.Equal(0, LZ4Codec.Decode([], new byte[16]));
        Assert.Equal(0, LZ4Codec.Decode([], []));
    }

    [Fact]
    public void Decode_ABlockOfNothing_IsNegative()
    {
        Assert.Equal(-1, LZ4Codec.Decode([0], new byte[16]));
        Assert.Equal(-1, LZ4Codec.Decode([0], []));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Encode_TargetOfTheExactSize_FitsAndOneByteLessDoesNot(LZ4Level level)
    {
        GuardedBuffer buffer = new(200_000);
        foreach (SampleKind kind in Enum.GetValues<SampleKind>())
        {
            int longBytes = level < LZ4Level.L08_HC ? 70_000 : 20_000;
            foreach (int lengthBytes in new[] { 1, 12, 13, 14, 100, 300, 5_000, longBytes })
            {
                byte[] sample = SampleBytes.Make(kind, lengthBytes, seed: lengthBytes);
                byte[] block = EncodedBlock.Of(sample, level);

                Span<byte> exact = buffer.Take(block.Length);
                Assert.Equal(block.Length, LZ4Codec.Encode(sample, exact, level));
                Assert.True(exact.SequenceEqual(block));
                Assert.True(buffer.IsIntact);
                Assert.True(LZ4Codec.Encode(sample, buffer.Take(block.Length - 1), level) < 0);
                Assert.True(buffer.IsIntact);
            }
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Encode_EveryTargetSizeTooSmall_IsNegativeAndStaysInside(LZ4Level level)
    {
        GuardedBuffer buffer = new(2_000);
        byte[] sample = SampleBytes.Make(SampleKind.JsonLines, 1_500, seed: 5);
        byte[] block = EncodedBlock.Of(sample, level);
        for (int targetBytes = 0; targetBytes < block.Length; targetBytes++)
        {
            Assert.True(LZ4Codec.Encode(sample, buffer.Take(targetBytes), level) < 0);
            Assert.True(buffer.IsIntact);
        }
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void Encode_AnySource_StaysWithinMaximumOutputSize(LZ4Level level)
    {
        for (int lengthBytes = 1; lengthBytes < 1_200; lengthBytes += 7)
        {
            byte[] sample = SampleBytes.Make(SampleKind.Random, lengthBytes, seed: lengthBytes);
            byte[] target = new byte[LZ4Codec.MaximumOutputSize(lengthBytes)];
            Assert.InRange(LZ4Codec.Encode(sample, target, level), 1, target.Length);
        }
    }

    [Theory]
    [InlineData(-5, LZ4Level.L00_FAST)]
    [InlineData(2, LZ4Level.L00_FAST)]
    [InlineData(13, LZ4Level.L12_MAX)]
    [InlineData(int.MaxValue, LZ4Level.L12_MAX)]
    public void Encode_ALevelOutsideTheNamedOnes_CountsAsTheNearest(int levelNumber, LZ4Level nearest)
    {
        byte[] sample = SampleBytes.Make(SampleKind.Words, 20_000, seed: 6);
        Assert.Equal(EncodedBlock.Of(sample, nearest), EncodedBlock.Of(sample, (LZ4Level)levelNumber));
    }

    [Fact]
    public void Encode_HigherLevels_MakeSmallerBlocks()
    {
        foreach (SampleKind kind in new[] { SampleKind.Words, SampleKind.JsonLines, SampleKind.Mixed })
        {
            byte[] sample = SampleBytes.Make(kind, 150_000, seed: 7);
            int fast = EncodedBlock.Of(sample, LZ4Level.L00_FAST).Length;
            int high3 = EncodedBlock.Of(sample, LZ4Level.L03_HC).Length;
            int high9 = EncodedBlock.Of(sample, LZ4Level.L09_HC).Length;
            int high12 = EncodedBlock.Of(sample, LZ4Level.L12_MAX).Length;

            Assert.True(fast > high3, $"{kind}: {fast} then {high3}");
            Assert.True(high3 > high9, $"{kind}: {high3} then {high9}");
            Assert.True(high9 > high12, $"{kind}: {high9} then {high12}");
        }
    }

    [Fact]
    public void ArrayOverloads_OffsetsInside_TouchOnlyTheirRanges()
    {
        byte[] sample = SampleBytes.Make(SampleKind.JsonLines, 3_000, seed: 8);
        byte[] source = [.. new byte[11], .. sample, .. new byte[5]];
        byte[] target = Enumerable.Repeat((byte)0xA5, 4_000).ToArray();
        byte[] back = Enumerable.Repeat((byte)0xA5, 3_100).ToArray();

        int written = LZ4Codec.Encode(source, 11, 3_000, target, 21, 3_500);
        int decoded = LZ4Codec.Decode(target, 21, written, back, 50, 3_000);

        Assert.Equal(3_000, decoded);
        Assert.Equal(sample, back[50..3_050]);
        Assert.All(target[..21], static value => Assert.Equal(0xA5, value));
        Assert.All(target[3_521..], static value => Assert.Equal(0xA5, value));
        Assert.All(back[..50], static value => Assert.Equal(0xA5, value));
        Assert.All(back[3_050..], static value => Assert.Equal(0xA5, value));
    }

    [Theory]
    [InlineData(-1, 1)]
    [InlineData(0, -1)]
    [InlineData(0, 11)]
    [InlineData(10, 1)]
    [InlineData(11, 0)]
    [InlineData(int.MaxValue, int.MaxValue)]
    public void ArrayOverloads_RangeOutsideItsArray_Throw(int offset, int lengthBytes)
    {
        byte[] ten = new byte[10];
        Assert.ThrowsAny<ArgumentException>(() => LZ4Codec.Encode(ten, offset, lengthBytes, ten, 0, 10));
        Assert.ThrowsAny<ArgumentException>(() => LZ4Codec.Encode(ten, 0, 10, ten, offset, lengthBytes));
        Assert.ThrowsAny<ArgumentException>(() => LZ4Codec.Decode(ten, offset, lengthBytes, ten, 0, 10));
        Assert.ThrowsAny<ArgumentException>(() => LZ4Codec.Decode(ten, 0, 10, ten, offset, lengthBytes));
    }

    [Theory]
    [MemberData(nameof(Levels))]
    public void EncodeAndDecode_OnceWarm_AllocateNothing(LZ4Level level)
    {
        byte[] shorter = SampleBytes.Make(SampleKind.JsonLines, 5_000, seed: 9);
        byte[] longer = SampleBytes.Make(SampleKind.JsonLines, 66_000, seed: 9);
        byte[] target = new byte[LZ4Codec.MaximumOutputSize(longer.Length)];
        byte[] back = new byte[longer.Length];

        // The pool may drop its arrays in a collection between two rounds, so one clean round is the proof.
        long leastBytes = long.MaxValue;
        for (int round = 0; round < 5; round++)
        {
            long before = GC.GetAllocatedBytesForCurrentThread();
            int shorterBytes = LZ4Codec.Encode(shorter, target, level);
            LZ4Codec.Decode(target.AsSpan(0, shorterBytes), back);
            int longerBytes = LZ4Codec.Encode(longer, target, level);
            LZ4Codec.Decode(target.AsSpan(0, longerBytes), back);
            leastBytes = Math.Min(leastBytes, GC.GetAllocatedBytesForCurrentThread() - before);
        }

        Assert.Equal(0, leastBytes);
    }
}
