using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Where the slots of a run lie: its slots, and its extents, which are kept in memory once they were asked
/// for. Any thread.</summary>
internal sealed class RunSlots
{
    private readonly IndexFileReader _file;
    private readonly IndexSection _extents;
    private readonly IndexSection _slots;
    private ExtentTable? _table;

    /// <summary>The slots of a run; a section that is left out is one without entries.</summary>
    public RunSlots(IndexFileReader file)
    {
        _file = file;
        file.TryGetSection(IndexSectionType.Extents, out _extents);
        file.TryGetSection(IndexSectionType.Slots, out _slots);
    }

    /// <summary>Number of slots.</summary>
    public long Count => _slots.EntryCount;

    // Read when it is first asked; two threads may both do so.
    private ExtentTable Table => Volatile.Read(ref _table) ?? ReadTable();

    /// <summary>Finds the slot with this sequence.</summary>
    public bool TryFind(ulong sequence, out FrameAddress address, out bool isRecord)
    {
        address = default;
        isRecord = false;
        if (!Table.TryFindSequence(sequence, out Extent extent)) return false;
        ulong inExtent = sequence - extent.FirstSequence;
        if (inExtent >= (ulong)extent.SlotCount) return false;
        ReadSlot(extent, (long)inExtent, out address, out isRecord);
        return true;
    }

    /// <summary>Reads a slot by its number.</summary>
    /// <exception cref="IndexDamageException">There is no such slot.</exception>
    public void Read(uint slot, out ulong sequence, out FrameAddress address, out bool isRecord)
    {
        bool isThere = Table.TryFindSlot(slot, out Extent extent) &&
            slot - extent.FirstSlot < extent.SlotCount;
        if (!isThere) throw _file.Contradiction(_extents);
        sequence = extent.FirstSequence + (ulong)(slot - extent.FirstSlot);
        ReadSlot(extent, slot - extent.FirstSlot, out address, out isRecord);
    }

    /// <summary>How many slots have a sequence that is not above this one.</summary>
    public long CountUpTo(ulong sequence)
    {
        if (!Table.TryFindSequence(sequence, out Extent extent)) return 0;
        ulong inExtent = Math.Min(sequence - extent.FirstSequence, (ulong)extent.SlotCount - 1) + 1;
        ulong count = (ulong)extent.FirstSlot + inExtent;
        return count <= (ulong)Count ? (long)count : throw _file.Contradiction(_extents);
    }

    private ExtentTable ReadTable()
    {
        ExtentTable table = new(_file, _extents);
        Volatile.Write(ref _table, table);
        return table;
    }

    private void ReadSlot(in Extent extent, long inExtent, out FrameAddress address, out bool isRecord)
    {
        ulong index = (ulong)extent.FirstSlot + (ulong)inExtent;
        if (index >= (ulong)Count) throw _file.Contradiction(_extents);
        uint slot = BinaryPrimitives.ReadUInt32LittleEndian(_file.Entry(_slots, (long)index));
        address = FrameAddress.At(
            extent.Segment, (long)(slot & SlotEntryLayout.OffsetMask) * FrameLayout.AlignmentBytes);
        isRecord = (slot & SlotEntryLayout.NotRecordBit) == 0;
    }
}
