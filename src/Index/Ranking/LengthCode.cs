using System.Numerics;

namespace Feedlog.Indexing.Ranking;

/// <summary>A record's length in tokens as one byte: a small floating-point number.</summary>
/// <remarks>
/// Lengths 0 to 31 are exact. Above, a code stands for a range of lengths with the same five leading bits and decodes
/// to the middle of it, at most 3.2 % off. The last code stands for <see cref="LengthMax"/> and everything longer.
/// Codes are part of the index files: their meaning never changes.
/// </remarks>
public static class LengthCode
{
    /// <summary>The first length that has the last code; longer ones are rated like it.</summary>
    public const int LengthMax = 31 << ExponentMax;

    // The leading one and four more bits.
    private const int MantissaCount = 16;
    private const int ExactLimit = 2 * MantissaCount;
    private const int ExponentMax = 14;

    /// <summary>Encodes a length; a longer one never has a smaller code.</summary>
    /// <param name="length">The length in tokens, at least 0.</param>
    /// <exception cref="ArgumentOutOfRangeException">The length is below 0.</exception>
    public static byte Encode(int length)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(length);
        if (length < ExactLimit)
            return (byte)length;
        if (length >= LengthMax)
            return byte.MaxValue;
        int exponent = BitOperations.Log2((uint)length) - BitOperations.Log2(MantissaCount);
        return (byte)((MantissaCount * exponent) + (length >> exponent));
    }

    /// <summary>The length that a code stands for, in tokens; its code is the same again.</summary>
    public static int Decode(byte code)
    {
        if (code < ExactLimit)
            return code;
        int exponent = (code / MantissaCount) - 1;
        int smallest = ((code % MantissaCount) + MantissaCount) << exponent;
        return code == byte.MaxValue ? smallest : smallest + ((1 << exponent) / 2);
    }
}
