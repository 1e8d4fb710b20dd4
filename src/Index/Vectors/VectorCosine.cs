namespace Feedlog.Indexing.Vectors;

/// <summary>Cosines of float vectors, by the widest instructions of the machine. Any thread.</summary>
public static class VectorCosine
{
    /// <summary>The cosine of a query and each of many rows, within 1e-5; 0 where a length is 0.</summary>
    /// <param name="query">The query.</param>
    /// <param name="rows">The rows, one behind the other, each as long as the query.</param>
    /// <param name="cosines">One for each row.</param>
    /// <exception cref="ArgumentException">The lengths do not agree.</exception>
    public static void Many(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> cosines) =>
        Many(SimdSupport.Best, query, rows, cosines);

    /// <summary>The cosine of two vectors in double precision, the same on every machine; 0 where a length is 0.
    /// </summary>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Exact(ReadOnlySpan<float> query, ReadOnlySpan<float> row)
    {
        if (query.Length != row.Length) throw new ArgumentException("Vectors of one model are equally long.");

        // Two sums each, as one would wait for its own last addition.
        (double dot0, double dot1, double square0, double square1) = (0, 0, 0, 0);
        (double own0, double own1) = (0, 0);
        int i = 0;
        for (; i <= row.Length - 2; i += 2)
        {
            (double q0, double r0, double q1, double r1) = (query[i], row[i], query[i + 1], row[i + 1]);
            dot0 += q0 * r0;
            dot1 += q1 * r1;
            square0 += r0 * r0;
            square1 += r1 * r1;
            own0 += q0 * q0;
            own1 += q1 * q1;
        }

        if (i < row.Length)
        {
            dot0 += (double)query[i] * row[i];
            square0 += (double)row[i] * row[i];
            own0 += (double)query[i] * query[i];
        }

        double lengths = Math.Sqrt((square0 + square1) * (own0 + own1));
        return lengths > 0 ? (dot0 + dot1) / lengths : 0;
    }

    /// <summary>As above, by instructions of a width that must be supported.</summary>
    internal static void Many(
        SimdWidth width, ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> cosines)
    {
        if (query.Length == 0 || rows.Length != (long)cosines.Length * query.Length)
            throw new ArgumentException("There must be as many rows as cosines, each as long as the query.");

        float ownSquare = FloatKernel.DotAndSquare(width, query, query, out _);
        for (int row = 0; row < cosines.Length; row++)
        {
            ReadOnlySpan<float> values = rows.Slice(row * query.Length, query.Length);
            float square = FloatKernel.DotAndSquare(width, query, values, out float dot);

            // Of the product of two squares the exponent could leave the range of f32; of the roots it cannot.
            float lengths = MathF.Sqrt(square) * MathF.Sqrt(ownSquare);
            cosines[row] = lengths > 0 ? dot / lengths : 0;
        }
    }
}
