namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of section Extents: slots of one segment with dense sequences.</summary>
public static class ExtentLayout
{
    /// <summary>Offset of the segment's number, u64.</summary>
    public const int Segment = 0;

    /// <summary>Offset of the sequence of the first slot, u64.</summary>
    public const int FirstSequence = Segment + 8;

    /// <summary>Offset of the number of slots, u64.</summary>
    public const int SlotCount = FirstSequence + 8;

    /// <summary>Offset of the index of the first slot in section Slots, u64.</summary>
    public const int FirstSlot = SlotCount + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = FirstSlot + 8;
}
