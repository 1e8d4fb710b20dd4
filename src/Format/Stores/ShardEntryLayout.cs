namespace Feedlog.Format.Stores;

/// <summary>Offsets inside a shard entry of the manifest. FORMAT.md section 7.1; little-endian.</summary>
public static class ShardEntryLayout
{
    /// <summary>Offset of the shard's number, u64.</summary>
    public const int Number = 0;

    /// <summary>Offset of the year of its month, u32.</summary>
    public const int Year = Number + 8;

    /// <summary>Offset of the month of the year, u32.</summary>
    public const int Month = Year + 4;

    /// <summary>Offset of the first sequence, u64.</summary>
    public const int FirstSequence = Month + 4;

    /// <summary>Offset of the last sequence, u64.</summary>
    public const int LastSequence = FirstSequence + 8;

    /// <summary>Offset of the address of the first frame, u64.</summary>
    public const int FirstAddress = LastSequence + 8;

    /// <summary>Offset of the address of the last frame, u64.</summary>
    public const int LastAddress = FirstAddress + 8;

    /// <summary>Offset of the number of slots, u64.</summary>
    public const int SlotCount = LastAddress + 8;

    /// <summary>Offset of the earliest timestamp, i64 ms.</summary>
    public const int TimeMin = SlotCount + 8;

    /// <summary>Offset of the latest timestamp, i64 ms.</summary>
    public const int TimeMax = TimeMin + 8;

    /// <summary>Offset of the earliest expiry, i64 ms; the largest i64 for none.</summary>
    public const int ExpiryMin = TimeMax + 8;

    /// <summary>Offset of the length of the file, u64 bytes.</summary>
    public const int Length = ExpiryMin + 8;

    /// <summary>Offset of the XXH3 over the header checksums of all frames, u64.</summary>
    public const int FramesHash = Length + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = FramesHash + 8;
}
