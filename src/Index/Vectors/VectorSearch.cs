using System.Runtime.InteropServices;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Ranking;
using Feedlog.Indexing.Sharing;

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

    // So many times as many candidates are taken when most were of no use.
    private const int WideningFactor = 4;

    // While one row's codes are multiplied those of the next few are on their way.
    private const int PrefetchRows = 8;
    private const int RowsPerBlock = 128;

    private readonly VectorQuery _query;
    private readonly IReadOnlyList<VectorPart> _parts;
    private readonly ulong _maxSequence;
    private readonly IRecordMask? _mask;
    private readonly IVectorValues _values;
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
        IVectorValues values,
        VectorSearchOptions options)
    {
        _query = query;
        _parts = parts;
        _maxSequence = maxSequence;
        _mask = mask;
        _values = values;
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

        VectorSearch search = new(query, parts, maxSequence, limit, mask, values, options);
        for (int i = 0; i < parts.Count; i++) search.ScanPart(i);
        return search.Rescore();
    }

    private void ScanPart(int index)
    {
        VectorPart part = _parts[index];
        int rowCount = part.RowCount;
        long capacity = BitCandidatesMin + rowCount / RowsPerBitCandidate + (long)BitCandidatesPerHit * _hits.Capacity;
        bool usesBits = !_options.IsExact && part.HasBits && rowCount >= RowsForBits &&
            part.Shape.Dimensions >= DimensionsForBits;
        for (; usesBits && capacity < rowCount; capacity *= WideningFactor)
        {
            if (TryScanBits(index, (int)capacity)) return;
        }

        ScanCodes(index);
    }

    private void ScanCodes(int index)
    {
        VectorPart part = _parts[index];
        RowGate gate = new(part, _maxSequence, _mask);
        int rowCount = part.RowCount;
        for (int row = 0; row < rowCount; row++)
        {
            float step = part.Row(row).Step;
            CheckStep(part, step);
            double estimate = _query.Estimate(_width, part, row, step);

            // A mask may cost more than codes: it is asked of what is near enough.
            if (estimate + _query.Slack(step, _options.IsExact) < _surely.Threshold) continue;
            if (gate.Passes(row, out VectorRow entry)) Judge(index, entry, estimate);
        }
    }

    // False, with nothing changed, if most of the nearest rows are of no use: then those that are may lie behind them.
    private bool TryScanBits(int index, int capacity)
    {
        VectorPart part = _parts[index];
        int[] rows = new BitScan(part, _query, _maxSequence, _mask).Run(capacity, _options.ThreadsMax);
        double[] estimates = Estimates(part, rows);
        int before = _candidates.Count;
        int useless = 0;
        for (int i = 0; i < rows.Length; i++)
        {
            if (!Judge(index, part.Row(rows[i]), estimates[i])) useless++;
        }

        if (useless <= rows.Length / 2) return true;
        _candidates.RemoveRange(before, _candidates.Count - before);
        _surely.Clear();
        foreach (ref readonly VectorCandidate kept in CollectionsMarshal.AsSpan(_candidates))
            _surely.Offer(kept.Upper - 2 * _query.Slack(kept.Row.Step, _options.IsExact), kept.Row.Target);
        return false;
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

    // False if the row is near enough and yet no answer: its record has a newer vector, or is none.
    private bool Judge(int index, in VectorRow entry, double estimate)
    {
        CheckStep(_parts[index], entry.Step);
        double slack = _query.Slack(entry.Step, _options.IsExact);
        if (estimate + slack < _surely.Threshold) return true;
        if (HasNewer(index, entry) || !_values.HasRecord(entry.Target)) return false;
        _surely.Offer(estimate - slack, entry.Target);
        _candidates.Add(new VectorCandidate(estimate + slack, entry));
        return true;
    }

    // Sound checksums do not say that what was written makes sense.
    private static void CheckStep(VectorPart part, float step)
    {
        if (!(step > 0) || !float.IsFinite(step)) throw part.Contradiction();
    }

    // The gate has asked the part itself.
    private bool HasNewer(int index, in VectorRow entry)
    {
        for (int i = index + 1; i < _parts.Count; i++)
        {
            if (_parts[i].HasNewer(entry.Target, entry.Sequence, _maxSequence)) return true;
        }

        return false;
    }

    private VectorHit[] Rescore()
    {
        Span<VectorCandidate> candidates = CollectionsMarshal.AsSpan(_candidates);
        candidates.Sort();
        float[] vector = new float[_query.Shape.Dimensions];
        foreach (ref readonly VectorCandidate candidate in candidates)
        {
            if (candidate.Upper < _hits.Threshold) break;
            _values.Read(candidate.Row, vector);
            _hits.Offer(VectorCosine.Exact(_query.Values, vector), candidate.Row.Target);
        }

        ScoredSequence[] ranked = new ScoredSequence[_hits.Count];
        _hits.CopyRanked(ranked);
        return Array.ConvertAll(ranked, hit => new VectorHit(hit.Sequence, hit.Score));
    }
}
