namespace Feedlog.Indexing.Views;

/// <summary>Walks the records of one index in order of time, in either direction.</summary>
internal abstract class TimeCursor
{
    /// <summary>Timestamp of the current record in ms.</summary>
    public long TimestampMs { get; protected set; }

    /// <summary>The current record's sequence.</summary>
    public ulong Sequence { get; protected set; }

    /// <summary>The current record.</summary>
    public abstract Found Current { get; }

    /// <summary>Moves to the next record; false at the end.</summary>
    public abstract bool MoveNext();

    /// <summary>Says whether the current record comes before another's.</summary>
    public bool IsBefore(TimeCursor other, bool isReverse)
    {
        int order = TimestampMs != other.TimestampMs
            ? TimestampMs.CompareTo(other.TimestampMs)
            : Sequence.CompareTo(other.Sequence);
        return isReverse ? order > 0 : order < 0;
    }
}
