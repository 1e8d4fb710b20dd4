namespace Feedlog.Indexing.Vectors;

/// <summary>Rounds vectors of length 1 to whole multiples of a step.</summary>
internal static class Quantizer
{
    /// <summary>The largest magnitude of a code.</summary>
    public const int CodeMax = 127;

    /// <summary>Divides by the length and rounds to codes; the same on every machine.</summary>
    /// <param name="values">The vector.</param>
    /// <param name="codes">Takes a code for each value, and zeros behind them.</param>
    /// <param name="step">What a code of 1 stands for.</param>
    /// <returns>False if it has no direction: no length, or values that are not finite.</returns>
    public static bool TryQuantize(ReadOnlySpan<float> values, Span<sbyte> codes, out float step)
    {
        step = 0;
        if (!TryMeasure(values, out double length, out double largest)) return false;

        codes[values.Length..].Clear();
        for (int i = 0; i < values.Length; i++)
            codes[i] = (sbyte)Math.Round(values[i] / largest * CodeMax, MidpointRounding.AwayFromZero);
        step = (float)(largest / length / CodeMax);
        return true;
    }

    /// <summary>Length and largest magnitude of a vector.</summary>
    /// <returns>False if it has no direction: no length, or values that are not finite.</returns>
    public static bool TryMeasure(ReadOnlySpan<float> values, out double length, out double largest)
    {
        double square = 0;
        largest = 0;
        foreach (float value in values)
        {
            square += (double)value * value;
            largest = Math.Max(largest, Math.Abs((double)value));
        }

        length = Math.Sqrt(square);
        return length > 0 && double.IsFinite(length);
    }

    /// <summary>The signs of differences to a centre, as words: bit i of word i / 64 is set if value i is above it.
    /// </summary>
    /// <param name="codes">The codes of a vector.</param>
    /// <param name="step">Their step.</param>
    /// <param name="centre">A value for each dimension.</param>
    /// <param name="words">Takes the bits.</param>
    public static void Signs(ReadOnlySpan<sbyte> codes, float step, ReadOnlySpan<float> centre, Span<ulong> words)
    {
        words.Clear();
        for (int i = 0; i < centre.Length; i++)
        {
            if (codes[i] * step > centre[i]) words[i / 64] |= 1UL << (i % 64);
        }
    }
}
