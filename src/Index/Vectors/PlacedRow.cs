namespace Feedlog.Indexing.Vectors;

/// <summary>A row of a part, in the order of a file.</summary>
/// <param name="Target">Its target.</param>
/// <param name="Sequence">The sequence of its vector.</param>
/// <param name="Part">Which part.</param>
/// <param name="Row">Which row of it.</param>
internal readonly record struct PlacedRow(ulong Target, ulong Sequence, int Part, int Row) : IComparable<PlacedRow>
{
    /// <inheritdoc/>
    public int CompareTo(PlacedRow other)
    {
        int order = Target.CompareTo(other.Target);
        return order != 0 ? order : Sequence.CompareTo(other.Sequence);
    }
}
