namespace Feedlog.Format.Shards;

/// <summary>Offsets and sizes of the header of a shard. FORMAT.md section 7.12; all integers little-endian.</summary>
public static class ShardLayout
{
    /// <summary>Offset of the 8 magic bytes "FEEDSHRD".</summary>
    public const int Magic = 0;

    /// <summary>Offset of the format version, u32.</summary>
    public const int Version = Magic + 8;

    /// <summary>Offset of the header's size in bytes, u32: chunks begin there.</summary>
    public const int HeaderSize = Version + 4;

    /// <summary>Offset of the store id, 16 bytes.</summary>
    public const int StoreId = HeaderSize + 4;

    /// <summary>Offset of the store's salt, u64.</summary>
    public const int Salt = StoreId + 16;

    /// <summary>Offset of the required feature bits, u64.</summary>
    public const int RequiredFeatures = Salt + 8;

    /// <summary>Offset of the optional feature bits, u64.</summary>
    public const int OptionalFeatures = RequiredFeatures + 8;

    /// <summary>Offset of the shard's number, u64.</summary>
    public const int Number = OptionalFeatures + 8;

    /// <summary>Offset of the sequence of the first frame, u64.</summary>
    public const int FirstSequence = Number + 8;

    /// <summary>Offset of the year, u32.</summary>
    public const int Year = FirstSequence + 8;

    /// <summary>Offset of the month of the year, u32.</summary>
    public const int Month = Year + 4;

    /// <summary>Offset of the time of creation, i64 ms since 1970 UTC.</summary>
    public const int CreatedAt = Month + 4;

    /// <summary>Offset of 8 reserved bytes, zero.</summary>
    public const int Reserved = CreatedAt + 8;

    /// <summary>Offset of the checksum, u64: XXH3 of all header bytes before it.</summary>
    public const int HeaderHash = Reserved + 8;

    /// <summary>Size of the header in bytes.</summary>
    public const int HeaderBytes = HeaderHash + 8;

    /// <summary>The magic bytes.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "FEEDSHRD"u8;
}
