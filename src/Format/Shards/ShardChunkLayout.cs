namespace Feedlog.Format.Shards;

/// <summary>
/// Offsets and sizes of the head of a chunk of a shard, and of the entry that repeats it in the chunk directory.
/// FORMAT.md section 7.13; all integers little-endian.
/// </summary>
public static class ShardChunkLayout
{
    /// <summary>Offset of the 8 magic bytes "FEEDCHNK"; in the directory: where the chunk begins, u64 bytes.</summary>
    public const int Magic = 0;

    /// <summary>Offset of the codec, u8.</summary>
    public const int Codec = Magic + 8;

    /// <summary>Offset of the size of an address difference in bytes, u8, 1 to 8.</summary>
    public const int AddressWidth = Codec + 1;

    /// <summary>Offset of the number of slots, u16.</summary>
    public const int SlotCount = AddressWidth + 1;

    /// <summary>Offset of the length of the raw bytes, u32.</summary>
    public const int RawLength = SlotCount + 2;

    /// <summary>Offset of the length of the stored bytes, u32.</summary>
    public const int StoredLength = RawLength + 4;

    /// <summary>Offset of 4 reserved bytes, zero.</summary>
    public const int Reserved = StoredLength + 4;

    /// <summary>Offset of the first sequence, u64.</summary>
    public const int FirstSequence = Reserved + 4;

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

    /// <summary>Offset of the XXH3 of the chunk's bytes behind the head, u64.</summary>
    public const int BodyHash = ExpiryMin + 8;

    /// <summary>Offset of the head's checksum, u64: XXH3 of all bytes before it, seeded by place.</summary>
    public const int HeadHash = BodyHash + 8;

    /// <summary>Size of the head in bytes.</summary>
    public const int HeadBytes = HeadHash + 8;

    /// <summary>Bytes of the XXH3 over the header checksums of the frames, right behind the head.</summary>
    public const int FramesHashBytes = 8;

    /// <summary>Entries on a page of the chunk directory.</summary>
    public const int EntriesPerPage = Indexes.IndexPageLayout.PayloadBytes / HeadBytes;

    /// <summary>The magic bytes.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "FEEDCHNK"u8;
}
