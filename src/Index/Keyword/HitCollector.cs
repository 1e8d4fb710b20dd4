using Feedlog.Format.Indexes;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>Decides of the slots of a part that may be hits, and keeps the best. One thread.</summary>
internal sealed class HitCollector
{
    // Bounds and scores are summed in different orders: so much below the threshold nothing is given up yet.
    private const double Slack = 1e-9;

    // So many records are on their way while one is read.
    private const int FetchedAhead = 4;

    private readonly KeywordPart _part;
    private readonly SlotCheck _check;
    private readonly TopK _best;
    private readonly ISearchedRecords _records;
    private readonly SearchLimits _limits;
    private readonly List<(int Start, int Limit)> _decided = [];
    private int _chunkIndex = -1;
    private WordChunk _chunk;

    /// <summary>Begins with a part.</summary>
    public HitCollector(
        KeywordPart part, SlotCheck check, TopK best, ISearchedRecords records, in SearchLimits limits,
        SearchScratch scratch)
    {
        Scratch = scratch;
        _part = part;
        _check = check;
        _best = best;
        _records = records;
        _limits = limits;
    }

    /// <summary>Whether all that was considered so far is newer than all that will be.</summary>
    public bool IsNewestFirst { get; set; } = true;

    /// <summary>A slot whose bound is below it cannot become a hit.</summary>
    /// <remarks>An older slot with just the score of the threshold loses to what is kept.</remarks>
    public double Cutoff
    {
        get
        {
            double threshold = _best.Threshold;
            if (!IsNewestFirst) return threshold - Math.Abs(threshold) * Slack;
            return double.IsNegativeInfinity(threshold) ? threshold : Math.BitIncrement(threshold);
        }
    }

    /// <summary>What the search may write to.</summary>
    public SearchScratch Scratch { get; }

    /// <summary>Whether a slot could still become a hit.</summary>
    /// <param name="bound">A bound of its score.</param>
    public bool MayEnter(double bound) => bound >= Cutoff;

    /// <summary>What bounds that are sums must be raised by: sums depend on their order.</summary>
    public static double SumSlack(List<CoverItem> items)
    {
        double sum = 0;
        foreach (CoverItem item in items) sum += item.Ceiling;
        return items.Count > 1 ? sum * Slack : 0;
    }

    /// <summary>Says that a range was decided: its slots are not considered again.</summary>
    public void AddDecided(int start, int limit) => _decided.Add((start, limit));

    /// <summary>Decides of slots, the last first.</summary>
    /// <param name="risingSlots">The slots.</param>
    /// <param name="bounds">Bounds of their scores; empty if there are none.</param>
    /// <param name="extra">What each may score beside.</param>
    public void ConsiderAll(ReadOnlySpan<int> risingSlots, ReadOnlySpan<double> bounds, double extra)
    {
        for (int i = risingSlots.Length - 1; i >= 0; i--)
        {
            if (_check.ReadsRecords && i >= FetchedAhead)
                _records.Prefetch(_part.SequenceOf(risingSlots[i - FetchedAhead]));
            if (bounds.IsEmpty || MayEnter(bounds[i] + extra)) Consider(risingSlots[i]);
        }
    }

    /// <summary>Decides of a record.</summary>
    public void Consider(int slot)
    {
        foreach ((int start, int limit) in _decided)
        {
            if (slot >= start && slot < limit) return;
        }

        if (!IsInTime(slot)) return;
        ulong sequence = _part.SequenceOf(slot);
        // To ask whether a record lives is cheap beside reading it, and dear beside looking into lists.
        bool isLive = _check.ReadsRecords && _records.IsLive(sequence);
        if (_check.ReadsRecords && !isLive) return;
        if (!_check.Matches(slot, out double score) || score < _best.Threshold) return;
        ScoredSequence hit = new(score, sequence);
        if (_limits.After is ScoredSequence after && hit <= after) return;
        if (isLive || _records.IsLive(sequence)) _best.Offer(score, sequence);
    }

    private bool IsInTime(int slot)
    {
        if (_limits.FromMs == long.MinValue && _limits.ToMs == long.MaxValue) return true;
        if (slot / WordChunkLayout.SlotCount != _chunkIndex)
        {
            _chunkIndex = slot / WordChunkLayout.SlotCount;
            _chunk = _part.Chunk(_chunkIndex);
        }

        long timestampMs = _part.TimestampMs(_chunk, slot);
        return timestampMs >= _limits.FromMs && (timestampMs < _limits.ToMs || _limits.ToMs == long.MaxValue);
    }
}
