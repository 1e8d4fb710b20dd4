namespace Feedlog.Format.Segments;

/// <summary>Offsets inside an entry of the chunk directory. FORMAT.md section 6.2; little-endian.</summary>
public static class ChunkLayout
{
    /// <summary>Offset of where the chunk begins in the segment, u64 bytes.</summary>
    public const int Offset = 0;

    /// <summary>Offset of the chunk's length in bytes, u32: from its first frame to the end of its last.</summary>
    public const int Length = Offset + 8;

    /// <summary>Offset of the number of slots, u32, 1 to 50.</summary>
    public const int SlotCount = Length + 4;

    /// <summary>Offset of the earliest timestamp, i64 ms.</summary>
    public const int TimeMin = SlotCount + 4;

    /// <summary>Offset of the latest timestamp, i64 ms.</summary>
    public const int TimeMax = TimeMin + 8;

    /// <summary>Offset of the first sequence, u64.</summary>
    public const int FirstSequence = TimeMax + 8;

    /// <summary>Offset of the last sequence, u64.</summary>
    public const int LastSequence = FirstSequence + 8;

    /// <summary>Offset of the earliest expiry, i64 ms; the largest i64 for none.</summary>
    public const int ExpiryMin = LastSequence + 8;

    /// <summary>Offset of the XXH3 over the header checksums of the chunk's frames, u64.</summary>
    public const int Hash = ExpiryMin + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Hash + 8;
}
