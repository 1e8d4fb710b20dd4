using System.Buffers;

namespace Feedlog.Fsck.Indexes;

/// <summary>What a stretch of slots are, half a byte for each. One thread at a time.</summary>
internal sealed class SlotKinds : IDisposable
{
    /// <summary>How many slots a stretch has at most: 8 MiB.</summary>
    public const long SlotsMax = 16 << 20;

    /// <summary>A record without a key: what a slot is until it is noted otherwise.</summary>
    public const int Record = 0;

    /// <summary>A record with a key.</summary>
    public const int KeyedRecord = 1;

    /// <summary>A tombstone, or something else that is no record.</summary>
    public const int NoRecord = 2;

    private const int KindMask = 3;
    private const int DeadBit = 4;
    private const int BitsOfSlot = 4;

    private readonly byte[] _halves;
    private readonly int _usedBytes;

    /// <summary>A stretch for so many slots, at most <see cref="SlotsMax"/>.</summary>
    public SlotKinds(long slotCount)
    {
        _usedBytes = (int)(Math.Min(slotCount, SlotsMax) + 1) / 2;
        _halves = ArrayPool<byte>.Shared.Rent(_usedBytes);
    }

    /// <summary>Moves to another stretch, of which nothing was noted yet.</summary>
    public void Clear(long firstSlot)
    {
        FirstSlot = firstSlot;
        _halves.AsSpan(0, _usedBytes).Clear();
    }

    /// <summary>The first slot of the stretch.</summary>
    public long FirstSlot { get; private set; }

    /// <summary>Says whether a slot lies in the stretch.</summary>
    public bool Holds(long slot) => slot >= FirstSlot && slot - FirstSlot < _usedBytes * 2L;

    /// <summary>What a slot of the stretch is.</summary>
    public int KindOf(long slot) => Half(slot) & KindMask;

    /// <summary>Notes what a slot is, if it lies in the stretch.</summary>
    public void SetKind(long slot, int kind)
    {
        if (!Holds(slot)) return;
        int index = (int)(slot - FirstSlot);
        int shift = index % 2 * BitsOfSlot;
        _halves[index / 2] = (byte)(_halves[index / 2] & ~(KindMask << shift) | kind << shift);
    }

    /// <summary>Notes that a slot of the stretch is dead; false if it was already.</summary>
    public bool TryKill(long slot)
    {
        if ((Half(slot) & DeadBit) != 0) return false;
        int index = (int)(slot - FirstSlot);
        _halves[index / 2] |= (byte)(DeadBit << (index % 2 * BitsOfSlot));
        return true;
    }

    /// <inheritdoc/>
    public void Dispose() => ArrayPool<byte>.Shared.Return(_halves);

    private int Half(long slot)
    {
        int index = (int)(slot - FirstSlot);
        return _halves[index / 2] >> (index % 2 * BitsOfSlot);
    }
}
