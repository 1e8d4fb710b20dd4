using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>The decoder on seeded damage: the oracle's answer every time, and never a byte outside.</summary>
public sealed class DecoderFuzzTests
{
    [Theory]
    [InlineData(31)]
    [InlineData(32)]
    public void Decode_DamagedBlocks_AnswersAsTheOracleAndStaysInsideTheTarget(int seed)
    {
        BlockMutator mutator = new(seed);
        GuardedBuffer buffer = new(BlockMutator.TargetBytesMax);
        byte[] scratch = new byte[BlockMutator.TargetBytesMax];
        int accepted = 0;
        for (int round = 0; round < 100_000; round++)
        {
            byte[] damaged = mutator.Next(out int targetBytes);
            BlockOracle oracle = BlockOracle.Decode(damaged, targetBytes, scratch);
            Span<byte> target = buffer.Take(targetBytes);

            int decoded = LZ4Codec.Decode(damaged, target);

            if (decoded != oracle.Result) Fail(seed, round, $"{decoded} instead of {oracle.Result}");
            if (decoded > 0 && !target[..decoded].SequenceEqual(oracle.Raw)) Fail(seed, round, "other bytes");
            if (!buffer.IsIntact) Fail(seed, round, "a guard was overwritten");
            if (decoded > 0) accepted++;
        }

        // Damage that is always caught at once, or never, would leave most of the decoder unvisited.
        Assert.InRange(accepted, 10_000, 90_000);
    }

    // What the oracle has decoded when the target is full is what is wanted, whatever it says of the rest.
    [Theory]
    [InlineData(35)]
    [InlineData(36)]
    public void PartialDecode_DamagedBlocks_AnswersAsTheOracleAndStaysInsideTheTarget(int seed)
    {
        BlockMutator mutator = new(seed);
        Random random = new(seed);
        GuardedBuffer buffer = new(BlockMutator.TargetBytesMax);
        byte[] scratch = new byte[BlockMutator.TargetBytesMax];
        int filled = 0;
        for (int round = 0; round < 100_000; round++)
        {
            byte[] damaged = mutator.Next(out int targetBytes);
            if (random.Next(4) > 0) targetBytes = random.Next(targetBytes + 1);
            BlockOracle oracle = BlockOracle.Decode(damaged, targetBytes, scratch);
            int expected = damaged.Length == 0 || oracle.RawBytes == targetBytes ? oracle.RawBytes : oracle.Result;
            Span<byte> target = buffer.Take(targetBytes);

            int decoded = LZ4Codec.PartialDecode(damaged, target);

            if (decoded != expected) Fail(seed, round, $"{decoded} instead of {expected}");
            if (decoded > 0 && !target[..decoded].SequenceEqual(oracle.Raw)) Fail(seed, round, "other bytes");
            if (!buffer.IsIntact) Fail(seed, round, "a guard was overwritten");
            if (decoded > 0 && decoded == targetBytes) filled++;
        }

        Assert.InRange(filled, 10_000, 90_000);
    }

    [Fact]
    public void Decode_RandomBytes_AnswersAsTheOracle()
    {
        Random random = new(33);
        GuardedBuffer buffer = new(2_000);
        byte[] scratch = new byte[2_000];
        for (int round = 0; round < 50_000; round++)
        {
            byte[] noise = new byte[random.Next(200)];
            random.NextBytes(noise);
            int targetBytes = random.Next(2_001);
            BlockOracle oracle = BlockOracle.Decode(noise, targetBytes, scratch);
            Span<byte> target = buffer.Take(targetBytes);

            int decoded = LZ4Codec.Decode(noise, target);

            if (decoded != oracle.Result) Fail(33, round, $"{decoded} instead of {oracle.Result}");
            if (decoded > 0 && !target[..decoded].SequenceEqual(oracle.Raw)) Fail(33, round, "other bytes");
            if (!buffer.IsIntact) Fail(33, round, "a guard was overwritten");
        }
    }

    [GuardedPagesFact]
    public void Decode_DamagedBlocksBetweenInaccessiblePages_TouchesNothingOutside()
    {
        BlockMutator mutator = new(seed: 34);
        using GuardedPages sourcePages = new(BlockMutator.TargetBytesMax);
        using GuardedPages targetPages = new(BlockMutator.TargetBytesMax);
        byte[] scratch = new byte[BlockMutator.TargetBytesMax];
        for (int round = 0; round < 50_000; round++)
        {
            byte[] damaged = mutator.Next(out int targetBytes);
            bool isAtEnd = round % 2 == 0;
            Span<byte> source = isAtEnd ? sourcePages.AtEnd(damaged.Length) : sourcePages.AtStart(damaged.Length);
            Span<byte> target = isAtEnd ? targetPages.AtEnd(targetBytes) : targetPages.AtStart(targetBytes);
            damaged.CopyTo(source);

            int decoded = LZ4Codec.Decode(source, target);

            int expected = BlockOracle.Decode(damaged, targetBytes, scratch).Result;
            if (decoded != expected) Fail(34, round, $"{decoded} instead of {expected}");
            LZ4Codec.PartialDecode(source, target);
            if (!source.SequenceEqual(damaged)) Fail(34, round, "the source was written to");
        }
    }

    [GuardedPagesFact]
    public void Encode_BetweenInaccessiblePages_TouchesNothingOutside()
    {
        using GuardedPages sourcePages = new(100_000);
        using GuardedPages targetPages = new(110_000);
        Random random = new(35);
        for (int round = 0; round < 3_000; round++)
        {
            SampleKind kind = (SampleKind)(round % (int)(SampleKind.Mixed + 1));
            int lengthBytes = round % 50 == 0 ? random.Next(50_000, 100_000) : random.Next(400);
            LZ4Level level = round % 3 == 0 ? LZ4Level.L03_HC + random.Next(10) : LZ4Level.L00_FAST;
            byte[] sample = SampleBytes.Make(kind, lengthBytes, seed: round);
            byte[] block = EncodedBlock.Of(sample, level);
            bool isAtEnd = round % 2 == 0;
            Span<byte> source = isAtEnd ? sourcePages.AtEnd(lengthBytes) : sourcePages.AtStart(lengthBytes);
            sample.CopyTo(source);

            Span<byte> exact = isAtEnd ? targetPages.AtEnd(block.Length) : targetPages.AtStart(block.Length);
            Assert.Equal(block.Length, LZ4Codec.Encode(source, exact, level));
            Assert.True(exact.SequenceEqual(block));

            int shortBytes = random.Next(block.Length);
            if (lengthBytes > 0) Assert.True(LZ4Codec.Encode(source, targetPages.AtEnd(shortBytes), level) < 0);
        }
    }

    private static void Fail(int seed, int round, string fault) => Assert.Fail($"Seed {seed}, round {round}: {fault}.");
}
