using System.Runtime.InteropServices;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Vectors;

/// <summary>Finds the records whose vectors of a model are nearest to a query. docs/decisions/0005.</summary>
/// <remarks>
/// Three stages: bits (large files only), codes, values. A row goes on only if so far no as many others are surely
/// nearer. Nothing here is shared: any number of threads may search the same parts.
/// </remarks>
public sealed class VectorSearch
{
    // Below, bits save less than they cost.
    private const int RowsForBits = 4096;

    // With fewer bits too many rows are equally near.
    private const int DimensionsForBits = 128;

    // Measured: see benchmarks/VectorBench. The nearest ten are among so many with a recall above .99.
    private const int BitCandidatesMin = 1000;
    private const int RowsPerBitCandidate = 500;
    private const int BitCandidatesPerHit = 20;

    // While one row's codes are multiplied those of the next few are on their way.
    private const int PrefetchRows = 8;
    private const int RowsPerBlock = 128;

    private readonly VectorQuery _query;
    private readonly IReadOnlyList<VectorPart> _parts;
    private readonly ulong _maxSequence;
    private readonly IRecordMask? _mask;
    private readonly VectorSearchOptions _options;
    private readonly SimdWidth _width = SimdSupport.Best;
    private readonly List<VectorCandidate> _candidates = [];

    // The least that the cosines of the best rows so far can be.
    private readonly TopK _surely;
    private readonly TopK _hits;

    private VectorSearch(
        VectorQuery query,
        IReadOnlyList<VectorPart> parts,
        ulong maxSequence,
        int limit,
        IRecordMask? mask,
        VectorSearchOptions options)
    {
        _query = query;
        _parts = parts;
        _maxSequence = maxSequence;
        _mask = mask;
        _options = options;
        _surely = new TopK(limit);
        _hits = new TopK(limit);
    }

    /// <summary>The nearest records, best first; among equals the newer first.</summary>
    /// <param name="query">What to search for.</param>
    /// <param name="parts">Files and tails of the query's model, from the oldest to the newest.</param>
    /// <param name="maxSequence">The last sequence of the view: neither records nor vectors above it count.</param>
    /// <param name="limit">How many at most, 1 or more.</param>
    /// <param name="mask">Says which records may be found; null for all.</param>
    /// <param name="values">Reads the vectors.</param>
    /// <param name="options">How it is done.</param>
    /// <exception cref="ArgumentException">The parts are of another number of dimensions than the query.</exception>
    /// <exception cref="IndexDamageException">A page of a file is damaged.</exception>
    /// <exception cref="IOException">A page of a file cannot be read.</exception>
    public static VectorHit[] Run(
        VectorQuery query,
        IReadOnlyList<VectorPart> parts,
        ulong maxSequence,
        int limit,
        IRecordMask? mask,
        IVectorValues values,
        VectorSearchOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfLessThan(options.ThreadsMax, 1);
        foreach (VectorPart part in parts)
        {
            if (part.Shape == query.Shape) continue;
            throw new ArgumentException(
                $"The query has {query.Shape.Dimensions} dimensions, the index {part.Shape.Dimensions}.",
                nameof(query));
        }

        VectorSearch search = new(query, parts, maxSequence, limit, mask, options);
        for (int i = 0; i < parts.Count; i++) search.ScanPart(i);
        return search.Rescore(values);
    }

    private void ScanPart(int index)
    {
        VectorPart part = _parts[index];
        int rowCount = part.RowCount;
        RowGate gate = new(part, _maxSequence, _mask);
        bool usesBits = !_options.IsExact && part.HasBits && rowCount >= RowsForBits &&
            part.Shape.Dimensions >= DimensionsForBits;
        if (!usesBits)
        {
            for (int row = 0; row < rowCount; row++)
            {
                float step = part.Row(row).Step;
                CheckStep(part, step);
                double estimate = _query.Estimate(_width, part, row, step);

                // A mask may cost more than codes: it is asked of what is near enough.
                if (estimate + _query.Slack(step, _options.IsExact) < _surely.Threshold) continue;
                if (gate.Passes(row, out VectorRow entry)) Judge(index, row, entry, estimate);
            }

            return;
        }

        int capacity = BitCandidatesMin + rowCount / RowsPerBitCandidate + BitCandidatesPerHit * _hits.Capacity;
        int[] rows = new BitScan(part, _query, _maxSequence, _mask).Run(capacity, _options.ThreadsMax);
        double[] estimates = Estimates(part, rows);
        for (int i = 0; i < rows.Length; i++) Judge(index, rows[i], part.Row(rows[i]), estimates[i]);
    }

    private double[] Estimates(VectorPart part, int[] rows)
    {
        double[] estimates = new double[rows.Length];
        SharedBlocks.Run((rows.Length + RowsPerBlock - 1) / RowsPerBlock, _options.ThreadsMax, (blocks, _) =>
        {
            while (blocks.TryTake(out int block))
            {
                int limit = Math.Min(rows.Length, (block + 1) * RowsPerBlock);
                for (int i = block * RowsPerBlock; i < limit; i++)
                {
                    if (i + PrefetchRows < rows.Length) part.PrefetchCodes(rows[i + PrefetchRows]);
                    estimates[i] = _query.Estimate(_width, part, rows[i], part.Row(rows[i]).Step);
                }
            }
        });
        return estimates;
    }

    private void Judge(int index, int row, in VectorRow entry, double estimate)
    {
        CheckStep(_parts[index], entry.Step);
        double slack = _query.Slack(entry.Step, _options.IsExact);
        if (estimate + slack < _surely.Threshold || IsReplaced(index, row, entry)) return;
        _surely.Offer(estimate - slack, entry.Target);
        _candidates.Add(new VectorCandidate(estimate + slack, entry));
    }

    // Sound checksums do not say that what was written makes sense.
    private static void CheckStep(VectorPart part, float step)
    {
        if (!(step > 0) || !float.IsFinite(step)) throw part.Contradiction();
    }

    // Only a newer part can hold a newer vector, or the same one.
    private bool IsReplaced(int index, int row, in VectorRow entry)
    {
        if (_parts[index].IsReplaced(row, entry, _maxSequence)) return true;
        for (int i = index + 1; i < _parts.Count; i++)
        {
            if (_parts[i].HasNewer(entry.Target, entry.Sequence, _maxSequence)) return true;
        }

        return false;
    }

    private VectorHit[] Rescore(IVectorValues values)
    {
        Span<VectorCandidate> candidates = CollectionsMarshal.AsSpan(_candidates);
        candidates.Sort();
        float[] vector = new float[_query.Shape.Dimensions];
        foreach (ref readonly VectorCandidate candidate in candidates)
        {
            if (candidate.Upper < _hits.Threshold) break;
            if (!values.TryRead(candidate.Row, vector)) continue;
            _hits.Offer(VectorCosine.Exact(_query.Values, vector), candidate.Row.Target);
        }

        ScoredSequence[] ranked = new ScoredSequence[_hits.Count];
        _hits.CopyRanked(ranked);
        return Array.ConvertAll(ranked, hit => new VectorHit(hit.Sequence, hit.Score));
    }
}
