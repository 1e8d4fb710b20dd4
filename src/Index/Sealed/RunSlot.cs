using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Sealed;

/// <summary>What a run is to know of one slot-bearing frame.</summary>
public readonly record struct RunSlot
{
    /// <summary>Its sequence.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Where it is.</summary>
    public required FrameAddress Address { get; init; }

    /// <summary>Whether it is a record; of other frames a run knows where they are and nothing else.</summary>
    public required bool IsRecord { get; init; }

    /// <summary>Its id; 0 for none.</summary>
    public ulong Id { get; init; }

    /// <summary>Its timestamp in ms.</summary>
    public long TimestampMs { get; init; }

    /// <summary>When it expires, in ms; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAtMs { get; init; }

    /// <summary>The salted hash of its stream and key.</summary>
    public WideHash KeyHash { get; init; }

    /// <summary>Whether it has a key.</summary>
    public bool HasKey { get; init; }
}
