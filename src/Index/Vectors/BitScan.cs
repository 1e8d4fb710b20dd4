using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Feedlog.Indexing.Vectors;

/// <summary>Finds the rows of a file whose bits differ least from those of a query.</summary>
/// <param name="part">The file.</param>
/// <param name="query">The query.</param>
/// <param name="maxSequence">The last sequence of the view.</param>
/// <param name="mask">Says which records may be found; null for all.</param>
internal sealed class BitScan(VectorPart part, VectorQuery query, ulong maxSequence, IRecordMask? mask)
{
    // Less is not worth waking a thread for: 64 pages take as long as that.
    private const int PagesPerThreadMin = 64;

    private readonly SimdWidth _width = SimdSupport.Best;
    private readonly ulong[] _signs = query.Signs(part.Centre);

    /// <summary>The nearest rows that may be found.</summary>
    /// <param name="capacity">How many.</param>
    /// <param name="threadsMax">How many threads may scan.</param>
    public int[] Run(int capacity, int threadsMax)
    {
        int pages = part.Shape.BitsPages(part.RowCount);
        int threads = Math.Clamp(pages / PagesPerThreadMin, 1, threadsMax);
        NearestRows nearest = new(capacity, part.Shape.Dimensions);
        if (threads == 1)
        {
            Scan(0, pages, nearest);
            return nearest.Rows();
        }

        NearestRows[] found = new NearestRows[threads];
        Parallel.For(0, threads, new ParallelOptions { MaxDegreeOfParallelism = threads }, i =>
        {
            found[i] = new NearestRows(capacity, part.Shape.Dimensions);
            Scan((int)((long)pages * i / threads), (int)((long)pages * (i + 1) / threads), found[i]);
        });
        foreach (NearestRows one in found) nearest.AddAll(one);
        return nearest.Rows();
    }

    private void Scan(int firstPage, int limitPage, NearestRows nearest)
    {
        int rowsPerPage = part.Shape.RowsPerBitsPage;
        int rowCount = part.RowCount;
        RowGate gate = new(part, maxSequence, mask);
        ulong[] buffer = new ulong[rowsPerPage];
        for (int page = firstPage; page < limitPage; page++)
        {
            int firstRow = page * rowsPerPage;
            Span<ulong> distances = buffer.AsSpan(0, Math.Min(rowsPerPage, rowCount - firstRow));
            ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(part.BitsPage(page));
            HammingKernel.Distances(_width, words, rowsPerPage, _signs, distances);
            Take(distances, firstRow, gate, nearest);
        }
    }

    // Mostly no row of a page is near enough: four are passed over at once.
    private static void Take(ReadOnlySpan<ulong> distances, int firstRow, RowGate gate, NearestRows nearest)
    {
        ref ulong first = ref MemoryMarshal.GetReference(distances);
        int i = 0;
        for (; i <= distances.Length - Vector256<ulong>.Count; i += Vector256<ulong>.Count)
        {
            // Distances are far below 2^63: signed comparisons, which more machines have, give the same.
            Vector256<long> four = Vector256.LoadUnsafe(ref first, (nuint)i).AsInt64();
            if (!Vector256.LessThanAny(four, Vector256.Create((long)nearest.Limit))) continue;
            for (int j = i; j < i + Vector256<ulong>.Count; j++) TakeOne(distances[j], firstRow + j, gate, nearest);
        }

        for (; i < distances.Length; i++) TakeOne(distances[i], firstRow + i, gate, nearest);
    }

    private static void TakeOne(ulong distance, int row, RowGate gate, NearestRows nearest)
    {
        if (distance < nearest.Limit && gate.Passes(row, out _)) nearest.Add(distance, row);
    }
}
