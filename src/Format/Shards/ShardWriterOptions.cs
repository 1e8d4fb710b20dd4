namespace Feedlog.Format.Shards;

/// <summary>How a shard is written; nothing of it matters to who reads.</summary>
public sealed record ShardWriterOptions
{
    /// <summary>How chunks are packed; one that would not become smaller is stored raw.</summary>
    public ShardCodec Codec { get; init; } = ShardCodec.Lz4;

    /// <summary>How hard the packing tries: 0 to 12 with LZ4, 0 to 11 with Brotli.</summary>
    public int Level { get; init; }

    /// <summary>Slots of a chunk, 1 to 256; a chunk is shorter where it would exceed 256 KiB.</summary>
    public int ChunkSlots { get; init; } = FormatLimits.ChunkSlotsMax;
}
