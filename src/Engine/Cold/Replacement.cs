using Feedlog.Format.Stores;

namespace Feedlog.Cold;

/// <summary>What a pass over the cold tier replaces by new shards, and what by.</summary>
internal sealed record Replacement
{
    /// <summary>Sealed segments, whole; their files go.</summary>
    public IReadOnlyList<SegmentEntry> Segments { get; init; } = [];

    /// <summary>Listed shards; their files go.</summary>
    public IReadOnlyList<ShardEntry> Shards { get; init; } = [];

    /// <summary>Opens all frames of those files. Called twice, and both times it gives the same.</summary>
    public required Func<IFrameSource> Open { get; init; }

    /// <summary>Told once of each frame that the new shards will have.</summary>
    public FrameVisitor? Seen { get; init; }
}
