using System.Diagnostics;
using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>The decoder on faults named one by one.</summary>
public sealed class DecoderFaultTests
{
    [Theory]
    [InlineData(LZ4Level.L00_FAST)]
    [InlineData(LZ4Level.L12_MAX)]
    public void Decode_BlockCutAtEveryByte_IsNegativeOrAShorterPrefix(LZ4Level level)
    {
        foreach (SampleKind kind in Enum.GetValues<SampleKind>())
        {
            byte[] sample = SampleBytes.Make(kind, 1_000, seed: 41);
            byte[] block = EncodedBlock.Of(sample, level);
            GuardedBuffer buffer = new(sample.Length);
            for (int cut = 1; cut < block.Length; cut++)
            {
                Span<byte> target = buffer.Take(sample.Length);
                int decoded = LZ4Codec.Decode(block.AsSpan(0, cut), target);

                Assert.Equal(BlockOracle.Decode(block[..cut], sample.Length).Result, decoded);
                Assert.True(decoded < sample.Length, $"{kind} cut at {cut}: {decoded}");
                Assert.True(buffer.IsIntact);
                if (decoded > 0) Assert.True(sample.AsSpan(0, decoded).SequenceEqual(target[..decoded]));
            }
        }
    }

    [Fact]
    public void Decode_TargetTooSmallByAnyAmount_IsNegativeAndStaysInside()
    {
        foreach (SampleKind kind in Enum.GetValues<SampleKind>())
        {
            byte[] sample = SampleBytes.Make(kind, 1_000, seed: 42);
            byte[] block = EncodedBlock.Of(sample, LZ4Level.L00_FAST);
            GuardedBuffer buffer = new(sample.Length);
            for (int targetBytes = 0; targetBytes < sample.Length; targetBytes++)
            {
                Assert.Equal(-1, LZ4Codec.Decode(block, buffer.Take(targetBytes)));
                Assert.True(buffer.IsIntact);
            }
        }
    }

    [Fact]
    public void Decode_TargetLargerThanTheRawBytes_ReturnsTheRawLengthAlone()
    {
        byte[] sample = SampleBytes.Make(SampleKind.JsonLines, 1_000, seed: 43);
        byte[] block = EncodedBlock.Of(sample, LZ4Level.L00_FAST);
        for (int extraBytes = 1; extraBytes < 200; extraBytes++)
        {
            byte[] target = new byte[sample.Length + extraBytes];
            Assert.Equal(sample.Length, LZ4Codec.Decode(block, target));
            Assert.Equal(sample, target[..sample.Length]);
        }
    }

    [Fact]
    public void Decode_BombOfTenBytes_IsNegativeAndStaysInside()
    {
        byte[] bomb = [0x1F, (byte)'a', 0x01, 0x00, 255, 255, 255, 255, 254, 0x00];
        const int rawBytes = 1 + 4 + 15 + (4 * 255) + 254;
        GuardedBuffer buffer = new(2_000);
        for (int targetBytes = 0; targetBytes < rawBytes; targetBytes++)
        {
            Assert.Equal(-1, LZ4Codec.Decode(bomb, buffer.Take(targetBytes)));
            Assert.True(buffer.IsIntact);
        }

        Span<byte> target = buffer.Take(rawBytes);
        Assert.Equal(rawBytes, LZ4Codec.Decode(bomb, target));
        Assert.False(target.ContainsAnyExcept((byte)'a'));
    }

    [Theory]
    [InlineData(0xF0)]
    [InlineData(0x1F)]
    public void Decode_LengthThatWrapsA32BitSum_IsNegative(byte token)
    {
        // 16,843,009 bytes of 255 add up to 2^32 - 1: with the 15 of the token a 32-bit sum would be 14.
        byte[] head = token == 0xF0 ? [token] : [token, (byte)'a', 0x01, 0x00];
        byte[] source = new byte[head.Length + 16_843_009 + 1 + 14];
        head.CopyTo(source, 0);
        source.AsSpan(head.Length, 16_843_009).Fill(255);
        byte[] target = new byte[1_000];

        Assert.Equal(-1, LZ4Codec.Decode(source, target));
    }

    [Theory]
    [InlineData(5)]
    [InlineData(500)]
    public void Decode_DistanceOfZero_IsNegative(int finalLiterals)
    {
        byte[] literals = SampleBytes.Make(SampleKind.Random, 20, seed: 44);
        Assert.Equal(-1, LZ4Codec.Decode(MatchAfterLiterals(literals, 0, 4, finalLiterals), new byte[2_000]));
        Assert.Equal(
            20 + 4 + finalLiterals,
            LZ4Codec.Decode(MatchAfterLiterals(literals, 1, 4, finalLiterals), new byte[2_000]));
    }

    [Theory]
    [InlineData(1, 5, false)]
    [InlineData(2, -1, false)]
    [InlineData(65_535, -1, false)]
    [InlineData(1, 5, true)]
    [InlineData(2, -1, true)]
    [InlineData(65_535, -1, true)]
    public void Decode_DistanceBeforeTheTarget_IsNegative(int distance, int expectedHead, bool hasSlack)
    {
        int finalLiterals = hasSlack ? 200 : 5;
        byte[] tail = hasSlack ? [0xF0, 200 - 15, .. new byte[200]] : [0x50, 0, 0, 0, 0, 0];
        byte[] source = [0x10, (byte)'a', (byte)distance, (byte)(distance >> 8), .. tail];

        int decoded = LZ4Codec.Decode(source, new byte[hasSlack ? 1_000 : 5 + finalLiterals]);

        Assert.Equal(expectedHead < 0 ? -1 : expectedHead + finalLiterals, decoded);
    }

    [Fact]
    public void Decode_BlockThatEndsAfterAMatch_IsNegative()
    {
        Assert.Equal(-1, LZ4Codec.Decode([0x10, (byte)'a', 0x01, 0x00], new byte[100]));
        Assert.Equal(5, LZ4Codec.Decode([0x10, (byte)'a', 0x01, 0x00, 0x00], new byte[100]));
    }

    [Fact]
    public void Decode_EveryShortDistanceAndLength_RepeatsThePattern()
    {
        for (int distance = 1; distance <= 40; distance++)
        {
            for (int length = 4; length <= 300; length += length < 40 ? 1 : 13)
            {
                byte[] pattern = SampleBytes.Make(SampleKind.Random, 40, seed: distance);
                byte[] source = MatchAfterLiterals(pattern, distance, length, finalLiterals: 100);
                byte[] inTheTail = MatchAfterLiterals(pattern, distance, length, finalLiterals: 5);
                foreach (byte[] block in new[] { source, inTheTail })
                {
                    byte[] target = new byte[1_000];
                    BlockOracle oracle = BlockOracle.Decode(block, target.Length);
                    Assert.Equal(oracle.Result, LZ4Codec.Decode(block, target.AsSpan(0, oracle.Result)));
                    Assert.True(oracle.Raw.SequenceEqual(target.AsSpan(0, oracle.Result)));
                }
            }
        }
    }

    [Fact]
    public void Decode_MegabytesOfTheSlowestSequences_IsLinear()
    {
        // Sequences of one literal and the shortest match, and a bomb; both are far below a second if linear.
        byte[] source = new byte[4_000_000 + 1];
        for (int at = 0; at < source.Length - 1; at += 4)
        {
            source[at] = 0x10;
            source[at + 2] = 1;
        }

        byte[] target = new byte[5_000_001];
        Stopwatch watch = Stopwatch.StartNew();

        Assert.Equal(5_000_000, LZ4Codec.Decode(source, target));
        Assert.Equal(100_000_000, LZ4Codec.Decode(ZeroBomb(100_000_000), new byte[100_000_000]));
        Assert.InRange(watch.Elapsed.TotalSeconds, 0, 5);
    }

    private static byte[] MatchAfterLiterals(byte[] literals, int distance, int length, int finalLiterals)
    {
        List<byte> block = [];
        AppendToken(block, literals.Length, length - 4);
        AppendLength(block, literals.Length);
        block.AddRange(literals);
        block.Add((byte)distance);
        block.Add((byte)(distance >> 8));
        AppendLength(block, length - 4);
        AppendToken(block, finalLiterals, 0);
        AppendLength(block, finalLiterals);
        block.AddRange(new byte[finalLiterals]);
        return [.. block];
    }

    private static byte[] ZeroBomb(int rawBytes)
    {
        List<byte> block = [0x1F, 0, 1, 0];
        AppendLength(block, rawBytes - 1 - 4 - 5);
        block.AddRange([0x50, 0, 0, 0, 0, 0]);
        return [.. block];
    }

    private static void AppendToken(List<byte> block, int literals, int matchCode) =>
        block.Add((byte)((Math.Min(literals, 15) << 4) | Math.Min(matchCode, 15)));

    private static void AppendLength(List<byte> block, int length)
    {
        if (length < 15) return;
        for (length -= 15; length >= 255; length -= 255) block.Add(255);
        block.Add((byte)length);
    }
}
