namespace Feedlog.Format.Indexes;

/// <summary>The parts of an entry of section Slots, one u32.</summary>
public static class SlotEntryLayout
{
    /// <summary>The bit that says that the frame is not a record.</summary>
    public const uint NotRecordBit = 1U << 31;

    /// <summary>The bits of the frame's offset in its segment, in units of the frame alignment.</summary>
    public const uint OffsetMask = NotRecordBit - 1;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = 4;
}
