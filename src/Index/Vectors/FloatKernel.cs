using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Feedlog.Indexing.Vectors;

/// <summary>The dot product of two float vectors together with the square of the second's length.</summary>
internal static class FloatKernel
{
    /// <summary>Both sums in one pass over the row.</summary>
    /// <param name="width">How much to do at once; must be supported.</param>
    /// <param name="query">The query.</param>
    /// <param name="row">As many values.</param>
    /// <param name="dot">Their dot product.</param>
    /// <returns>The square of the row's length.</returns>
    public static float DotAndSquare(SimdWidth width, ReadOnlySpan<float> query, ReadOnlySpan<float> row, out float dot)
    {
        // What the loops below read without checks.
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Length, row.Length);
        return width switch
        {
            SimdWidth.Bits512 => Sums512(query, row, out dot),
            SimdWidth.Bits256 => Sums256(query, row, out dot),
            SimdWidth.Bits128 => Sums128(query, row, out dot),
            _ => SumsScalar(query, row, 0, out dot),
        };
    }

    private static float SumsScalar(ReadOnlySpan<float> query, ReadOnlySpan<float> row, int start, out float dot)
    {
        float square = 0;
        dot = 0;
        for (int i = start; i < row.Length; i++)
        {
            dot += query[i] * row[i];
            square += row[i] * row[i];
        }

        return square;
    }

    private static float Sums128(ReadOnlySpan<float> query, ReadOnlySpan<float> row, out float dot)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float r = ref MemoryMarshal.GetReference(row);
        Vector128<float> dots = default;
        Vector128<float> squares = default;
        int i = 0;
        for (; i <= row.Length - Vector128<float>.Count; i += Vector128<float>.Count)
        {
            Vector128<float> values = Vector128.LoadUnsafe(ref r, (nuint)i);
            dots = Vector128.MultiplyAddEstimate(Vector128.LoadUnsafe(ref q, (nuint)i), values, dots);
            squares = Vector128.MultiplyAddEstimate(values, values, squares);
        }

        float restSquare = SumsScalar(query, row, i, out float restDot);
        dot = Vector128.Sum(dots) + restDot;
        return Vector128.Sum(squares) + restSquare;
    }

    private static float Sums256(ReadOnlySpan<float> query, ReadOnlySpan<float> row, out float dot)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float r = ref MemoryMarshal.GetReference(row);
        (Vector256<float> dots, Vector256<float> moreDots) = (default, default);
        (Vector256<float> squares, Vector256<float> moreSquares) = (default, default);
        int i = 0;

        // Two of each: a sum that waits for its own last addition would take twice as long.
        for (; i <= row.Length - 2 * Vector256<float>.Count; i += 2 * Vector256<float>.Count)
        {
            Vector256<float> values = Vector256.LoadUnsafe(ref r, (nuint)i);
            Vector256<float> more = Vector256.LoadUnsafe(ref r, (nuint)(i + Vector256<float>.Count));
            dots = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref q, (nuint)i), values, dots);
            moreDots = Vector256.FusedMultiplyAdd(
                Vector256.LoadUnsafe(ref q, (nuint)(i + Vector256<float>.Count)), more, moreDots);
            squares = Vector256.FusedMultiplyAdd(values, values, squares);
            moreSquares = Vector256.FusedMultiplyAdd(more, more, moreSquares);
        }

        float restSquare = SumsScalar(query, row, i, out float restDot);
        dot = Vector256.Sum(dots + moreDots) + restDot;
        return Vector256.Sum(squares + moreSquares) + restSquare;
    }

    private static float Sums512(ReadOnlySpan<float> query, ReadOnlySpan<float> row, out float dot)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float r = ref MemoryMarshal.GetReference(row);
        (Vector512<float> dots, Vector512<float> moreDots) = (default, default);
        (Vector512<float> squares, Vector512<float> moreSquares) = (default, default);
        int i = 0;
        for (; i <= row.Length - 2 * Vector512<float>.Count; i += 2 * Vector512<float>.Count)
        {
            Vector512<float> values = Vector512.LoadUnsafe(ref r, (nuint)i);
            Vector512<float> more = Vector512.LoadUnsafe(ref r, (nuint)(i + Vector512<float>.Count));
            dots = Vector512.FusedMultiplyAdd(Vector512.LoadUnsafe(ref q, (nuint)i), values, dots);
            moreDots = Vector512.FusedMultiplyAdd(
                Vector512.LoadUnsafe(ref q, (nuint)(i + Vector512<float>.Count)), more, moreDots);
            squares = Vector512.FusedMultiplyAdd(values, values, squares);
            moreSquares = Vector512.FusedMultiplyAdd(more, more, moreSquares);
        }

        float restSquare = SumsScalar(query, row, i, out float restDot);
        dot = Vector512.Sum(dots + moreDots) + restDot;
        return Vector512.Sum(squares + moreSquares) + restSquare;
    }
}
