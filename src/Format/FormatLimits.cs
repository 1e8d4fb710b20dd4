namespace Feedlog.Format;

/// <summary>
/// Every maximum of the format. FORMAT.md section 1.3; a length above its maximum is a fault, not a request.
/// </summary>
public static class FormatLimits
{
    /// <summary>Longest key in bytes: it must fit a page of any index beside its neighbours.</summary>
    public const int KeyBytesMax = 512;

    /// <summary>Longest stream name in bytes.</summary>
    public const int StreamBytesMax = 128;

    /// <summary>Longest kind in bytes.</summary>
    public const int KindBytesMax = 64;

    /// <summary>Most tags a record may carry.</summary>
    public const int TagCountMax = 64;

    /// <summary>Longest tag in bytes.</summary>
    public const int TagBytesMax = 128;

    /// <summary>Largest metadata object in bytes.</summary>
    public const int MetadataBytesMax = 64 * 1024;

    /// <summary>
    /// Largest metadata of a portable frame in bytes: what travels beside the record's own metadata when a record is
    /// exported (key, stream, kind, 64 tags), with every byte escaped, is below the other half.
    /// </summary>
    public const int PortableMetadataBytesMax = 2 * MetadataBytesMax;

    /// <summary>Deepest nesting of a metadata object: enough for people, too little for stack attacks.</summary>
    public const int MetadataDepthMax = 32;

    /// <summary>Largest content in bytes.</summary>
    public const int ContentBytesMax = 16 * 1024 * 1024;

    /// <summary>Largest extension area in bytes: 64 tags, a 4,096-dimension f32 vector and room for the rest.</summary>
    public const int ExtensionsBytesMax = 128 * 1024;

    /// <summary>Most dimensions of a vector.</summary>
    public const int VectorDimensionsMax = 4096;

    /// <summary>Longest original id of an imported v1 frame in bytes.</summary>
    public const int OriginalIdBytesMax = 256;

    /// <summary>Largest frame in bytes: every part at its maximum, rounded up.</summary>
    public const int FrameBytesMax = 64 + KeyBytesMax + ExtensionsBytesMax + ContentBytesMax + MetadataBytesMax;

    /// <summary>Most frames in one group, its commit frame not counted.</summary>
    public const int GroupFramesMax = 65_536;

    /// <summary>Largest group in bytes, its commit frame not counted: a group never spans segments.</summary>
    public const int GroupBytesMax = 48 * 1024 * 1024;

    /// <summary>Largest segment in bytes up to its logical end; the footer may follow.</summary>
    public const int SegmentBytesMax = 64 * 1024 * 1024;

    /// <summary>Most record slots in a chunk: one 64-bit word masks it with room to spare.</summary>
    public const int ChunkSlotsMax = 50;

    /// <summary>A chunk that reaches this many bytes ends before its 50th slot.</summary>
    public const int ChunkBytesMax = 256 * 1024;

    /// <summary>Most slots in a chunk of a shard; writers take <see cref="ChunkSlotsMax"/> unless told otherwise.
    /// </summary>
    public const int ShardChunkSlotsMax = 256;

    /// <summary>Largest sum of the chunks of a shard in bytes: a bound for readers of hostile files.</summary>
    public const long ShardBytesMax = 1L << 40;

    /// <summary>Largest manifest in bytes: a bound for readers of hostile files.</summary>
    public const int ManifestBytesMax = 64 * 1024 * 1024;

    /// <summary>Earliest timestamp: 0001-01-01T00:00:00.000Z in ms since 1970.</summary>
    public const long TimestampMsMin = -62_135_596_800_000;

    /// <summary>Latest timestamp: 9999-12-31T23:59:59.999Z in ms since 1970.</summary>
    public const long TimestampMsMax = 253_402_300_799_999;

    /// <summary>
    /// How far the next sequence jumps after an unclean end. At most one segment is unsynced at any moment, and no
    /// frame is shorter than its header, so no reader can have seen a sequence this far beyond what survived.
    /// </summary>
    public const ulong RecoverySequenceGap = 2 * SegmentBytesMax / 64;
}
