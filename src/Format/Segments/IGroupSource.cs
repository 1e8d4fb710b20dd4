using Feedlog.Format.Frames;

namespace Feedlog.Format.Segments;

/// <summary>Whole, valid groups of a segment, one after the other.</summary>
public interface IGroupSource
{
    /// <summary>Where the current group begins, in bytes.</summary>
    long GroupOffsetBytes { get; }

    /// <summary>Where it ends, in bytes.</summary>
    long EndBytes { get; }

    /// <summary>The commit of the current group.</summary>
    CommitFrame Commit { get; }

    /// <summary>The frames of the current group with its commit; valid until the next move.</summary>
    ReadOnlySpan<byte> Group { get; }

    /// <summary>What the group after the current one must follow from.</summary>
    GroupChain Chain { get; }

    /// <summary>Moves to the next group; false where there is none.</summary>
    bool MoveNext();
}
