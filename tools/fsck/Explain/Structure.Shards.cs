using Feedlog.Format.Shards;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Explain;

/// <content>The structures of shards.</content>
internal sealed partial record Structure
{
    /// <summary>A shard entry of the manifest.</summary>
    public static Structure ShardEntry { get; } = new("shard entry", "7.1",
    [
        Number("Number", ShardEntryLayout.Number, 8),
        Number("Year", ShardEntryLayout.Year, 4),
        Number("Month", ShardEntryLayout.Month, 4),
        Number("FirstSequence", ShardEntryLayout.FirstSequence, 8),
        Number("LastSequence", ShardEntryLayout.LastSequence, 8),
        Hex("FirstAddress", ShardEntryLayout.FirstAddress, 8),
        Hex("LastAddress", ShardEntryLayout.LastAddress, 8),
        Number("SlotCount", ShardEntryLayout.SlotCount, 8),
        Time("TimeMin", ShardEntryLayout.TimeMin),
        Time("TimeMax", ShardEntryLayout.TimeMax),
        Time("ExpiryMin", ShardEntryLayout.ExpiryMin),
        Number("Length", ShardEntryLayout.Length, 8),
        Hex("FramesHash", ShardEntryLayout.FramesHash, 8),
    ]);

    /// <summary>The header of a shard.</summary>
    public static Structure ShardHeader { get; } = new("shard header", "7.12",
    [
        Text("Magic", ShardLayout.Magic, 8),
        Number("Version", ShardLayout.Version, 4),
        Number("HeaderSize", ShardLayout.HeaderSize, 4),
        Raw("StoreId", ShardLayout.StoreId, 16),
        Hex("Salt", ShardLayout.Salt, 8),
        Hex("RequiredFeatures", ShardLayout.RequiredFeatures, 8),
        Hex("OptionalFeatures", ShardLayout.OptionalFeatures, 8),
        Number("Number", ShardLayout.Number, 8),
        Number("FirstSequence", ShardLayout.FirstSequence, 8),
        Number("Year", ShardLayout.Year, 4),
        Number("Month", ShardLayout.Month, 4),
        Time("CreatedAt", ShardLayout.CreatedAt),
        Raw("Reserved", ShardLayout.Reserved, 8),
        Hex("HeaderHash", ShardLayout.HeaderHash, 8),
    ]);

    /// <summary>The head of a chunk of a shard.</summary>
    public static Structure ShardChunkHead { get; } = OfChunk(
        "chunk head", Text("Magic", ShardChunkLayout.Magic, 8));

    /// <summary>The entry of a chunk in the directory of a shard.</summary>
    public static Structure ShardDirectoryEntry { get; } = OfChunk(
        "chunk directory entry", Number("Offset", ShardChunkLayout.Magic, 8));

    /// <summary>What lies between the head of a chunk and its end.</summary>
    public static Structure ShardChunkBody { get; } = new("addresses and stored bytes of a chunk", "7.13",
        [Hex("FramesHash", 0, sizeof(ulong))]);

    /// <summary>The footer of a shard.</summary>
    public static Structure ShardFooter { get; } = new("shard footer", "7.14",
    [
        Text("Magic", ShardFooterLayout.Magic, 8),
        Number("Version", ShardFooterLayout.Version, 4),
        Raw("Reserved", ShardFooterLayout.Reserved, 4),
        Number("Number", ShardFooterLayout.Number, 8),
        Hex("HeaderHash", ShardFooterLayout.HeaderHash, 8),
        Number("ChunkCount", ShardFooterLayout.ChunkCount, 8),
        Number("SlotCount", ShardFooterLayout.SlotCount, 8),
        Number("RecordCount", ShardFooterLayout.RecordCount, 8),
        Number("FrameBytes", ShardFooterLayout.FrameBytes, 8),
        Number("ChunksEnd", ShardFooterLayout.ChunksEnd, 8),
        Number("FirstSequence", ShardFooterLayout.FirstSequence, 8),
        Number("LastSequence", ShardFooterLayout.LastSequence, 8),
        Hex("FirstAddress", ShardFooterLayout.FirstAddress, 8),
        Hex("LastAddress", ShardFooterLayout.LastAddress, 8),
        Time("TimeMin", ShardFooterLayout.TimeMin),
        Time("TimeMax", ShardFooterLayout.TimeMax),
        Time("ExpiryMin", ShardFooterLayout.ExpiryMin),
        Hex("FramesHash", ShardFooterLayout.FramesHash, 8),
    ]);

    private static Structure OfChunk(string name, Field first) => new(name, "7.13",
    [
        first,
        Number("Codec", ShardChunkLayout.Codec, 1),
        Number("AddressWidth", ShardChunkLayout.AddressWidth, 1),
        Number("SlotCount", ShardChunkLayout.SlotCount, 2),
        Number("RawLength", ShardChunkLayout.RawLength, 4),
        Number("StoredLength", ShardChunkLayout.StoredLength, 4),
        Raw("Reserved", ShardChunkLayout.Reserved, 4),
        Number("FirstSequence", ShardChunkLayout.FirstSequence, 8),
        Number("LastSequence", ShardChunkLayout.LastSequence, 8),
        Hex("FirstAddress", ShardChunkLayout.FirstAddress, 8),
        Hex("LastAddress", ShardChunkLayout.LastAddress, 8),
        Time("TimeMin", ShardChunkLayout.TimeMin),
        Time("TimeMax", ShardChunkLayout.TimeMax),
        Time("ExpiryMin", ShardChunkLayout.ExpiryMin),
        Hex("BodyHash", ShardChunkLayout.BodyHash, 8),
        Hex("HeadHash", ShardChunkLayout.HeadHash, 8),
    ]);
}
