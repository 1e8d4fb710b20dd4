using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Tail;

/// <summary>
/// All in-memory indexes of the log: slots, ids, keys, times, and who died when. Derived from the frames alone; fed
/// with the same frames it is the same, whether they come from the writer, from recovery or from another process.
/// </summary>
/// <remarks>
/// One writer applies; readers go through a <see cref="CatalogView"/> with a count that was published to them. Who dies
/// is decided here: a record with a key ends the live version under that key, a tombstone what it names.
/// </remarks>
public sealed class MemoryCatalog
{
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
    public GroupLog Groups { get; } = new();

    /// <summary>How many records there are that were not ended by a newer version or a tombstone.</summary>
    public long UnendedCount { get; private set; }

    /// <summary>How many records there are, ended or not.</summary>
    public long RecordCount { get; private set; }

    /// <summary>Takes the next frame. Writer only.</summary>
    /// <param name="header">Its header, with the sequence.</param>
    /// <param name="address">Where it is.</param>
    /// <param name="keyHash">Hash of its stream and key, if it has a key.</param>
    /// <param name="expiresAtMs">When it expires; <see cref="long.MaxValue"/> for never.</param>
    public void Apply(in FrameHeader header, FrameAddress address, UInt128 keyHash, long expiresAtMs)
    {
        bool hasKey = (header.Flags & FrameFlags.HasKey) != 0;
        int previous = hasKey && Keys.TryFindHead(keyHash, out int head) ? head : Slot.NoPrevious;
        int ordinal = Slots.Add(new Slot
        {
            Sequence = header.Sequence,
            Id = header.Id,
            Address = address,
            TimestampMs = header.TimestampMs,
            ExpiresAtMs = expiresAtMs,
            DiedAt = Slot.Alive,
            Previous = header.Type == FrameType.Record ? previous : Slot.NoPrevious,
            Type = header.Type,
        });
        Times.Add(ordinal, header.TimestampMs);
        if (header.Type == FrameType.Record) ApplyRecord(header, ordinal, address, keyHash, previous, expiresAtMs);
        else if (header.Type == FrameType.Tombstone) ApplyTombstone(header, previous);
    }

    /// <summary>How many records have expired at the time and were not ended otherwise. Writer's thread or a lock.
    /// </summary>
    public long CountExpired(long nowMs)
    {
        long count = 0;
        lock (_expiring)
        {
            foreach (int ordinal in _expiring)
            {
                ref readonly Slot slot = ref Slots[ordinal];
                if (slot.ExpiresAtMs <= nowMs && Volatile.Read(in slot.DiedAt) == Slot.Alive) count++;
            }
        }

        return count;
    }

    private void ApplyRecord(
        in FrameHeader header, int ordinal, FrameAddress address, UInt128 keyHash, int previous, long expiresAtMs)
    {
        RecordCount++;
        UnendedCount++;
        Ids.Add(header.Id, ordinal, address);
        if (expiresAtMs != long.MaxValue)
        {
            lock (_expiring) _expiring.Add(ordinal);
        }

        if ((header.Flags & FrameFlags.HasKey) == 0) return;
        if (previous != Slot.NoPrevious) End(previous, header.Sequence);
        Keys.SetHead(keyHash, ordinal);
    }

    private void ApplyTombstone(in FrameHeader header, int keyHead)
    {
        if ((header.Flags & FrameFlags.ById) == 0)
        {
            if (keyHead != Slot.NoPrevious) End(keyHead, header.Sequence);
        }
        else if (Ids.TryFind(header.Id, out int ordinal))
        {
            End(ordinal, header.Sequence);
        }
    }

    private void End(int ordinal, ulong sequence)
    {
        ref Slot slot = ref Slots[ordinal];
        if (slot.DiedAt != Slot.Alive) return;
        Volatile.Write(ref slot.DiedAt, sequence);
        UnendedCount--;
    }
}
