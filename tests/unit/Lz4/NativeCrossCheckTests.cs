using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>Each side reads what the other writes: the stand-in and liblz4.</summary>
public sealed class NativeCrossCheckTests
{
    private const int SampleBytesMax = 300_000;

    [NativeLz4Fact]
    public void Blocks_OfLiblz4_AreReadByTheStandIn()
    {
        byte[] target = new byte[LZ4Codec.MaximumOutputSize(SampleBytesMax)];
        byte[] back = new byte[SampleBytesMax];
        Random random = new(21);
        for (int round = 0; round < 400; round++)
        {
            byte[] sample = NextSample(random, round);
            int written = round % 8 == 7
                ? NativeLz4.EncodeHigh(sample, target, level: 3 + (round / 8 % 10))
                : NativeLz4.Encode(sample, target);
            if (sample.Length == 0) continue;

            int decoded = LZ4Codec.Decode(target.AsSpan(0, written), back.AsSpan(0, sample.Length));
            if (decoded != sample.Length || !back.AsSpan(0, decoded).SequenceEqual(sample))
                Assert.Fail($"Round {round}: {sample.Length} bytes came back as {decoded}.");
        }
    }

    [NativeLz4Fact]
    public void Blocks_OfTheStandIn_AreReadByLiblz4()
    {
        byte[] target = new byte[LZ4Codec.MaximumOutputSize(SampleBytesMax)];
        byte[] back = new byte[SampleBytesMax];
        Random random = new(22);
        for (int round = 0; round < 400; round++)
        {
            byte[] sample = NextSample(random, round);
            LZ4Level level = round % 8 == 7 ? LZ4Level.L03_HC + (round / 8 % 10) : LZ4Level.L00_FAST;
            if (level >= LZ4Level.L09_HC) sample = sample[..(sample.Length / 4)];
            int written = LZ4Codec.Encode(sample, target, level);
            if (sample.Length == 0) continue;

            // An exactly sized target makes liblz4 insist on the rules for the end of a block.
            int decoded = NativeLz4.Decode(target.AsSpan(0, written), back.AsSpan(0, sample.Length));
            if (decoded != sample.Length || !back.AsSpan(0, decoded).SequenceEqual(sample))
                Assert.Fail($"Round {round}, level {level}: {sample.Length} bytes came back as {decoded}.");
        }
    }

    [NativeLz4Fact]
    public void MaximumOutputSize_OfAnyLength_IsThatOfLiblz4()
    {
        Random random = new(25);
        for (int round = 0; round < 10_000; round++)
        {
            int lengthBytes = random.Next(int.MinValue, int.MaxValue) >> random.Next(31);
            Assert.Equal(NativeLz4.MaximumOutputSize(lengthBytes), LZ4Codec.MaximumOutputSize(lengthBytes));
        }
    }

    [NativeLz4Fact]
    public void Sizes_OfTheTwoEncoders_AreClose()
    {
        byte[] target = new byte[LZ4Codec.MaximumOutputSize(SampleBytesMax)];
        foreach (SampleKind kind in new[] { SampleKind.Words, SampleKind.JsonLines, SampleKind.Mixed })
        {
            byte[] sample = SampleBytes.Make(kind, 60_000, seed: 23);
            int fast = EncodedBlock.Of(sample, LZ4Level.L00_FAST).Length;
            int high = EncodedBlock.Of(sample, LZ4Level.L09_HC).Length;
            int cheapest = EncodedBlock.Of(sample, LZ4Level.L12_MAX).Length;

            Assert.InRange(fast, 1, NativeLz4.Encode(sample, target) * 1.02);
            Assert.InRange(high, 1, NativeLz4.EncodeHigh(sample, target, level: 9) * 1.02);
            Assert.InRange(cheapest, 1, NativeLz4.EncodeHigh(sample, target, level: 12) * 1.02);
        }
    }

    [NativeLz4Fact]
    public void DamagedBlocks_ThatLiblz4Accepts_AreReadTheSame()
    {
        BlockMutator mutator = new(seed: 24);
        byte[] back = new byte[BlockMutator.TargetBytesMax];
        byte[] nativeBack = new byte[BlockMutator.TargetBytesMax];
        byte[] scratch = new byte[BlockMutator.TargetBytesMax];
        int accepted = 0;
        for (int round = 0; round < 30_000; round++)
        {
            byte[] damaged = mutator.Next(out int targetBytes);
            int native = NativeLz4.Decode(damaged, nativeBack.AsSpan(0, targetBytes));
            if (native <= 0 || BlockOracle.Decode(damaged, targetBytes, scratch).StoppedAtZeroDistance) continue;

            accepted++;
            int decoded = LZ4Codec.Decode(damaged, back.AsSpan(0, targetBytes));
            if (decoded != native || !back.AsSpan(0, decoded).SequenceEqual(nativeBack.AsSpan(0, native)))
                Assert.Fail($"Round {round}: liblz4 read {native} bytes, the stand-in {decoded}.");
        }

        Assert.InRange(accepted, 1_000, 29_000);
    }

    private static byte[] NextSample(Random random, int round)
    {
        SampleKind kind = (SampleKind)(round % (int)(SampleKind.Mixed + 1));
        int lengthBytes = random.Next(4) == 0 ? random.Next(100) : random.Next(SampleBytesMax + 1);
        return SampleBytes.Make(kind, lengthBytes, seed: random.Next());
    }
}
