using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Feedlog.Indexing.Vectors;

/// <summary>The dot product of i16 query values and i8 codes: exact, so every width gives the same.</summary>
/// <remarks>
/// 4,096 products of at most 128 and <see cref="QueryMax"/> stay below 2^31; so does any part of their sum.
/// </remarks>
internal static class CodeKernel
{
    /// <summary>The largest magnitude that a query value may have.</summary>
    public const int QueryMax = 4095;

    /// <summary>The dot product.</summary>
    /// <param name="width">How much to do at once; must be supported.</param>
    /// <param name="query">Query values, at least as many as codes.</param>
    /// <param name="codes">Codes, a multiple of 16.</param>
    public static int Dot(SimdWidth width, ReadOnlySpan<short> query, ReadOnlySpan<sbyte> codes)
    {
        // What the loops below read without checks.
        ArgumentOutOfRangeException.ThrowIfLessThan(query.Length, codes.Length);
        return width switch
        {
            SimdWidth.Bits512 => Dot512(query, codes),
            SimdWidth.Bits256 => Dot256(query, codes, 0),
            SimdWidth.Bits128 => Dot128(query, codes),
            _ => DotScalar(query, codes),
        };
    }

    private static int DotScalar(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> codes)
    {
        int sum = 0;
        for (int i = 0; i < codes.Length; i++) sum += query[i] * codes[i];
        return sum;
    }

    private static int Dot128(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> codes)
    {
        ref short q = ref MemoryMarshal.GetReference(query);
        ref sbyte c = ref MemoryMarshal.GetReference(codes);
        Vector128<int> sum = default;
        for (nuint i = 0; i < (nuint)codes.Length; i += (nuint)Vector128<sbyte>.Count)
        {
            (Vector128<short> low, Vector128<short> high) = Vector128.Widen(Vector128.LoadUnsafe(ref c, i));
            sum += Products128(Vector128.LoadUnsafe(ref q, i), low) +
                Products128(Vector128.LoadUnsafe(ref q, i + (nuint)Vector128<short>.Count), high);
        }

        return Vector128.Sum(sum);
    }

    private static Vector128<int> Products128(Vector128<short> left, Vector128<short> right)
    {
        (Vector128<int> leftLow, Vector128<int> leftHigh) = Vector128.Widen(left);
        (Vector128<int> rightLow, Vector128<int> rightHigh) = Vector128.Widen(right);
        return leftLow * rightLow + leftHigh * rightHigh;
    }

    private static int Dot256(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> codes, int start)
    {
        ref short q = ref MemoryMarshal.GetReference(query);
        ref sbyte c = ref MemoryMarshal.GetReference(codes);
        Vector256<int> sum = default;
        for (nuint i = (nuint)start; i < (nuint)codes.Length; i += (nuint)Vector256<short>.Count)
        {
            sum += Avx2.MultiplyAddAdjacent(
                Vector256.LoadUnsafe(ref q, i), Avx2.ConvertToVector256Int16(Vector128.LoadUnsafe(ref c, i)));
        }

        return Vector256.Sum(sum);
    }

    private static int Dot512(ReadOnlySpan<short> query, ReadOnlySpan<sbyte> codes)
    {
        ref short q = ref MemoryMarshal.GetReference(query);
        ref sbyte c = ref MemoryMarshal.GetReference(codes);
        Vector512<int> sum = default;
        int whole = codes.Length / Vector512<short>.Count * Vector512<short>.Count;
        for (nuint i = 0; i < (nuint)whole; i += (nuint)Vector512<short>.Count)
        {
            sum += Avx512BW.MultiplyAddAdjacent(
                Vector512.LoadUnsafe(ref q, i), Avx512BW.ConvertToVector512Int16(Vector256.LoadUnsafe(ref c, i)));
        }

        return Vector512.Sum(sum) + Dot256(query, codes, whole);
    }
}
