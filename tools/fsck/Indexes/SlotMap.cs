using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Indexes;

/// <summary>
/// Numbers the slots of all runs without gaps, so that something can be kept for each: sequences may have wide gaps
/// between segments. Never changed after it was made.
/// </summary>
internal sealed class SlotMap
{
    private readonly List<(ulong FirstSequence, ulong SlotCount, long FirstSlot)> _extents = [];

    private SlotMap()
    {
    }

    /// <summary>How many slots there are.</summary>
    public long SlotCount { get; private set; }

    /// <summary>Reads the extents of the runs, which must be in the order of their stretches.</summary>
    public static SlotMap Read(CheckContext context, IEnumerable<IndexFileInPlace> runs)
    {
        SlotMap map = new();
        foreach (IndexFileInPlace run in runs)
        {
            using SectionStream stream = new(context, run, IndexSectionType.Extents);
            while (stream.MoveNext())
            {
                ulong sequence = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[ExtentLayout.FirstSequence..]);
                ulong slots = BinaryPrimitives.ReadUInt64LittleEndian(stream.Entry[ExtentLayout.SlotCount..]);
                map._extents.Add((sequence, slots, map.SlotCount));
                map.SlotCount += (long)slots;
            }
        }

        return map;
    }

    /// <summary>The number of the slot with this sequence; -1 if there is none.</summary>
    public long Find(ulong sequence)
    {
        int low = 0;
        int high = _extents.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_extents[middle].FirstSequence <= sequence) low = middle + 1;
            else high = middle;
        }

        if (low == 0) return -1;
        (ulong firstSequence, ulong slotCount, long firstSlot) = _extents[low - 1];
        ulong inExtent = sequence - firstSequence;
        return inExtent < slotCount ? firstSlot + (long)inExtent : -1;
    }

    /// <summary>The sequence of a slot; 0 if there is none with this number.</summary>
    public ulong SequenceOf(long slot)
    {
        int low = 0;
        int high = _extents.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_extents[middle].FirstSlot <= slot) low = middle + 1;
            else high = middle;
        }

        return slot < SlotCount && low > 0
            ? _extents[low - 1].FirstSequence + (ulong)(slot - _extents[low - 1].FirstSlot)
            : 0;
    }
}
