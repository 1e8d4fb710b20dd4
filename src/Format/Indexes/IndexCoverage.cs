namespace Feedlog.Format.Indexes;

/// <summary>The stretch of whole groups that an index file covers.</summary>
public sealed record IndexCoverage
{
    /// <summary>First sequence.</summary>
    public required ulong FirstSequence { get; init; }

    /// <summary>Last sequence.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>Number of the first group.</summary>
    public required ulong FirstGroup { get; init; }

    /// <summary>Number of the last group.</summary>
    public required ulong LastGroup { get; init; }

    /// <summary>Header checksum of the last commit.</summary>
    public required ulong LastCommit { get; init; }

    /// <summary>Number of the segment in which the last group lies.</summary>
    public required ulong EndSegment { get; init; }

    /// <summary>Where the last group ends in that segment, in bytes.</summary>
    public required long EndOffsetBytes { get; init; }

    /// <summary>Whether it can be a stretch of a log.</summary>
    internal FormatFault Fault
    {
        get
        {
            // Groups without slots make a stretch whose last sequence is the one before its first.
            bool isInOrder = FirstGroup <= LastGroup && (FirstSequence == 0 || LastSequence >= FirstSequence - 1);
            if (!isInOrder) return FormatFault.BadOrder;
            bool isInSegment = EndOffsetBytes is >= 0 and <= FormatLimits.SegmentBytesMax;
            return isInSegment ? FormatFault.None : FormatFault.BadLength;
        }
    }
}
