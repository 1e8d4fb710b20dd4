namespace Feedlog.Indexing.Keyword;

/// <summary>Matches what one or more of its children match, and adds what those add that match.</summary>
internal sealed class OrCheck(SlotCheck[] children) : SlotCheck
{
    /// <inheritdoc/>
    public override double ScoreMax => children.Sum(child => child.ScoreMax);

    /// <inheritdoc/>
    public override long Cost { get; } =
        children.Any(child => child.Cost == long.MaxValue) ? long.MaxValue : children.Sum(child => child.Cost);

    /// <inheritdoc/>
    public override bool ReadsRecords { get; } = children.Any(child => child.ReadsRecords);

    /// <inheritdoc/>
    public override bool Matches(int slot, out double score)
    {
        score = 0;
        bool matches = false;
        foreach (SlotCheck child in children)
        {
            if (!child.Matches(slot, out double added)) continue;
            matches = true;
            score += added;
        }

        return matches;
    }

    /// <inheritdoc/>
    public override bool MayMatch(int slot, out double score)
    {
        score = 0;
        bool mayMatch = false;
        foreach (SlotCheck child in children)
        {
            if (!child.MayMatch(slot, out double added)) continue;
            mayMatch = true;
            score += added;
        }

        return mayMatch;
    }

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover)
    {
        foreach (SlotCheck child in children) child.AddCover(cover);
    }

    /// <inheritdoc/>
    public override double AddOptional(List<CoverItem> optional) =>
        children.Sum(child => child.AddOptional(optional));
}
