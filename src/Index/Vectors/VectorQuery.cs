using System.Runtime.InteropServices;

namespace Feedlog.Indexing.Vectors;

/// <summary>A vector to search for, prepared for all stages. Immutable.</summary>
public sealed class VectorQuery
{
    // Errors of rounding are spread evenly over a step: their variance is a twelfth of its square.
    private const double VarianceOfStep = 1.0 / 12;

    // Of independent errors, one in 16,000 is larger than this.
    private const double Deviations = 4;

    // Steps are stored as f32, and estimates are computed in it.
    private const double FloatError = 1e-6;

    private readonly float[] _values;
    private readonly float[] _direction;
    private readonly short[] _codes;
    private readonly double _step;
    private readonly double _sumOfMagnitudes;

    /// <summary>Prepares a vector.</summary>
    /// <exception cref="ArgumentException">It has no direction: no length, or values that are not finite.</exception>
    /// <exception cref="ArgumentOutOfRangeException">It has no or too many dimensions.</exception>
    public VectorQuery(ReadOnlySpan<float> values)
    {
        Shape = new SketchShape(values.Length);
        if (!Quantizer.TryMeasure(values, out double length, out double largest))
            throw new ArgumentException("A vector has a length, and its values are finite.", nameof(values));

        _values = values.ToArray();
        _direction = new float[values.Length];
        _codes = new short[Shape.CodeBytes];
        _step = largest / length / CodeKernel.QueryMax;
        for (int i = 0; i < values.Length; i++)
        {
            _direction[i] = (float)(values[i] / length);
            _codes[i] = (short)Math.Round(values[i] / largest * CodeKernel.QueryMax);
            _sumOfMagnitudes += Math.Abs(values[i] / length);
        }
    }

    /// <summary>Where things lie in sketches of as many dimensions.</summary>
    public SketchShape Shape { get; }

    /// <summary>The vector as it was given.</summary>
    internal ReadOnlySpan<float> Values => _values;

    /// <summary>What the cosine would be if the codes of a row were exact.</summary>
    internal double Estimate(SimdWidth width, VectorPart part, int row, float step)
    {
        ReadOnlySpan<sbyte> codes = MemoryMarshal.Cast<byte, sbyte>(part.Codes(row));
        int dot = CodeKernel.Dot(width, _codes, codes);
        ReadOnlySpan<byte> more = part.MoreCodes(row);
        if (!more.IsEmpty)
        {
            dot += CodeKernel.Dot(width, _codes.AsSpan(codes.Length),
                MemoryMarshal.Cast<byte, sbyte>(more));
        }

        return dot * (_step * step);
    }

    /// <summary>How far the cosine is above the estimate: hardly ever farther, or never.</summary>
    /// <param name="step">The step of the row.</param>
    /// <param name="isSure">Never: from the largest errors; otherwise from their spread.</param>
    internal double Slack(float step, bool isSure)
    {
        if (!isSure) return Deviations * Math.Sqrt(VarianceOfStep * ((double)step * step + _step * _step)) + FloatError;
        double magnitudes = Math.Sqrt(_values.Length) * (1 + step * Math.Sqrt(_values.Length) / 2);
        return (step * _sumOfMagnitudes + _step * magnitudes) / 2 + FloatError;
    }

    /// <summary>The signs of the differences to a centre.</summary>
    internal ulong[] Signs(ReadOnlySpan<float> centre)
    {
        ulong[] words = new ulong[Shape.Words];
        for (int i = 0; i < centre.Length; i++)
        {
            if (_direction[i] > centre[i]) words[i / 64] |= 1UL << (i % 64);
        }

        return words;
    }
}
