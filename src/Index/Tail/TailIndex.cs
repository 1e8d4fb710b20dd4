using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Vectors;

namespace Feedlog.Indexing.Tail;

/// <summary>
/// The indexes of a stretch of the newest frames, in memory: slots, ids, keys, times, times of recording, and whom
/// these frames have ended. Derived from the frames alone: fed with the same frames it is the same, whether they come
/// from the writer, from recovery or from another process.
/// </summary>
/// <remarks>One writer applies; readers look at the same time and see what was published to them. After
/// <see cref="Freeze"/> nothing changes any more.</remarks>
/// <param name="groupFloorMs">When the last group before this tail was recorded.</param>
public sealed class TailIndex(long groupFloorMs)
{
    private readonly Lock _expiryGate = new();
    private readonly List<int> _expiring = [];

    /// <summary>The slots.</summary>
    public SlotTable Slots { get; } = new();

    /// <summary>Ids to ordinals.</summary>
    public IdTable Ids { get; } = new();

    /// <summary>Keys to ordinals.</summary>
    public KeyTable Keys { get; } = new();

    /// <summary>Slots by time.</summary>
    public TimeIndex Times { get; } = new();

    /// <summary>When groups were recorded.</summary>
    public GroupLog Groups { get; } = new(groupFloorMs);

    /// <summary>Whom the frames of this tail have ended, here or in what is older.</summary>
    public DeathTable Deaths { get; } = new();

    /// <summary>The vectors that are in these frames.</summary>
    public VectorTails Vectors { get; } = new();

    /// <summary>How many records there are, ended or not. Writer only, until the tail is frozen.</summary>
    public long RecordCount { get; private set; }

    /// <summary>Says whether nothing is added any more.</summary>
    public bool IsFrozen { get; private set; }

    /// <summary>Sequence of the last slot; 0 if there is none.</summary>
    public ulong LastSequence => Slots.Count == 0 ? 0 : Slots[Slots.Count - 1].Sequence;

    /// <summary>Takes the next frame. Writer only.</summary>
    /// <param name="header">Its header, with the sequence.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="keyHash">Hash of its stream and key, if it has a key.</param>
    /// <param name="expiresAtMs">When it expires; <see cref="long.MaxValue"/> for never.</param>
    /// <param name="victim">Sequence of the record that it ends; 0 for none.</param>
    public void Apply(
        in FrameHeader header, FrameAddress address, WideHash keyHash, long expiresAtMs, ulong victim)
    {
        bool isRecord = header.Type == FrameType.Record;
        bool hasKey = (header.Flags & FrameFlags.HasKey) != 0;
        int previous = isRecord && hasKey && Keys.TryFindHead(keyHash, out int head) ? head : Slot.NoPrevious;
        int ordinal = Slots.Add(new Slot
        {
            Address = address,
            Sequence = header.Sequence,
            Id = header.Id,
            TimestampMs = header.TimestampMs,
            ExpiresAtMs = expiresAtMs,
            KeyHash = keyHash,
            Previous = previous,
            Type = header.Type,
            HasKey = hasKey,
        });
        Times.Add(ordinal, header.TimestampMs);
        if (victim != 0) Deaths.Add(victim, header.Sequence, isTombstone: !isRecord);
        if (!isRecord) return;
        RecordCount++;
        Ids.Add(header.Id, ordinal, address);
        if (hasKey) Keys.SetHead(keyHash, ordinal);
        if (expiresAtMs == long.MaxValue) return;
        lock (_expiryGate) _expiring.Add(ordinal);
    }

    /// <summary>Says that no more frames will come.</summary>
    public void Freeze() => IsFrozen = true;

    /// <summary>Sequences of the records of the first slots that have expired at a time, ended or not.</summary>
    public List<ulong> ExpiredBy(long nowMs, int visibleCount)
    {
        List<ulong> expired = [];
        lock (_expiryGate)
        {
            foreach (int ordinal in _expiring)
            {
                ref readonly Slot slot = ref Slots[ordinal];
                if (ordinal < visibleCount && slot.ExpiresAtMs <= nowMs) expired.Add(slot.Sequence);
            }
        }

        return expired;
    }
}
