namespace Feedlog;

/// <summary>Counts and sizes of a store at one moment.</summary>
public sealed record StoreStats
{
    /// <summary>Records that a scan would return.</summary>
    public required long Frames { get; init; }

    /// <summary>Records that were deleted, superseded or have expired, and whose bytes are still there.</summary>
    public required long Deleted { get; init; }

    /// <summary>Segments of the log.</summary>
    public required int Segments { get; init; }

    /// <summary>Shards of the cold tier.</summary>
    public required int Shards { get; init; }

    /// <summary>Bytes of the log up to the logical ends of its segments.</summary>
    public required long BytesHot { get; init; }

    /// <summary>Bytes of the cold tier.</summary>
    public required long BytesCold { get; init; }

    /// <summary>Bytes of index files.</summary>
    public required long BytesIndex { get; init; }

    /// <summary>Records that no keyword index covers, at most; a search reads them one by one.</summary>
    public required long IndexLagFrames { get; init; }

    /// <summary>
    /// Records that wait for a vector of the model with which the store was opened; if it was opened without, records
    /// behind the newest one that has a vector of any model.
    /// </summary>
    public required long EmbeddingLagFrames { get; init; }

    /// <summary>How long ago the first of those was recorded; 0 if none waits.</summary>
    public required double EmbeddingLagMilliseconds { get; init; }

    /// <summary>How often embedding has failed since the store was opened; each time it pauses and tries again.
    /// </summary>
    public required long EmbeddingFaults { get; init; }

    /// <summary>Earliest timestamp of a live record.</summary>
    public required DateTimeOffset? Oldest { get; init; }

    /// <summary>Latest timestamp of a live record.</summary>
    public required DateTimeOffset? Newest { get; init; }

    /// <summary>Sequence of the newest published frame.</summary>
    public required ulong LastSequence { get; init; }

    /// <summary>How long opening took.</summary>
    public required double OpenMilliseconds { get; init; }
}
