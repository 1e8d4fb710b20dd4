namespace Feedlog.Format.Shards;

/// <summary>Offsets and sizes of the footer of a shard, its last page. FORMAT.md section 7.14; little-endian.</summary>
public static class ShardFooterLayout
{
    /// <summary>Offset of the 8 magic bytes "FEEDSEND".</summary>
    public const int Magic = 0;

    /// <summary>Offset of the format version, u32.</summary>
    public const int Version = Magic + 8;

    /// <summary>Offset of 4 reserved bytes, zero.</summary>
    public const int Reserved = Version + 4;

    /// <summary>Offset of the shard's number, u64.</summary>
    public const int Number = Reserved + 4;

    /// <summary>Offset of the checksum of the header, u64.</summary>
    public const int HeaderHash = Number + 8;

    /// <summary>Offset of the number of chunks, u64.</summary>
    public const int ChunkCount = HeaderHash + 8;

    /// <summary>Offset of the number of slots, u64.</summary>
    public const int SlotCount = ChunkCount + 8;

    /// <summary>Offset of the number of slots that are records, u64.</summary>
    public const int RecordCount = SlotCount + 8;

    /// <summary>Offset of the sum of the lengths of all frames in bytes, u64.</summary>
    public const int FrameBytes = RecordCount + 8;

    /// <summary>Offset of where the last chunk ends, u64 bytes.</summary>
    public const int ChunksEnd = FrameBytes + 8;

    /// <summary>Offset of the first sequence, u64.</summary>
    public const int FirstSequence = ChunksEnd + 8;

    /// <summary>Offset of the last sequence, u64.</summary>
    public const int LastSequence = FirstSequence + 8;

    /// <summary>Offset of the address of the first frame, u64.</summary>
    public const int FirstAddress = LastSequence + 8;

    /// <summary>Offset of the address of the last frame, u64.</summary>
    public const int LastAddress = FirstAddress + 8;

    /// <summary>Offset of the earliest timestamp, i64 ms.</summary>
    public const int TimeMin = LastAddress + 8;

    /// <summary>Offset of the latest timestamp, i64 ms.</summary>
    public const int TimeMax = TimeMin + 8;

    /// <summary>Offset of the earliest expiry, i64 ms; the largest i64 for none.</summary>
    public const int ExpiryMin = TimeMax + 8;

    /// <summary>Offset of the XXH3 over the header checksums of all frames, u64.</summary>
    public const int FramesHash = ExpiryMin + 8;

    /// <summary>Size of the fixed part in bytes; what lies behind it on the page is zero.</summary>
    public const int FixedBytes = FramesHash + 8;

    /// <summary>The magic bytes.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "FEEDSEND"u8;
}
