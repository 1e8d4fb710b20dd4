namespace Feedlog.Indexing.Keyword;

/// <summary>Matches slots that have a word.</summary>
/// <param name="part">The part.</param>
/// <param name="list">The postings of the word; null if the part does not have it.</param>
/// <param name="table">What frequencies and lengths are worth.</param>
/// <param name="weight">The weight in the query; 0 if it does not score.</param>
/// <param name="idf">The weight of the word.</param>
internal sealed class TermCheck(KeywordPart part, PostingList? list, ScoreTable table, double weight, double idf)
    : SlotCheck
{
    private readonly byte[] _lengths = part.Lengths;
    private CoverItem? _item;

    /// <inheritdoc/>
    public override double ScoreMax => Item?.Max ?? 0;

    /// <inheritdoc/>
    public override long Cost => list?.SlotCount ?? 0;

    private CoverItem? Item => list is null ? null : _item ??= weight > 0
        ? new CoverItem(list, table, weight * idf, extra: 0)
        : new CoverItem(list, score: 0);

    /// <inheritdoc/>
    public override bool Matches(int slot, out double score)
    {
        score = 0;
        if (list is null || !list.TryFind(slot, out int frequency)) return false;
        if (weight > 0) score = weight * table.Exact(idf, frequency, _lengths[slot]);
        return true;
    }

    /// <summary>Finds a slot and its score as if the weight were 1.</summary>
    public bool TryScore(int slot, out double score, out int frequency)
    {
        score = 0;
        frequency = 0;
        if (list is null || !list.TryFind(slot, out frequency)) return false;
        score = table.Exact(idf, frequency, _lengths[slot]);
        return true;
    }

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover)
    {
        if (Item is CoverItem item) cover.Add(item);
    }

    /// <inheritdoc/>
    public override double AddRequired(List<CoverItem> required)
    {
        AddCover(required);
        return 0;
    }

    /// <inheritdoc/>
    public override double AddOptional(List<CoverItem> optional) => AddRequired(optional);
}
