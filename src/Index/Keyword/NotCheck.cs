namespace Feedlog.Indexing.Keyword;

/// <summary>Matches what another does not.</summary>
internal sealed class NotCheck(SlotCheck child) : SlotCheck
{
    /// <inheritdoc/>
    public override double ScoreMax => 0;

    /// <inheritdoc/>
    public override long Cost => long.MaxValue;

    /// <inheritdoc/>
    public override bool ReadsRecords => child.ReadsRecords;

    /// <inheritdoc/>
    public override bool IsExact => true;

    /// <inheritdoc/>
    public override bool Matches(int slot, out double score)
    {
        score = 0;
        return !child.Matches(slot, out _);
    }

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover) => throw new InvalidOperationException("Nots have no cover.");
}
