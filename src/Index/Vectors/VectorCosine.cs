using System.Runtime.Intrinsics;
using Feedlog.Indexing.Sharing;

namespace Feedlog.Indexing.Vectors;

/// <summary>Cosines of float vectors, by the widest instructions of the machine. Any thread.</summary>
public static class VectorCosine
{
    // Some tens of microseconds.
    private const int RowsPerBlock = 512;

    /// <summary>The cosine of a query and each of many rows, within 1e-5; 0 where a length is 0.</summary>
    /// <param name="query">The query.</param>
    /// <param name="rows">The rows, one behind the other, each as long as the query.</param>
    /// <param name="cosines">One for each row.</param>
    /// <exception cref="ArgumentException">The lengths do not agree.</exception>
    public static void Many(ReadOnlySpan<float> query, ReadOnlySpan<float> rows, Span<float> cosines) =>
        Many(SimdSupport.Best, query, rows, cosines);

    /// <summary>The same by several threads.</summary>
    /// <param name="query">The query.</param>
    /// <param name="rows">The rows, one behind the other, each as long as the query.</param>
    /// <param name="cosines">One for each row.</param>
    /// <param name="threadsMax">How many, 1 or more.</param>
    /// <exception cref="ArgumentException">The lengths do not agree.</exception>
    public static void Many(
        ReadOnlyMemory<float> query, ReadOnlyMemory<float> rows, Memory<float> cosines, int threadsMax)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threadsMax, 1);
        CheckLengths(query.Length, rows.Length, cosines.Length);
        SharedBlocks.Run((cosines.Length + RowsPerBlock - 1) / RowsPerBlock, threadsMax, (blocks, _) =>
        {
            while (blocks.TryTake(out int block))
            {
                int first = block * RowsPerBlock;
                int count = Math.Min(RowsPerBlock, cosines.Length - first);
                Many(
                    SimdSupport.Best, query.Span, rows.Span.Slice(first * query.Length, count * query.Length),
                    cosines.Span.Slice(first, count));
            }
        });
    }

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
        CheckLengths(query.Length, rows.Length, cosines.Length);
        float ownLength = MathF.Sqrt(FloatKernel.DotAndSquare(width, query, query, out _));

        // Four rows a quarter of all apart: memory then has four streams to fetch ahead in.
        int quarter = cosines.Length / 4;
        int stride = quarter * query.Length;
        for (int row = 0; row < quarter; row++)
        {
            Vector128<float> squares = FloatKernel.DotsAndSquares(
                width, query, rows[(row * query.Length)..], stride, out Vector128<float> dots);
            for (int i = 0; i < 4; i++) cosines[i * quarter + row] = Cosine(dots[i], squares[i], ownLength);
        }

        for (int row = 4 * quarter; row < cosines.Length; row++)
        {
            float square = FloatKernel.DotAndSquare(
                width, query, rows.Slice(row * query.Length, query.Length), out float dot);
            cosines[row] = Cosine(dot, square, ownLength);
        }
    }

    // Of the product of two squares the exponent could leave the range of f32; of the roots it cannot.
    private static float Cosine(float dot, float square, float ownLength)
    {
        float lengths = MathF.Sqrt(square) * ownLength;
        return lengths > 0 ? dot / lengths : 0;
    }

    private static void CheckLengths(int query, int rows, int cosines)
    {
        if (query == 0 || rows != (long)cosines * query)
            throw new ArgumentException("There must be as many rows as cosines, each as long as the query.");
    }
}
