namespace Feedlog.Indexing.Sealed;

/// <summary>A time and a sequence, in the order of sections Times, Groups and Expiries.</summary>
/// <param name="TimeMs">The time in ms.</param>
/// <param name="Sequence">The sequence.</param>
internal readonly record struct TimeEntry(long TimeMs, ulong Sequence) : IComparable<TimeEntry>
{
    /// <inheritdoc/>
    public int CompareTo(TimeEntry other) =>
        TimeMs != other.TimeMs ? TimeMs.CompareTo(other.TimeMs) : Sequence.CompareTo(other.Sequence);
}
