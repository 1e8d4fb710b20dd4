using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Tail;

#pragma warning disable CA1051 // A slot lies in an array by the million; its fields are read in place.

/// <summary>What the catalog knows of one slot-bearing frame. Written once by the writer, but for its death.</summary>
/// <remarks>What a get needs comes first, so that it mostly lies in one line of the cache.</remarks>
public struct Slot
{
    /// <summary>In <see cref="DiedAt"/>: not dead.</summary>
    public const ulong Alive = ulong.MaxValue;

    /// <summary>In <see cref="Previous"/>: there is no older version.</summary>
    public const int NoPrevious = -1;

    /// <summary>Where the frame is.</summary>
    public FrameAddress Address;

    /// <summary>
    /// The sequence that ended the record. The writer stores it while readers look, with a volatile access on both
    /// sides; a reader whose view ends before that sequence sees the record alive either way.
    /// </summary>
    public ulong DiedAt;

    /// <summary>When the record expires in ms; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAtMs;

    /// <summary>Ordinal of the version before this one under the same key.</summary>
    public int Previous;

    /// <summary>What the frame is.</summary>
    public FrameType Type;

    /// <summary>The frame's sequence.</summary>
    public ulong Sequence;

    /// <summary>The frame's id; 0 where it has none.</summary>
    public ulong Id;

    /// <summary>The frame's timestamp in ms.</summary>
    public long TimestampMs;

    /// <summary>Says whether this is a record that was not ended at the sequence and has not expired at the time.
    /// </summary>
    public static bool IsLive(ref readonly Slot slot, ulong asOfSequence, long nowMs) =>
        slot.Type == FrameType.Record && Volatile.Read(in slot.DiedAt) > asOfSequence && slot.ExpiresAtMs > nowMs;
}
