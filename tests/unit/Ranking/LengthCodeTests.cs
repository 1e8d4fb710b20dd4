using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Ranking;

/// <summary>Lengths as one byte.</summary>
public sealed class LengthCodeTests
{
    [Fact]
    public void Encode_SmallLengths_AreExact()
    {
        for (int length = 0; length < 32; length++)
            Assert.Equal(length, LengthCode.Decode(LengthCode.Encode(length)));
    }

    [Fact]
    public void Encode_EveryLengthUpToTheLast_NeverFallsAndIsCloseToTheTruth()
    {
        byte previous = 0;
        for (int length = 0; length <= LengthCode.LengthMax; length++)
        {
            byte code = LengthCode.Encode(length);
            Assert.InRange(code, previous, Math.Min(previous + 1, 255));
            Assert.InRange(Math.Abs(LengthCode.Decode(code) - length), 0, length * 0.032);
            previous = code;
        }

        Assert.Equal(byte.MaxValue, previous);
        Assert.Equal(254, LengthCode.Encode(LengthCode.LengthMax - 1));
    }

    [Fact]
    public void Decode_EveryCode_EncodesToItselfAndGrows()
    {
        for (int code = 0; code < 256; code++)
        {
            Assert.Equal(code, LengthCode.Encode(LengthCode.Decode((byte)code)));
            if (code > 0)
                Assert.True(LengthCode.Decode((byte)code) > LengthCode.Decode((byte)(code - 1)));
        }
    }

    // These values are in index files: a change here is a change of the format.
    [Theory]
    [InlineData(31, 31)]
    [InlineData(32, 32)]
    [InlineData(33, 32)]
    [InlineData(100, 57)]
    [InlineData(1000, 111)]
    [InlineData(100_000, 216)]
    [InlineData(507_904, 255)]
    [InlineData(int.MaxValue, 255)]
    public void Encode_KnownLengths_HaveTheirLastingCodes(int length, int code) =>
        Assert.Equal(code, LengthCode.Encode(length));

    [Fact]
    public void Encode_LengthBelowNothing_IsRefused() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => LengthCode.Encode(-1));
}
