using System.Numerics;
using Feedlog.Format.Indexes;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>Searches the parts of a view for the best hits of a query. One thread.</summary>
/// <remarks>
/// First all parts, and what no part covers, are counted; then the parts are searched, the newest first, behind what
/// no part covers. Scores, order and matches are those of docs/decisions/0003-search.md.
/// </remarks>
public sealed class KeywordSearch
{
    private readonly QueryNode _tree;
    private readonly KeywordCounts _counts;
    private readonly ScoreTable _table;
    private readonly ISearchedRecords _records;
    private readonly SearchLimits _limits;
    private readonly TopK _best;
    private SearchScratch? _scratch;
    private KeywordPart? _part;
    private SlotCheck? _check;

    /// <summary>Prepares a search.</summary>
    /// <param name="tree">The query, in its normal form.</param>
    /// <param name="counts">All that was counted.</param>
    /// <param name="parameters">The constants of the scores.</param>
    /// <param name="records">Where records are asked for.</param>
    /// <param name="limits">Which records may be hits.</param>
    /// <param name="best">Where the hits go.</param>
    public KeywordSearch(
        QueryNode tree,
        KeywordCounts counts,
        Bm25Parameters parameters,
        ISearchedRecords records,
        in SearchLimits limits,
        TopK best)
    {
        ArgumentNullException.ThrowIfNull(counts);
        _tree = tree;
        _counts = counts;
        _table = ScoreTable.Of(counts.AverageLength, parameters);
        _records = records;
        _limits = limits;
        _best = best;
    }

    /// <summary>Searches a part.</summary>
    /// <exception cref="IndexDamageException">A page of the part is damaged.</exception>
    /// <exception cref="IOException">A page cannot be read.</exception>
    public void Run(KeywordPart part)
    {
        ArgumentNullException.ThrowIfNull(part);
        if (!TryClip(part, out int start, out int limit)) return;
        SearchScratch scratch = SearchScratch.Take();
        Run(part, Build(part, scratch), start, limit, scratch);
        scratch.Return();
    }

    /// <summary>Adds the ranges of a part in which there may be hits, the newest first.</summary>
    /// <param name="part">The part.</param>
    /// <param name="slotsMax">No range has more slots.</param>
    /// <param name="ranges">Where they go.</param>
    public void AddRanges(KeywordPart part, int slotsMax, List<KeywordRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(part);
        ArgumentNullException.ThrowIfNull(ranges);
        if (!TryClip(part, out int start, out int limit)) return;
        for (; limit - start > slotsMax; limit -= slotsMax) ranges.Add(new KeywordRange(part, limit - slotsMax, limit));
        ranges.Add(new KeywordRange(part, start, limit));
    }

    /// <summary>Searches a range; those behind it are of the same part, or of one before it.</summary>
    /// <remarks>What it needs of the part it keeps until it comes to the next, or is released.</remarks>
    /// <exception cref="IndexDamageException">A page of the part is damaged.</exception>
    /// <exception cref="IOException">A page cannot be read.</exception>
    public void Run(KeywordRange range)
    {
        _scratch ??= SearchScratch.Take();
        if (_check is null || _part != range.Part)
        {
            _scratch.Clear();
            _check = Build(range.Part, _scratch);
            _part = range.Part;
        }

        Run(range.Part, _check, range.Start, range.Limit, _scratch);
    }

    /// <summary>Lets go of what the last range needed. Not after a failure.</summary>
    public void Release()
    {
        _scratch?.Return();
        _scratch = null;
        _check = null;
    }

    private SlotCheck Build(KeywordPart part, SearchScratch scratch) =>
        new SlotCheckBuilder(part, _counts, _table, _records, scratch).Build(_tree);

    private void Run(KeywordPart part, SlotCheck check, int start, int limit, SearchScratch scratch)
    {
        HitCollector hits = Collector(part, check, scratch);
        if (check is PreferCheck { Cost: long.MaxValue } prefer && prefer.Preferred.Cost < long.MaxValue)
            RunPreferred(part, prefer, start, limit, scratch);
        else if (check.Cost == long.MaxValue) RunAll(part, hits, check, except: null, start, limit);
        else RunLists(hits, check, start, limit);
        hits.Finish();
    }

    // All may match: those that are preferred first, and then the newest, which most often add nothing to 0.
    private void RunPreferred(KeywordPart part, PreferCheck prefer, int start, int limit, SearchScratch scratch)
    {
        List<CoverItem> cover = [];
        prefer.Preferred.AddCover(cover);
        AndCheck both = new([prefer.Required, prefer.Preferred]);
        double extra = prefer.Required.ScoreMax;
        HitCollector hits = Collector(part, both, scratch);
        if (cover.Count > 0) new CoverSearch(cover, extra, hits).Run(start, limit);
        hits.Finish();
        HitCollector rest = Collector(part, prefer.Required, scratch);
        // If all that was found scored, and nothing else does, the rest comes in its own order.
        rest.IsNewestFirst = extra == 0 && hits.HasScoredAll;
        RunAll(part, rest, prefer.Required, prefer.Preferred, start, limit);
    }

    private HitCollector Collector(KeywordPart part, SlotCheck check, SearchScratch scratch) =>
        new(part, check, _best, _records, _limits, scratch);

    private static void RunLists(HitCollector hits, SlotCheck check, int start, int limit)
    {
        List<CoverItem> required = [];
        List<CoverItem> optional = [];
        SlotCheck deciding = check is PreferCheck prefer ? prefer.Required : check;
        double extra = deciding.AddRequired(required);
        if (check is PreferCheck both) extra += both.Preferred.AddOptional(optional);
        long leadCount = long.MaxValue;
        foreach (CoverItem item in required) leadCount = Math.Min(leadCount, item.List.SlotCount);
        bool isLed = leadCount <= deciding.Cost;
        if (isLed && required.Count + optional.Count > 1)
        {
            new RequiredSearch(required, optional, extra, hits).Run(start, limit);
            return;
        }

        List<CoverItem> cover = [];
        check.AddCover(cover);
        if (cover.Count > 0) new CoverSearch(cover, 0, hits).Run(start, limit);
    }

    private static void RunAll(
        KeywordPart part, HitCollector hits, SlotCheck check, SlotCheck? except, int start, int limit)
    {
        double scoreMax = check.ScoreMax;
        for (int chunk = (limit - 1) / WordChunkLayout.SlotCount; chunk >= start / WordChunkLayout.SlotCount; chunk--)
        {
            ulong records = part.Chunk(chunk).Records;
            int first = chunk * WordChunkLayout.SlotCount;
            while (records != 0)
            {
                if (!hits.MayEnter(scoreMax)) return;
                int bit = 63 - BitOperations.LeadingZeroCount(records);
                records &= ~(1UL << bit);
                int slot = first + bit;
                if (slot < start || slot >= limit) continue;
                if (except is null || !except.Matches(slot, out _)) hits.Consider(slot);
            }
        }
    }

    private bool TryClip(KeywordPart part, out int start, out int limit)
    {
        start = 0;
        limit = part.CountUpTo(_limits.LastSequence);
        Clip(part, ref start, ref limit);
        return start < limit && _tree is not NoneNode;
    }

    // The chunks in front of the first and behind the last that have a record in time.
    private void Clip(KeywordPart part, ref int start, ref int limit)
    {
        if (_limits.FromMs == long.MinValue && _limits.ToMs == long.MaxValue) return;
        while (start < limit && !MayBeInTime(part, start)) start += WordChunkLayout.SlotCount;
        while (start < limit && !MayBeInTime(part, limit - 1))
            limit = (limit - 1) / WordChunkLayout.SlotCount * WordChunkLayout.SlotCount;
    }

    private bool MayBeInTime(KeywordPart part, int slot)
    {
        WordChunk chunk = part.Chunk(slot / WordChunkLayout.SlotCount);
        return chunk.Records != 0 && chunk.TimeMaxMs >= _limits.FromMs &&
            (chunk.TimeMinMs < _limits.ToMs || _limits.ToMs == long.MaxValue);
    }
}
