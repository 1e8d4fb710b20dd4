namespace Feedlog.Indexing.Keyword;

/// <summary>Matches the slots of a set, and adds the same for each.</summary>
/// <param name="list">The set; null if it is empty.</param>
/// <param name="score">What a match adds.</param>
internal sealed class SetCheck(PostingList? list, double score) : SlotCheck
{
    /// <inheritdoc/>
    public override double ScoreMax => list is null ? 0 : score;

    /// <inheritdoc/>
    public override long Cost => list?.SlotCount ?? 0;

    /// <inheritdoc/>
    public override bool Matches(int slot, out double added)
    {
        bool isIn = list is not null && list.TryFind(slot, out _);
        added = isIn ? score : 0;
        return isIn;
    }

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover)
    {
        if (list is not null) cover.Add(new CoverItem(list, score));
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
