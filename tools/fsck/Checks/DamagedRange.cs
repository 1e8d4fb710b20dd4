using Feedlog.Format.Segments;

namespace Feedlog.Fsck.Checks;

/// <summary>A part of a segment whose groups cannot be read, and where whole groups go on behind it.</summary>
internal readonly record struct DamagedRange
{
    /// <summary>Where the last whole group before it ends, in bytes.</summary>
    public required long FromBytes { get; init; }

    /// <summary>Where the next whole group begins, or the log ends, in bytes.</summary>
    public required long ToBytes { get; init; }

    /// <summary>Sound frames in it, whose groups are not whole.</summary>
    public required long IntactFrames { get; init; }

    /// <summary>Frames in it with a sound header and a damaged body.</summary>
    public required long DamagedFrames { get; init; }

    /// <summary>What the next whole group follows from; null if there is none.</summary>
    public required GroupChain? Resume { get; init; }

    /// <summary>The highest group that a sound commit in it calls durable.</summary>
    public required ulong DurableThrough { get; init; }
}
