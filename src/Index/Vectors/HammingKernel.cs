using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Feedlog.Indexing.Vectors;

/// <summary>Counts in how many bits each row of a page differs from a query.</summary>
/// <remarks>
/// Word w of row r lies at w * stride + r, so a vector holds the same word of several rows and a lane ends with the
/// distance of its row. A byte counts at most 8 a word: after 31 words it is nearly full and is added up.
/// </remarks>
internal static class HammingKernel
{
    private const int WordsPerByteCount = 31;
    private const int RowsAtOnce512 = 16;
    private const ulong EvenBytes = 0x00FF_00FF_00FF_00FF;
    private const ulong EvenPairs = 0x0000_FFFF_0000_FFFF;
    private const ulong LowHalf = 0x0000_0000_FFFF_FFFF;
    private const byte LowBits = 0x0F;

    // How many bits are set in 0 to 15.
    private static readonly Vector128<byte> s_bitCounts =
        Vector128.Create((byte)0, 1, 1, 2, 1, 2, 2, 3, 1, 2, 2, 3, 2, 3, 3, 4);

    /// <summary>Distances of the first rows of a page.</summary>
    /// <param name="width">How much to do at once; must be supported.</param>
    /// <param name="words">The page.</param>
    /// <param name="stride">How many rows a page holds.</param>
    /// <param name="query">The query's words.</param>
    /// <param name="distances">One for each row that is asked for; at most the stride.</param>
    public static void Distances(
        SimdWidth width, ReadOnlySpan<ulong> words, int stride, ReadOnlySpan<ulong> query, Span<ulong> distances)
    {
        // What the loops below read without checks.
        ArgumentOutOfRangeException.ThrowIfGreaterThan(distances.Length, stride);
        ArgumentOutOfRangeException.ThrowIfLessThan(words.Length, stride * query.Length);
        if (width == SimdWidth.Bits512 && distances.Length >= RowsAtOnce512)
            Distances512(words, stride, query, distances);
        else if (width >= SimdWidth.Bits256 && distances.Length >= Vector256<ulong>.Count)
            Distances256(words, stride, query, distances);
        else if (width >= SimdWidth.Bits128 && distances.Length >= Vector128<ulong>.Count)
            Distances128(words, stride, query, distances);
        else DistancesScalar(words, stride, query, distances);
    }

    private static void DistancesScalar(
        ReadOnlySpan<ulong> words, int stride, ReadOnlySpan<ulong> query, Span<ulong> distances)
    {
        for (int row = 0; row < distances.Length; row++)
        {
            int distance = 0;
            for (int w = 0; w < query.Length; w++)
                distance += BitOperations.PopCount(words[w * stride + row] ^ query[w]);
            distances[row] = (ulong)distance;
        }
    }

    private static void Distances128(
        ReadOnlySpan<ulong> words, int stride, ReadOnlySpan<ulong> query, Span<ulong> distances)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        Vector128<byte> low = Vector128.Create(LowBits);
        for (int row = 0; row < distances.Length; row += Vector128<ulong>.Count)
        {
            // The last rows are counted once more rather than one by one.
            int at = Math.Min(row, distances.Length - Vector128<ulong>.Count);
            Vector128<ulong> sum = default;
            for (int start = 0; start < query.Length; start += WordsPerByteCount)
            {
                Vector128<byte> counts = default;
                int end = Math.Min(query.Length, start + WordsPerByteCount);
                for (int w = start; w < end; w++)
                {
                    Vector128<byte> bits = (Vector128.LoadUnsafe(ref first, (nuint)(w * stride + at)) ^
                        Vector128.Create(query[w])).AsByte();
                    counts += Vector128.Shuffle(s_bitCounts, bits & low) +
                        Vector128.Shuffle(s_bitCounts, (bits.AsUInt16() >>> 4).AsByte() & low);
                }

                Vector128<ulong> pairs = (counts.AsUInt64() & Vector128.Create(EvenBytes)) +
                    (counts.AsUInt64() >>> 8 & Vector128.Create(EvenBytes));
                Vector128<ulong> fours = (pairs & Vector128.Create(EvenPairs)) +
                    (pairs >>> 16 & Vector128.Create(EvenPairs));
                sum += (fours & Vector128.Create(LowHalf)) + (fours >>> 32);
            }

            sum.CopyTo(distances[at..]);
        }
    }

    private static void Distances256(
        ReadOnlySpan<ulong> words, int stride, ReadOnlySpan<ulong> query, Span<ulong> distances)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        Vector256<byte> table = Vector256.Create(s_bitCounts, s_bitCounts);
        Vector256<byte> low = Vector256.Create(LowBits);
        for (int row = 0; row < distances.Length; row += Vector256<ulong>.Count)
        {
            int at = Math.Min(row, distances.Length - Vector256<ulong>.Count);
            Vector256<ulong> sum = default;
            for (int start = 0; start < query.Length; start += WordsPerByteCount)
            {
                Vector256<byte> counts = default;
                int end = Math.Min(query.Length, start + WordsPerByteCount);
                for (int w = start; w < end; w++)
                {
                    Vector256<byte> bits = (Vector256.LoadUnsafe(ref first, (nuint)(w * stride + at)) ^
                        Vector256.Create(query[w])).AsByte();
                    counts += Avx2.Shuffle(table, bits & low) +
                        Avx2.Shuffle(table, (bits.AsUInt16() >>> 4).AsByte() & low);
                }

                sum += Avx2.SumAbsoluteDifferences(counts, Vector256<byte>.Zero).AsUInt64();
            }

            sum.CopyTo(distances[at..]);
        }
    }

    // Two registers of rows at a time share the query's words and what there is to compute about places.
    private static void Distances512(
        ReadOnlySpan<ulong> words, int stride, ReadOnlySpan<ulong> query, Span<ulong> distances)
    {
        ref ulong first = ref MemoryMarshal.GetReference(words);
        Vector256<byte> half = Vector256.Create(s_bitCounts, s_bitCounts);
        Vector512<byte> table = Vector512.Create(half, half);
        for (int row = 0; row < distances.Length; row += RowsAtOnce512)
        {
            int at = Math.Min(row, distances.Length - RowsAtOnce512);
            (Vector512<ulong> sum, Vector512<ulong> moreSum) = (default, default);
            for (int start = 0; start < query.Length; start += WordsPerByteCount)
            {
                ref ulong word = ref Unsafe.Add(ref first, start * stride + at);
                (Vector512<byte> counts, Vector512<byte> moreCounts) = (default, default);
                foreach (ulong one in query[start..Math.Min(query.Length, start + WordsPerByteCount)])
                {
                    Vector512<ulong> same = Vector512.Create(one);
                    counts += Counts(Vector512.LoadUnsafe(ref word) ^ same, table);
                    moreCounts += Counts(
                        Vector512.LoadUnsafe(ref word, (nuint)Vector512<ulong>.Count) ^ same, table);
                    word = ref Unsafe.Add(ref word, stride);
                }

                sum += Avx512BW.SumAbsoluteDifferences(counts, Vector512<byte>.Zero).AsUInt64();
                moreSum += Avx512BW.SumAbsoluteDifferences(moreCounts, Vector512<byte>.Zero).AsUInt64();
            }

            sum.CopyTo(distances[at..]);
            moreSum.CopyTo(distances[(at + Vector512<ulong>.Count)..]);
        }
    }

    // The set bits of each byte. Inlined it keeps table and sums in registers.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Counts(Vector512<ulong> bits, Vector512<byte> table)
    {
        Vector512<byte> low = Vector512.Create(LowBits);
        return Avx512BW.Shuffle(table, bits.AsByte() & low) +
            Avx512BW.Shuffle(table, (bits.AsUInt16() >>> 4).AsByte() & low);
    }
}
