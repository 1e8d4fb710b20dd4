namespace Feedlog.Format.Stores;

/// <summary>Offsets and sizes of the manifest. FORMAT.md section 7.1; all integers little-endian.</summary>
public static class ManifestLayout
{
    /// <summary>Offset of the 8 magic bytes "FEEDMANI".</summary>
    public const int Magic = 0;

    /// <summary>Offset of the format version, u32.</summary>
    public const int Version = Magic + 8;

    /// <summary>Offset of the manifest's length in bytes with its checksum, u32.</summary>
    public const int TotalLength = Version + 4;

    /// <summary>Offset of the store id, 16 bytes.</summary>
    public const int StoreId = TotalLength + 4;

    /// <summary>Offset of the store's salt, u64.</summary>
    public const int Salt = StoreId + 16;

    /// <summary>Offset of the required feature bits, u64.</summary>
    public const int RequiredFeatures = Salt + 8;

    /// <summary>Offset of the optional feature bits, u64.</summary>
    public const int OptionalFeatures = RequiredFeatures + 8;

    /// <summary>Offset of the generation, u64: grows by one with every replacement.</summary>
    public const int Generation = OptionalFeatures + 8;

    /// <summary>Offset of the next segment number, u64.</summary>
    public const int NextSegment = Generation + 8;

    /// <summary>Offset of the next index file number, u64.</summary>
    public const int NextIndexFile = NextSegment + 8;

    /// <summary>Offset of the history floor, u64: no view of the store as of a lower sequence exists.</summary>
    public const int HistoryFloor = NextIndexFile + 8;

    /// <summary>Offset of the time of creation, i64 ms since 1970 UTC.</summary>
    public const int CreatedAt = HistoryFloor + 8;

    /// <summary>Offset of the analyzer's name, 32 bytes UTF-8, zero-padded.</summary>
    public const int Analyzer = CreatedAt + 8;

    /// <summary>Offset of the Unicode version of the analyzer, 16 bytes ASCII, zero-padded.</summary>
    public const int UnicodeVersion = Analyzer + AnalyzerBytes;

    /// <summary>Offset of the number of segment entries, u32.</summary>
    public const int SegmentCount = UnicodeVersion + UnicodeVersionBytes;

    /// <summary>Offset of the number of shard entries, u32.</summary>
    public const int ShardCount = SegmentCount + 4;

    /// <summary>Offset of the number of entries of runs, u32.</summary>
    public const int IndexFileCount = ShardCount + 4;

    /// <summary>Offset of the number of entries of deaths, u32.</summary>
    public const int LiveFileCount = IndexFileCount + 4;

    /// <summary>Offset of the number of entries of words, u32.</summary>
    public const int WordFileCount = LiveFileCount + 4;

    /// <summary>Offset of the number of entries of vectors, u32.</summary>
    public const int VectorFileCount = WordFileCount + 4;

    /// <summary>Offset of the highest number that a shard has had, u64; 0 before the first.</summary>
    public const int LastShard = VectorFileCount + 4;

    /// <summary>Size of the fixed part in bytes; entries of segments, shards, runs, deaths, words and vectors follow.
    /// </summary>
    public const int FixedBytes = LastShard + 8;

    /// <summary>Size of the XXH3 of all bytes before it, which ends the manifest.</summary>
    public const int HashBytes = 8;

    /// <summary>Room for the analyzer's name in bytes.</summary>
    public const int AnalyzerBytes = 32;

    /// <summary>Room for the Unicode version in bytes.</summary>
    public const int UnicodeVersionBytes = 16;

    /// <summary>The magic bytes.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "FEEDMANI"u8;
}
