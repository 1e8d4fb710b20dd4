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
    private const int FirstCandidates = 128;

    private readonly KeywordPart _part;
    private readonly SlotCheck _check;
    private readonly bool _isExact;
    private readonly TopK _best;
    private readonly ISearchedRecords _records;
    private readonly SearchLimits _limits;
    private readonly List<(int Start, int Limit)> _decided = [];
    private int _candidatesMax = FirstCandidates;
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
        _isExact = check.IsExact;
        _best = best;
        _records = records;
        _limits = limits;
    }

    /// <summary>Whether all that was considered so far is newer than all that will be.</summary>
    public bool IsNewestFirst { get; set; } = true;

    /// <summary>Whether all hits so far have a score above 0.</summary>
    public bool HasScoredAll { get; private set; } = true;

    /// <summary>A slot whose bound is below it cannot become a hit.</summary>
    /// <remarks>An older slot with just the score of the threshold loses to what is kept, but not to what another
    /// thread has found.</remarks>
    public double Cutoff
    {
        get
        {
            double threshold = _best.Threshold;
            double floor = _best.Floor;
            if (floor > threshold) return floor - Math.Abs(floor) * Slack;
            if (!IsNewestFirst) return threshold - Math.Abs(threshold) * Slack;
            return double.IsNegativeInfinity(threshold) ? threshold : Math.BitIncrement(threshold);
        }
    }

    /// <summary>How many slots the part has.</summary>
    public int SlotCount => _part.SlotCount;

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

    /// <summary>Decides of slots, the last first; what reads records may be decided later.</summary>
    /// <param name="risingSlots">The slots.</param>
    /// <param name="bounds">Bounds of their scores; empty if there are none.</param>
    /// <param name="extra">What each may score beside.</param>
    public void ConsiderAll(ReadOnlySpan<int> risingSlots, ReadOnlySpan<double> bounds, double extra)
    {
        for (int i = risingSlots.Length - 1; i >= 0; i--)
        {
            if (!bounds.IsEmpty && !MayEnter(bounds[i] + extra)) continue;
            if (_check.ReadsRecords) Gather(risingSlots[i]);
            else Consider(risingSlots[i]);
        }
    }

    /// <summary>Decides of a record.</summary>
    public void Consider(int slot)
    {
        if (_check.ReadsRecords)
        {
            if (MayBeHit(slot, out double most)) Decide(new ScoredSequence(most, _part.SequenceOf(slot)), slot);
            return;
        }

        if (IsDecided(slot) || !IsInTime(slot)) return;
        if (!_check.Matches(slot, out double score) || score < Math.Max(_best.Threshold, _best.Floor)) return;
        ScoredSequence hit = new(score, _part.SequenceOf(slot));
        // To ask whether a record lives is dear beside looking into lists.
        if (IsBehindStart(hit) && _records.IsLive(hit.Sequence)) Offer(hit);
    }

    /// <summary>Decides of what is left to be decided.</summary>
    public void Finish()
    {
        if (_check.ReadsRecords) ReadCandidates();
    }

    // Few at first, to know soon what a hit has to score; then more and more, that only the best of them are read.
    private void Gather(int slot)
    {
        if (!MayBeHit(slot, out double most)) return;
        CandidateHeap candidates = Scratch.Candidates;
        candidates.Add(most, slot);
        if (candidates.Count >= _candidatesMax) ReadCandidates();
    }

    // From the one that would score highest to the first that is not enough: all behind it are not, either.
    private void ReadCandidates()
    {
        CandidateHeap candidates = Scratch.Candidates;
        Span<(ScoredSequence Hit, int Slot)> fetched = stackalloc (ScoredSequence, int)[FetchedAhead];
        int count = 0;
        while (candidates.TryTake(out double score, out int slot))
        {
            ScoredSequence hit = new(score, _part.SequenceOf(slot));
            if (!_best.MayTake(hit)) break;
            _records.Prefetch(hit.Sequence);
            int place = count % FetchedAhead;
            if (count++ >= FetchedAhead) Decide(fetched[place].Hit, fetched[place].Slot);
            fetched[place] = (hit, slot);
        }

        for (int i = Math.Max(count - FetchedAhead, 0); i < count; i++)
            Decide(fetched[i % FetchedAhead].Hit, fetched[i % FetchedAhead].Slot);
        candidates.Clear();
        _candidatesMax = Math.Min(2 * _candidatesMax, CandidateHeap.CountMax);
    }

    private bool MayBeHit(int slot, out double most)
    {
        most = 0;
        if (IsDecided(slot) || !IsInTime(slot) || !_check.MayMatch(slot, out most)) return false;
        ScoredSequence hit = new(most, _part.SequenceOf(slot));
        return (!_isExact || IsBehindStart(hit)) && _best.MayTake(hit);
    }

    // To ask whether a record lives is cheap beside reading it.
    private void Decide(ScoredSequence hit, int slot)
    {
        if (!_best.MayTake(hit) || !_records.IsLive(hit.Sequence)) return;
        if (_isExact)
        {
            if (_check.Confirms(slot)) Offer(hit);
            return;
        }

        if (!_check.Matches(slot, out double score)) return;
        hit = hit with { Score = score };
        if (IsBehindStart(hit)) Offer(hit);
    }

    private void Offer(ScoredSequence hit)
    {
        HasScoredAll &= hit.Score > 0;
        _best.Offer(hit.Score, hit.Sequence);
    }

    private bool IsBehindStart(ScoredSequence hit) => _limits.After is not ScoredSequence after || hit > after;

    private bool IsDecided(int slot)
    {
        foreach ((int start, int limit) in _decided)
        {
            if (slot >= start && slot < limit) return true;
        }

        return false;
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
