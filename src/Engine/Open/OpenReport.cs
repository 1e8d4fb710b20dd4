namespace Feedlog;

/// <summary>What opening a store found and did.</summary>
public sealed record OpenReport
{
    /// <summary>
    /// True if the store was new, or its last writer closed it and nothing needed repair. In a store that is open for
    /// reading only: false if the watermark is damaged, and then the newest records may be missing here until somebody
    /// opens the store for writing.
    /// </summary>
    public required bool WasClean { get; init; }

    /// <summary>Frames that were written but that nobody had been promised durable, and that were kept.</summary>
    public long RescuedFrames { get; init; }

    /// <summary>Bytes of a torn tail that were left behind: frames without a whole group, promised to nobody.</summary>
    public long DroppedBytes { get; init; }

    /// <summary>Where the torn tail begins, as file and offset; empty if there was none.</summary>
    public string DroppedAt { get; init; } = "";

    /// <summary>How far the next sequence was moved so that no number is ever seen twice.</summary>
    public ulong SequenceGap { get; init; }

    /// <summary>Files that belong to no part of the store and were left alone.</summary>
    public IReadOnlyList<string> StrayFiles { get; init; } = [];

    /// <summary>
    /// Why the index files were set aside, and are made anew from the log; empty if they were used, or if there were
    /// none.
    /// </summary>
    public string IndexFault { get; init; } = "";

    /// <summary>Frames read while opening.</summary>
    public long ScannedFrames { get; init; }

    /// <summary>How long opening took, in milliseconds.</summary>
    public double Milliseconds { get; init; }
}
