namespace Feedlog.Indexing.Ranking;

/// <summary>A record found by ranking: its sequence and its score.</summary>
/// <param name="Score">The score; never NaN.</param>
/// <param name="Sequence">The record's sequence.</param>
public readonly record struct ScoredSequence(double Score, ulong Sequence) : IComparable<ScoredSequence>
{
    /// <summary>Orders the better before the worse: by score descending, then the newer record first.</summary>
    public int CompareTo(ScoredSequence other)
    {
        int byScore = other.Score.CompareTo(Score);
        return byScore != 0 ? byScore : other.Sequence.CompareTo(Sequence);
    }

    /// <summary>True when the left one ranks before the right one.</summary>
    public static bool operator <(ScoredSequence left, ScoredSequence right) => left.CompareTo(right) < 0;

    /// <summary>True when the left one ranks after the right one.</summary>
    public static bool operator >(ScoredSequence left, ScoredSequence right) => left.CompareTo(right) > 0;

    /// <summary>True when the left one ranks before the right one or is the same.</summary>
    public static bool operator <=(ScoredSequence left, ScoredSequence right) => left.CompareTo(right) <= 0;

    /// <summary>True when the left one ranks after the right one or is the same.</summary>
    public static bool operator >=(ScoredSequence left, ScoredSequence right) => left.CompareTo(right) >= 0;
}
