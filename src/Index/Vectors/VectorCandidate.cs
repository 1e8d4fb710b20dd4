namespace Feedlog.Indexing.Vectors;

/// <summary>A row that may be among the nearest.</summary>
/// <param name="Upper">The most that its cosine can be, surely or nearly so.</param>
/// <param name="Row">Its entry.</param>
internal readonly record struct VectorCandidate(double Upper, VectorRow Row) : IComparable<VectorCandidate>
{
    /// <summary>The most promising first.</summary>
    public int CompareTo(VectorCandidate other) => other.Upper.CompareTo(Upper);
}
