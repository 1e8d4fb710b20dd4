namespace Feedlog.Format.Segments;

/// <summary>Offsets inside the content of a footer frame. FORMAT.md section 6.1; little-endian.</summary>
public static class FooterLayout
{
    /// <summary>Offset of the number of slot-bearing frames, u64.</summary>
    public const int SlotCount = 0;

    /// <summary>Offset of the number of groups, u64.</summary>
    public const int GroupCount = SlotCount + 8;

    /// <summary>Offset of the first sequence, u64; 0 in an empty segment.</summary>
    public const int FirstSequence = GroupCount + 8;

    /// <summary>Offset of the last sequence, u64; 0 in an empty segment.</summary>
    public const int LastSequence = FirstSequence + 8;

    /// <summary>Offset of the first group's number, u64.</summary>
    public const int FirstGroup = LastSequence + 8;

    /// <summary>Offset of the last group's number, u64; one less than the first in an empty segment.</summary>
    public const int LastGroup = FirstGroup + 8;

    /// <summary>Offset of the earliest timestamp, i64 ms.</summary>
    public const int TimeMin = LastGroup + 8;

    /// <summary>Offset of the latest timestamp, i64 ms.</summary>
    public const int TimeMax = TimeMin + 8;

    /// <summary>Offset of the earliest expiry, i64 ms; the largest i64 for none.</summary>
    public const int ExpiryMin = TimeMax + 8;

    /// <summary>Offset of the header checksum of the last commit, u64.</summary>
    public const int LastCommit = ExpiryMin + 8;

    /// <summary>Offset of the logical end, u64 bytes: where the last commit frame ends.</summary>
    public const int LogicalEnd = LastCommit + 8;

    /// <summary>Offset of the number of chunk entries, u32.</summary>
    public const int ChunkCount = LogicalEnd + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = ChunkCount + 4;

    /// <summary>Size of the fixed part in bytes; the chunk directory follows.</summary>
    public const int FixedBytes = Reserved + 4;
}
