using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

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

    /// <summary>The same for four rows at once, which asks memory for four places at a time.</summary>
    /// <param name="width">How much to do at once; must be supported.</param>
    /// <param name="query">The query.</param>
    /// <param name="rows">Rows one behind the other; the four have a distance of <paramref name="stride"/> values.
    /// </param>
    /// <param name="stride">At least the length of the query.</param>
    /// <param name="dots">Their dot products.</param>
    /// <returns>The squares of the rows' lengths.</returns>
    public static Vector128<float> DotsAndSquares(
        SimdWidth width, ReadOnlySpan<float> query, ReadOnlySpan<float> rows, int stride, out Vector128<float> dots)
    {
        // What the loop below reads without checks.
        ArgumentOutOfRangeException.ThrowIfLessThan(stride, query.Length);
        ArgumentOutOfRangeException.ThrowIfLessThan(rows.Length, 3L * stride + query.Length);
        if (width == SimdWidth.Bits512 && query.Length % Vector512<float>.Count == 0)
            return SumsOfFour512(query, rows, stride, out dots);

        Span<float> fourDots = stackalloc float[4];
        Span<float> fourSquares = stackalloc float[4];
        for (int i = 0; i < 4; i++)
        {
            fourSquares[i] = DotAndSquare(width, query, rows.Slice(i * stride, query.Length), out float dot);
            fourDots[i] = dot;
        }

        dots = Vector128.Create<float>(fourDots);
        return Vector128.Create<float>(fourSquares);
    }

    private static Vector128<float> SumsOfFour512(
        ReadOnlySpan<float> query, ReadOnlySpan<float> rows, int stride, out Vector128<float> dots)
    {
        ref float q = ref MemoryMarshal.GetReference(query);
        ref float r = ref MemoryMarshal.GetReference(rows);
        (Vector512<float> dot0, Vector512<float> dot1, Vector512<float> dot2, Vector512<float> dot3) = default((
            Vector512<float>, Vector512<float>, Vector512<float>, Vector512<float>));
        (Vector512<float> square0, Vector512<float> square1, Vector512<float> square2, Vector512<float> square3) =
            (dot0, dot0, dot0, dot0);
        for (nuint i = 0; i < (nuint)query.Length; i += (nuint)Vector512<float>.Count)
        {
            Vector512<float> values = Vector512.LoadUnsafe(ref q, i);
            Vector512<float> row = Vector512.LoadUnsafe(ref r, i);
            dot0 = Vector512.FusedMultiplyAdd(values, row, dot0);
            square0 = Vector512.FusedMultiplyAdd(row, row, square0);
            row = Vector512.LoadUnsafe(ref r, i + (nuint)stride);
            dot1 = Vector512.FusedMultiplyAdd(values, row, dot1);
            square1 = Vector512.FusedMultiplyAdd(row, row, square1);
            row = Vector512.LoadUnsafe(ref r, i + 2 * (nuint)stride);
            dot2 = Vector512.FusedMultiplyAdd(values, row, dot2);
            square2 = Vector512.FusedMultiplyAdd(row, row, square2);
            row = Vector512.LoadUnsafe(ref r, i + 3 * (nuint)stride);
            dot3 = Vector512.FusedMultiplyAdd(values, row, dot3);
            square3 = Vector512.FusedMultiplyAdd(row, row, square3);
        }

        dots = Sums(dot0, dot1, dot2, dot3);
        return Sums(square0, square1, square2, square3);
    }

    // The sums of four vectors, with seven additions instead of sixteen.
    private static Vector128<float> Sums(
        Vector512<float> first, Vector512<float> second, Vector512<float> third, Vector512<float> fourth)
    {
        Vector256<float> pairs = Avx.HorizontalAdd(
            first.GetLower() + first.GetUpper(), second.GetLower() + second.GetUpper());
        Vector256<float> morePairs = Avx.HorizontalAdd(
            third.GetLower() + third.GetUpper(), fourth.GetLower() + fourth.GetUpper());
        Vector256<float> fours = Avx.HorizontalAdd(pairs, morePairs);
        return fours.GetLower() + fours.GetUpper();
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
