using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Explain;

/// <summary>The fields of the structures on disk, by the names and sections of FORMAT.md.</summary>
/// <param name="Name">Name of the structure.</param>
/// <param name="Section">Its section in FORMAT.md.</param>
/// <param name="Fields">Its fields, in order.</param>
internal sealed partial record Structure(string Name, string Section, IReadOnlyList<Field> Fields)
{
    /// <summary>The header of a segment.</summary>
    public static Structure SegmentHeader { get; } = new("segment header", "3",
    [
        Text("Magic", SegmentLayout.Magic, 8),
        Number("Version", SegmentLayout.Version, 4),
        Number("HeaderSize", SegmentLayout.HeaderSize, 4),
        Raw("StoreId", SegmentLayout.StoreId, 16),
        Hex("Salt", SegmentLayout.Salt, 8),
        Hex("RequiredFeatures", SegmentLayout.RequiredFeatures, 8),
        Hex("OptionalFeatures", SegmentLayout.OptionalFeatures, 8),
        Number("Number", SegmentLayout.Number, 8),
        Number("FirstSequence", SegmentLayout.FirstSequence, 8),
        Number("DeclaredGap", SegmentLayout.DeclaredGap, 8),
        Number("FirstGroup", SegmentLayout.FirstGroup, 8),
        Hex("PreviousCommit", SegmentLayout.PreviousCommit, 8),
        Time("CreatedAt", SegmentLayout.CreatedAt),
        Raw("Reserved", SegmentLayout.Reserved, 8),
        Hex("HeaderHash", SegmentLayout.HeaderHash, 8),
    ]);

    /// <summary>The header of a frame.</summary>
    public static Structure FrameHeader { get; } = new("frame header", "4.1",
    [
        Raw("Magic", FrameLayout.Magic, 2),
        Number("Version", FrameLayout.Version, 1),
        Number("Type", FrameLayout.Type, 1),
        Number("TotalLength", FrameLayout.TotalLength, 4),
        Number("Sequence", FrameLayout.Sequence, 8),
        Hex("Id", FrameLayout.Id, 8),
        Time("Timestamp", FrameLayout.Timestamp),
        Number("ContentLength", FrameLayout.ContentLength, 4),
        Number("MetadataLength", FrameLayout.MetadataLength, 4),
        Number("ExtensionsLength", FrameLayout.ExtensionsLength, 4),
        Number("KeyLength", FrameLayout.KeyLength, 2),
        Hex("Flags", FrameLayout.Flags, 2),
        Hex("BodyHash", FrameLayout.BodyHash, 8),
        Hex("HeaderHash", FrameLayout.HeaderHash, 8),
    ]);

    /// <summary>The content of a commit frame.</summary>
    public static Structure Commit { get; } = new("commit", "4.6",
    [
        Number("FirstSequence", CommitLayout.FirstSequence, 8),
        Number("FrameCount", CommitLayout.FrameCount, 4),
        Raw("Reserved", CommitLayout.Reserved, 4),
        Number("ByteCount", CommitLayout.ByteCount, 8),
        Hex("GroupHash", CommitLayout.GroupHash, 8),
        Hex("PreviousCommit", CommitLayout.PreviousCommit, 8),
        Number("DurableThrough", CommitLayout.DurableThrough, 8),
    ]);

    /// <summary>The fixed part of a footer frame's content.</summary>
    public static Structure Footer { get; } = new("footer", "6.1",
    [
        Number("SlotCount", FooterLayout.SlotCount, 8),
        Number("GroupCount", FooterLayout.GroupCount, 8),
        Number("FirstSequence", FooterLayout.FirstSequence, 8),
        Number("LastSequence", FooterLayout.LastSequence, 8),
        Number("FirstGroup", FooterLayout.FirstGroup, 8),
        Number("LastGroup", FooterLayout.LastGroup, 8),
        Time("TimeMin", FooterLayout.TimeMin),
        Time("TimeMax", FooterLayout.TimeMax),
        Time("ExpiryMin", FooterLayout.ExpiryMin),
        Hex("LastCommit", FooterLayout.LastCommit, 8),
        Number("LogicalEnd", FooterLayout.LogicalEnd, 8),
        Number("ChunkCount", FooterLayout.ChunkCount, 4),
        Raw("Reserved", FooterLayout.Reserved, 4),
    ]);

    /// <summary>An entry of the chunk directory of a footer.</summary>
    public static Structure Chunk { get; } = new("chunk entry", "6.2",
    [
        Number("Offset", ChunkLayout.Offset, 8),
        Number("Length", ChunkLayout.Length, 4),
        Number("SlotCount", ChunkLayout.SlotCount, 4),
        Time("TimeMin", ChunkLayout.TimeMin),
        Time("TimeMax", ChunkLayout.TimeMax),
        Number("FirstSequence", ChunkLayout.FirstSequence, 8),
        Number("LastSequence", ChunkLayout.LastSequence, 8),
        Time("ExpiryMin", ChunkLayout.ExpiryMin),
        Hex("Hash", ChunkLayout.Hash, 8),
    ]);

    /// <summary>The fixed part of the manifest.</summary>
    public static Structure Manifest { get; } = new("manifest", "7.1",
    [
        Text("Magic", ManifestLayout.Magic, 8),
        Number("Version", ManifestLayout.Version, 4),
        Number("TotalLength", ManifestLayout.TotalLength, 4),
        Raw("StoreId", ManifestLayout.StoreId, 16),
        Hex("Salt", ManifestLayout.Salt, 8),
        Hex("RequiredFeatures", ManifestLayout.RequiredFeatures, 8),
        Hex("OptionalFeatures", ManifestLayout.OptionalFeatures, 8),
        Number("Generation", ManifestLayout.Generation, 8),
        Number("NextSegment", ManifestLayout.NextSegment, 8),
        Number("NextIndexFile", ManifestLayout.NextIndexFile, 8),
        Number("HistoryFloor", ManifestLayout.HistoryFloor, 8),
        Time("CreatedAt", ManifestLayout.CreatedAt),
        Text("Analyzer", ManifestLayout.Analyzer, ManifestLayout.AnalyzerBytes),
        Text("UnicodeVersion", ManifestLayout.UnicodeVersion, ManifestLayout.UnicodeVersionBytes),
        Number("SegmentCount", ManifestLayout.SegmentCount, 4),
        Number("ShardCount", ManifestLayout.ShardCount, 4),
        Number("IndexFileCount", ManifestLayout.IndexFileCount, 4),
        Number("LiveFileCount", ManifestLayout.LiveFileCount, 4),
        Number("WordFileCount", ManifestLayout.WordFileCount, 4),
        Number("VectorFileCount", ManifestLayout.VectorFileCount, 4),
        Number("LastShard", ManifestLayout.LastShard, 8),
    ]);

    /// <summary>A segment entry of the manifest.</summary>
    public static Structure SegmentEntry { get; } = new("segment entry", "7.1",
    [
        Number("Number", SegmentEntryLayout.Number, 8),
        Number("State", SegmentEntryLayout.State, 4),
        Raw("Reserved", SegmentEntryLayout.Reserved, 4),
        Number("FirstSequence", SegmentEntryLayout.FirstSequence, 8),
        Number("LastSequence", SegmentEntryLayout.LastSequence, 8),
        Number("FirstGroup", SegmentEntryLayout.FirstGroup, 8),
        Number("LastGroup", SegmentEntryLayout.LastGroup, 8),
        Number("SlotCount", SegmentEntryLayout.SlotCount, 8),
        Number("LogicalEnd", SegmentEntryLayout.LogicalEnd, 8),
        Number("FooterOffset", SegmentEntryLayout.FooterOffset, 8),
        Time("TimeMin", SegmentEntryLayout.TimeMin),
        Time("TimeMax", SegmentEntryLayout.TimeMax),
        Hex("LastCommit", SegmentEntryLayout.LastCommit, 8),
    ]);

    /// <summary>The checksum at the end of the manifest.</summary>
    public static Structure ManifestHash { get; } = new("manifest checksum", "7.1",
        [Hex("Hash", 0, ManifestLayout.HashBytes)]);

    /// <summary>A slot of the watermark.</summary>
    public static Structure WatermarkSlot { get; } = new("watermark slot", "7.2",
    [
        Text("Magic", WatermarkLayout.Magic, 8),
        Number("Counter", WatermarkLayout.Counter, 8),
        Number("DurableGroup", WatermarkLayout.DurableGroup, 8),
        Number("PublishedSegment", WatermarkLayout.PublishedSegment, 8),
        Number("PublishedEnd", WatermarkLayout.PublishedEnd, 8),
        Number("PublishedGroup", WatermarkLayout.PublishedGroup, 8),
        Number("PublishedSequence", WatermarkLayout.PublishedSequence, 8),
        Hex("Hash", WatermarkLayout.Hash, 8),
    ]);

    /// <summary>Its size in bytes: where its last field ends.</summary>
    public int SizeBytes => Fields[^1].OffsetBytes + Fields[^1].SizeBytes;

    private static Field Number(string name, int offset, int size) => new(name, offset, size, FieldForm.Number);

    private static Field Hex(string name, int offset, int size) => new(name, offset, size, FieldForm.Hexadecimal);

    private static Field Raw(string name, int offset, int size) => new(name, offset, size, FieldForm.Bytes);

    private static Field Text(string name, int offset, int size) => new(name, offset, size, FieldForm.Text);

    private static Field Time(string name, int offset) => new(name, offset, sizeof(long), FieldForm.Time);
}
