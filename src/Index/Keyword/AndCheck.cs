namespace Feedlog.Indexing.Keyword;

/// <summary>Matches what all of its children match, and adds what they add.</summary>
internal sealed class AndCheck : SlotCheck
{
    private readonly SlotCheck[] _children;
    private readonly int[] _cheapestFirst;
    private readonly double[] _scores;
    private readonly SlotCheck _lead;

    /// <summary>Joins two or more children, of which one has a cover.</summary>
    public AndCheck(SlotCheck[] children)
    {
        _children = children;
        _scores = new double[children.Length];
        _cheapestFirst = new int[children.Length];
        _lead = children[0];
        for (int i = 0; i < children.Length; i++)
        {
            SlotCheck child = children[i];
            int at = i;
            for (; at > 0 && IsBefore(child, children[_cheapestFirst[at - 1]]); at--)
                _cheapestFirst[at] = _cheapestFirst[at - 1];
            _cheapestFirst[at] = i;
            if (child.Cost < _lead.Cost) _lead = child;
            ReadsRecords |= child.ReadsRecords;
        }
    }

    /// <inheritdoc/>
    public override double ScoreMax => _children.Sum(child => child.ScoreMax);

    /// <inheritdoc/>
    public override long Cost => _lead.Cost;

    /// <inheritdoc/>
    public override bool ReadsRecords { get; }

    /// <inheritdoc/>
    public override bool Matches(int slot, out double score)
    {
        score = 0;
        foreach (int i in _cheapestFirst)
        {
            if (!_children[i].Matches(slot, out _scores[i])) return false;
        }

        foreach (double added in _scores) score += added;
        return true;
    }

    /// <inheritdoc/>
    public override bool IsExact => Array.TrueForAll(_children, child => child.IsExact);

    /// <inheritdoc/>
    public override bool MayMatch(int slot, out double score)
    {
        score = 0;
        foreach (int i in _cheapestFirst)
        {
            if (!_children[i].MayMatch(slot, out _scores[i])) return false;
        }

        foreach (double added in _scores) score += added;
        return true;
    }

    /// <inheritdoc/>
    public override bool Confirms(int slot)
    {
        foreach (int i in _cheapestFirst)
        {
            if (!_children[i].Confirms(slot)) return false;
        }

        return true;
    }

    /// <inheritdoc/>
    public override void AddCover(List<CoverItem> cover)
    {
        List<CoverItem> lead = [];
        _lead.AddCover(lead);
        double others = ScoreMax - _lead.ScoreMax;
        foreach (CoverItem item in lead) cover.Add(new CoverItem(item.List, item.Max + others));
    }

    /// <inheritdoc/>
    public override double AddRequired(List<CoverItem> required)
    {
        double others = 0;
        foreach (SlotCheck child in _children) others += child.AddRequired(required);
        return others;
    }

    // What reads records comes last, what most often fails first.
    private static bool IsBefore(SlotCheck left, SlotCheck right) =>
        left.ReadsRecords == right.ReadsRecords ? left.Cost < right.Cost : right.ReadsRecords;
}
