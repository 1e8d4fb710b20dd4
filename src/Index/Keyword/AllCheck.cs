namespace Feedlog.Indexing.Keyword;

/// <summary>Matches every record.</summary>
internal sealed class AllCheck : SlotCheck
{
    /// <inheritdoc/>
    public override double ScoreMax => 0;

    /// <inheritdoc/>
    public override long Cost => long.MaxValue;

    /// <inheritdoc/>
    public override bool Matches(int slot, out double score)
    {
        score = 0;
        return true;
    }

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover) => throw new InvalidOperationException("All have no cover.");
}
