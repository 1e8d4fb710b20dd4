using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Salvaging;

/// <summary>A file with frames of the log, and what is known of the part of the log that it holds.</summary>
internal sealed record SalvageSegment
{
    /// <summary>Its name, relative to the store's folder.</summary>
    public required string Path { get; init; }

    /// <summary>The number that its frames were sealed for.</summary>
    public required ulong Number { get; init; }

    /// <summary>What its first group follows from; null if neither header nor manifest say it.</summary>
    public required GroupChain? Chain { get; init; }

    /// <summary>Where its log ends in bytes, if the manifest says it; else the end of the file.</summary>
    public required long EndBytes { get; init; }

    /// <summary>How many sequences right before its first one were skipped on purpose.</summary>
    public required ulong DeclaredGap { get; init; }

    /// <summary>Frames from this sequence on are not taken from it: a later file has them, or they were dropped.
    /// </summary>
    public required ulong LimitSequence { get; init; }

    /// <summary>Its entry, if the manifest says that its frames lie in shards; else null.</summary>
    public SegmentEntry? Archived { get; init; }

    /// <summary>Says whether the writer was appending to it, so that what it ends with may never have been promised.
    /// </summary>
    public required bool IsOpen { get; init; }
}
