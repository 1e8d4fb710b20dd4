using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>Where the slots of a run lie: its extents and slots. Any thread.</summary>
internal sealed class RunSlots
{
    private readonly IndexFileReader _file;
    private readonly IndexSection _extents;
    private readonly IndexSection _slots;

    /// <summary>The slots of a run; a section that is left out is one without entries.</summary>
    public RunSlots(IndexFileReader file)
    {
        _file = file;
        file.TryGetSection(IndexSectionType.Extents, out _extents);
        file.TryGetSection(IndexSectionType.Slots, out _slots);
    }

    /// <summary>Number of slots.</summary>
    public long Count => _slots.EntryCount;

    /// <summary>Finds the slot with this sequence.</summary>
    public bool TryFind(ulong sequence, out FrameAddress address, out bool isRecord)
    {
        address = default;
        isRecord = false;
        if (!TryFindExtent(ExtentLayout.FirstSequence, sequence, out Extent extent)) return false;
        ulong inExtent = sequence - extent.FirstSequence;
        if (inExtent >= (ulong)extent.SlotCount) return false;
        ReadSlot(extent, (long)inExtent, out address, out isRecord);
        return true;
    }

    /// <summary>Reads a slot by its number.</summary>
    /// <exception cref="IndexDamageException">There is no such slot.</exception>
    public void Read(uint slot, out ulong sequence, out FrameAddress address, out bool isRecord)
    {
        bool isThere = TryFindExtent(ExtentLayout.FirstSlot, slot, out Extent extent) &&
            slot - extent.FirstSlot < extent.SlotCount;
        if (!isThere) throw _file.Contradiction(_extents);
        sequence = extent.FirstSequence + (ulong)(slot - extent.FirstSlot);
        ReadSlot(extent, slot - extent.FirstSlot, out address, out isRecord);
    }

    /// <summary>How many slots have a sequence that is not above this one.</summary>
    public long CountUpTo(ulong sequence)
    {
        if (!TryFindExtent(ExtentLayout.FirstSequence, sequence, out Extent extent)) return 0;
        ulong inExtent = Math.Min(sequence - extent.FirstSequence, (ulong)extent.SlotCount - 1) + 1;
        ulong count = (ulong)extent.FirstSlot + inExtent;
        return count <= (ulong)Count ? (long)count : throw _file.Contradiction(_extents);
    }

    // The last extent with a word that is not above the bound.
    private bool TryFindExtent(int wordOffset, ulong bound, out Extent extent)
    {
        long low = 0;
        long high = _extents.EntryCount;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            ReadOnlySpan<byte> entry = _file.Entry(_extents, middle);
            if (BinaryPrimitives.ReadUInt64LittleEndian(entry[wordOffset..]) <= bound) low = middle + 1;
            else high = middle;
        }

        extent = low == 0 ? default : Extent.Read(_file.Entry(_extents, low - 1));
        if (extent.SlotCount < 0 || extent.FirstSlot < 0) throw _file.Contradiction(_extents);
        return extent.SlotCount > 0;
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
