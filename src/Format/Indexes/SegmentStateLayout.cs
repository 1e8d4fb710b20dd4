namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside the first row of section SegmentState; little-endian.</summary>
/// <remarks>If there is an open chunk, its chunk entry and the rows of its header checksums follow, then the entries of
/// the complete chunks; each row has the size of a chunk entry.</remarks>
public static class SegmentStateLayout
{
    /// <summary>Offset of the segment's number, u64.</summary>
    public const int Segment = 0;

    /// <summary>Offset of the number of groups, u64.</summary>
    public const int GroupCount = Segment + 8;

    /// <summary>Offset of the number of slots, u64.</summary>
    public const int SlotCount = GroupCount + 8;

    /// <summary>Offset of the earliest timestamp, i64 ms; the largest i64 in an empty segment.</summary>
    public const int TimeMin = SlotCount + 8;

    /// <summary>Offset of the latest timestamp, i64 ms; the smallest i64 in an empty segment.</summary>
    public const int TimeMax = TimeMin + 8;

    /// <summary>Offset of the earliest expiry, i64 ms; the largest i64 for none.</summary>
    public const int ExpiryMin = TimeMax + 8;

    /// <summary>Offset of the number of slots of the open chunk, u64; 0 for none.</summary>
    public const int OpenSlotCount = ExpiryMin + 8;

    /// <summary>Offset of eight reserved bytes, zero.</summary>
    public const int Reserved = OpenSlotCount + 8;

    /// <summary>Size of a row in bytes.</summary>
    public const int RowBytes = Reserved + 8;

    /// <summary>How many rows the header checksums of an open chunk take.</summary>
    public const int HashRows = 7;
}
