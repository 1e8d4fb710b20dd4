using K4os.Compression.LZ4;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>What was encoded decodes to itself, and every block keeps the rules of the format.</summary>
public sealed class RoundTripTests
{
    public static TheoryData<SampleKind> Kinds => [.. Enum.GetValues<SampleKind>()];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Block_OfEverySmallLength_ComesBack(SampleKind kind)
    {
        for (int lengthBytes = 0; lengthBytes <= 400; lengthBytes++)
        {
            byte[] sample = SampleBytes.Make(kind, lengthBytes, seed: lengthBytes);
            AssertComesBack(sample, LZ4Level.L00_FAST, lengthBytes);
            AssertComesBack(sample, LZ4Level.L03_HC + (lengthBytes % 10), lengthBytes);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Block_OfRandomLengths_ComesBack(SampleKind kind)
    {
        Random random = new(1000 + (int)kind);
        for (int round = 0; round < 30; round++)
        {
            int lengthBytes = random.Next(300_001);
            byte[] sample = SampleBytes.Make(kind, lengthBytes, seed: round);
            AssertComesBack(sample, LZ4Level.L00_FAST, round);
            if (round < 4) AssertComesBack(sample, LZ4Level.L03_HC + random.Next(7), round);
        }
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Block_OfTheCheapestParse_ComesBack(SampleKind kind)
    {
        for (LZ4Level level = LZ4Level.L10_OPT; level <= LZ4Level.L12_MAX; level++)
        {
            byte[] sample = SampleBytes.Make(kind, 70_000 - (int)level, seed: (int)level);
            AssertComesBack(sample, level, (int)level);
        }
    }

    [Theory]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    public void Block_AroundTheSwitchOfTables_ComesBack(int lengthBytes)
    {
        foreach (SampleKind kind in Enum.GetValues<SampleKind>())
        {
            byte[] sample = SampleBytes.Make(kind, lengthBytes, seed: 3);
            AssertComesBack(sample, LZ4Level.L00_FAST, lengthBytes);
            AssertComesBack(sample, LZ4Level.L04_HC, lengthBytes);
        }
    }

    [Theory]
    [InlineData(65_534)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(131_071)]
    public void Block_RepeatAroundTheFarthestDistance_ComesBack(int periodBytes)
    {
        byte[] once = SampleBytes.Make(SampleKind.Random, periodBytes, seed: 4);
        byte[] twice = [.. once, .. once];
        foreach (LZ4Level level in Enum.GetValues<LZ4Level>()) AssertComesBack(twice, level, periodBytes);
    }

    [Fact]
    public void Block_OfLongRuns_ComesBackAndIsSmall()
    {
        foreach (int lengthBytes in new[] { 18, 19, 20, 272, 273, 274, 275, 276, 530, 100_000, 300_000 })
        {
            byte[] zeros = new byte[lengthBytes];
            foreach (LZ4Level level in Enum.GetValues<LZ4Level>())
            {
                AssertComesBack(zeros, level, lengthBytes);
                Assert.InRange(EncodedBlock.Of(zeros, level).Length, 1, 16 + (lengthBytes / 250));
            }
        }
    }

    private static void AssertComesBack(byte[] sample, LZ4Level level, int seed)
    {
        byte[] block = EncodedBlock.Of(sample, level);
        byte[] back = new byte[sample.Length];
        int decoded = LZ4Codec.Decode(block, back);
        if (decoded != sample.Length || !back.AsSpan().SequenceEqual(sample))
            Assert.Fail($"Level {level}, seed {seed}: {sample.Length} bytes came back as {decoded}.");

        int wanted = new Random(seed).Next(sample.Length + 1);
        byte[] beginning = new byte[wanted];
        decoded = LZ4Codec.PartialDecode(block, beginning);
        if (decoded != wanted || !beginning.AsSpan().SequenceEqual(sample.AsSpan(0, wanted)))
            Assert.Fail($"Level {level}, seed {seed}: the first {wanted} bytes came back as {decoded}.");

        BlockOracle oracle = BlockOracle.Decode(block, sample.Length);
        if (oracle.Result != sample.Length || !oracle.Raw.SequenceEqual(sample))
            Assert.Fail($"Level {level}, seed {seed}: the oracle reads {sample.Length} bytes as {oracle.Result}.");

        if (oracle.LastMatchStart >= 0 &&
            (oracle.FinalLiteralBytes < 5 || oracle.LastMatchStart > sample.Length - 12))
        {
            Assert.Fail(
                $"Level {level}, seed {seed}: last match at {oracle.LastMatchStart} of {sample.Length}, " +
                $"{oracle.FinalLiteralBytes} final literals.");
        }
    }
}
