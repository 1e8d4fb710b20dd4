using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Feedlog.Indexing.Sharing;

namespace Feedlog.Indexing.Vectors;

/// <summary>Finds the rows of a file whose bits differ least from those of a query.</summary>
/// <param name="part">The file.</param>
/// <param name="query">The query.</param>
/// <param name="maxSequence">The last sequence of the view.</param>
/// <param name="mask">Says which records may be found; null for all.</param>
internal sealed class BitScan(VectorPart part, VectorQuery query, ulong maxSequence, IRecordMask? mask)
{
    // About 10 us of work.
    private const int PagesPerBlock = 32;

    // Every so many pages one is looked at before, and so many times their share of the nearest rows are kept of them.
    private const int PagesPerSample = 32;
    private const int SampleSlack = 2;
    private const int SampleMin = 64;

    private readonly int _pages = part.Shape.BitsPages(part.RowCount);
    private readonly SimdWidth _width = SimdSupport.Best;
    private readonly ulong[] _signs = query.Signs(part.Centre);

    /// <summary>The nearest rows that may be found; how many threads there are makes no difference to them.</summary>
    /// <param name="capacity">How many; it may be fewer, but not less than half of what there is.</param>
    /// <param name="threadsMax">How many threads may scan.</param>
    public int[] Run(int capacity, int threadsMax)
    {
        uint limit = LimitOfSample(capacity);
        int[] rows = Run(capacity, threadsMax, limit);

        // The sample was of other rows than most: hardly ever.
        if (rows.Length < capacity / 2 && limit <= part.Shape.Dimensions)
            rows = Run(capacity, threadsMax, (uint)part.Shape.Dimensions + 1);
        return rows;
    }

    private int[] Run(int capacity, int threadsMax, uint limit)
    {
        NearestRows?[] found = new NearestRows?[threadsMax];
        SharedBlocks.Run((_pages + PagesPerBlock - 1) / PagesPerBlock, threadsMax, (blocks, worker) =>
        {
            NearestRows? nearest = null;
            ulong[] distances = [];
            while (blocks.TryTake(out int block))
            {
                if (nearest is null)
                {
                    nearest = NewNearest(capacity, limit);
                    found[worker] = nearest;
                    distances = new ulong[part.Shape.RowsPerBitsPage];
                }

                int limitPage = Math.Min(_pages, (block + 1) * PagesPerBlock);
                for (int page = block * PagesPerBlock; page < limitPage; page++) Scan(page, distances, nearest);
            }
        });
        return NearestRows.Nearest([.. found.OfType<NearestRows>()]);
    }

    // A limit from the start spares most of what would be taken and dropped again while the limit falls.
    private uint LimitOfSample(int capacity)
    {
        NearestRows sample = NewNearest(
            SampleSlack * capacity / PagesPerSample + SampleMin, (uint)part.Shape.Dimensions + 1);
        ulong[] distances = new ulong[part.Shape.RowsPerBitsPage];
        for (int page = 0; page < _pages; page += PagesPerSample) Scan(page, distances, sample);
        return sample.FinalLimit();
    }

    private NearestRows NewNearest(int capacity, uint limit) =>
        new(capacity, part.Shape.Dimensions, limit, new RowGate(part, maxSequence, mask));

    private void Scan(int page, Span<ulong> distances, NearestRows nearest)
    {
        int stride = distances.Length;
        int firstRow = page * stride;
        distances = distances[..Math.Min(stride, part.RowCount - firstRow)];
        ReadOnlySpan<ulong> words = MemoryMarshal.Cast<byte, ulong>(part.BitsPage(page));
        HammingKernel.Distances(_width, words, stride, _signs, distances);
        Take(distances, firstRow, nearest);
    }

    // Mostly no row of a page is near enough: four are passed over at once.
    private static void Take(ReadOnlySpan<ulong> distances, int firstRow, NearestRows nearest)
    {
        ref ulong first = ref MemoryMarshal.GetReference(distances);
        int i = 0;
        for (; i <= distances.Length - Vector256<ulong>.Count; i += Vector256<ulong>.Count)
        {
            // Distances are far below 2^63: signed comparisons, which more machines have, give the same.
            Vector256<long> four = Vector256.LoadUnsafe(ref first, (nuint)i).AsInt64();
            if (!Vector256.LessThanAny(four, Vector256.Create((long)nearest.Limit))) continue;
            for (int j = i; j < i + Vector256<ulong>.Count; j++) TakeOne(distances[j], firstRow + j, nearest);
        }

        for (; i < distances.Length; i++) TakeOne(distances[i], firstRow + i, nearest);
    }

    private static void TakeOne(ulong distance, int row, NearestRows nearest)
    {
        if (distance < nearest.Limit) nearest.Add(distance, row);
    }
}
