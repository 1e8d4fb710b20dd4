namespace Feedlog.Indexing.Keyword;

/// <summary>Matches what one check matches, and adds what another adds where it matches as well.</summary>
internal sealed class PreferCheck(SlotCheck required, SlotCheck preferred) : SlotCheck
{
    /// <summary>What decides.</summary>
    public SlotCheck Required => required;

    /// <summary>What adds.</summary>
    public SlotCheck Preferred => preferred;

    /// <inheritdoc/>
    public override double ScoreMax => required.ScoreMax + preferred.ScoreMax;

    /// <inheritdoc/>
    public override long Cost => required.Cost;

    /// <inheritdoc/>
    public override bool ReadsRecords => required.ReadsRecords || preferred.ReadsRecords;

    /// <inheritdoc/>
    public override bool Matches(int slot, out double score)
    {
        if (!required.Matches(slot, out score)) return false;
        if (preferred.Matches(slot, out double added)) score += added;
        return true;
    }

    /// <inheritdoc/>
    public override bool MayMatch(int slot, out double score)
    {
        if (!required.MayMatch(slot, out score)) return false;
        if (preferred.MayMatch(slot, out double added)) score += added;
        return true;
    }

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover)
    {
        List<CoverItem> items = [];
        required.AddCover(items);
        foreach (CoverItem item in items) cover.Add(new CoverItem(item.List, item.Max + preferred.ScoreMax));
    }

    /// <inheritdoc/>
    public override double AddRequired(List<CoverItem> lists) => required.AddRequired(lists) + preferred.ScoreMax;
}
