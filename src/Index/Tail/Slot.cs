using Feedlog.Format;
using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Tail;

#pragma warning disable CA1051 // A slot lies in an array by the thousand; its fields are read in place.

/// <summary>What a tail knows of one slot-bearing frame. Written once, by the writer.</summary>
public struct Slot
{
    /// <summary>In <see cref="Previous"/>: there is no older version in this tail.</summary>
    public const int NoPrevious = -1;

    /// <summary>Where the frame is.</summary>
    public FrameAddress Address;

    /// <summary>The frame's sequence.</summary>
    public ulong Sequence;

    /// <summary>The frame's id; 0 where it has none.</summary>
    public ulong Id;

    /// <summary>The frame's timestamp in ms.</summary>
    public long TimestampMs;

    /// <summary>When the record expires in ms; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAtMs;

    /// <summary>Hash of stream and key, where it has a key.</summary>
    public WideHash KeyHash;

    /// <summary>Ordinal of the version before this one under the same key.</summary>
    public int Previous;

    /// <summary>What the frame is.</summary>
    public FrameType Type;

    /// <summary>Whether it has a key.</summary>
    public bool HasKey;

    /// <summary>Says whether this is a record.</summary>
    public readonly bool IsRecord => Type == FrameType.Record;
}
