namespace Feedlog.Indexing.Keyword;

/// <summary>A node of a query over one part: decides of a slot, and says where to look for slots. One thread.</summary>
/// <remarks>What it decides is final; what it says of bounds and covers only keeps slots from being asked about.
/// </remarks>
internal abstract class SlotCheck
{
    /// <summary>A bound of what a match adds to the score.</summary>
    public abstract double ScoreMax { get; }

    /// <summary>About how many slots its cover has; <see cref="long.MaxValue"/> if it has none.</summary>
    public abstract long Cost { get; }

    /// <summary>Whether to decide it may mean to read a record.</summary>
    public virtual bool ReadsRecords => false;

    /// <summary>Decides of a slot.</summary>
    /// <param name="slot">A record.</param>
    /// <param name="score">What the match adds, exactly; 0 without one.</param>
    public abstract bool Matches(int slot, out double score);

    /// <summary>Whether what <see cref="MayMatch"/> says of the score of a match is what the match adds.</summary>
    public virtual bool IsExact => !ReadsRecords;

    /// <summary>Decides of a slot as far as it can be done without reading a record.</summary>
    /// <param name="slot">A record.</param>
    /// <param name="score">A bound of what a match adds.</param>
    /// <returns>False if it does not match.</returns>
    public virtual bool MayMatch(int slot, out double score)
    {
        if (!ReadsRecords) return Matches(slot, out score);
        score = ScoreMax;
        return true;
    }

    /// <summary>Decides of a slot of which <see cref="MayMatch"/> said yes.</summary>
    public virtual bool Confirms(int slot) => !ReadsRecords || Matches(slot, out _);

    /// <summary>Adds lists of which each match is in one or more.</summary>
    /// <param name="cover">Where they go.</param>
    public abstract void AddCover(List<CoverItem> cover);

    /// <summary>Adds what every match is in, as far as it is known as lists.</summary>
    /// <param name="required">Where they go.</param>
    /// <returns>A bound of what a match adds beside what these lists add.</returns>
    public virtual double AddRequired(List<CoverItem> required) => ScoreMax;

    /// <summary>Adds lists that may raise the score of a match.</summary>
    /// <param name="optional">Where they go.</param>
    /// <returns>A bound of what a match adds beside what these lists add.</returns>
    public virtual double AddOptional(List<CoverItem> optional) => ScoreMax;
}
