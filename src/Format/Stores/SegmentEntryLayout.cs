namespace Feedlog.Format.Stores;

/// <summary>Offsets inside a segment entry of the manifest. FORMAT.md section 7.1; little-endian.</summary>
public static class SegmentEntryLayout
{
    /// <summary>Offset of the segment's number, u64.</summary>
    public const int Number = 0;

    /// <summary>Offset of the state, u32: 1 open, 2 sealed, 3 archived.</summary>
    public const int State = Number + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = State + 4;

    /// <summary>Offset of the first sequence, u64.</summary>
    public const int FirstSequence = Reserved + 4;

    /// <summary>Offset of the last sequence, u64; 0 while open.</summary>
    public const int LastSequence = FirstSequence + 8;

    /// <summary>Offset of the first group, u64.</summary>
    public const int FirstGroup = LastSequence + 8;

    /// <summary>Offset of the last group, u64; 0 while open.</summary>
    public const int LastGroup = FirstGroup + 8;

    /// <summary>Offset of the number of slots, u64; 0 while open.</summary>
    public const int SlotCount = LastGroup + 8;

    /// <summary>Offset of the logical end, u64 bytes; 0 while open.</summary>
    public const int LogicalEnd = SlotCount + 8;

    /// <summary>Offset of where the footer frame begins, u64 bytes; 0 while open, or if there is none.</summary>
    public const int FooterOffset = LogicalEnd + 8;

    /// <summary>Offset of the earliest timestamp, i64 ms; 0 while open.</summary>
    public const int TimeMin = FooterOffset + 8;

    /// <summary>Offset of the latest timestamp, i64 ms; 0 while open.</summary>
    public const int TimeMax = TimeMin + 8;

    /// <summary>Offset of the header checksum of the last commit, u64; 0 while open.</summary>
    public const int LastCommit = TimeMax + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = LastCommit + 8;
}
