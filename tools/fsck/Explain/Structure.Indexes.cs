using System.Globalization;
using Feedlog.Format.Indexes;

namespace Feedlog.Fsck.Explain;

/// <content>The structures of index files.</content>
internal sealed partial record Structure
{
    /// <summary>Page 0 of an index file.</summary>
    public static Structure IndexHeader { get; } = new("index file header", "7.4",
    [
        Text("Magic", IndexHeaderLayout.Magic, 8),
        Number("Version", IndexHeaderLayout.Version, 4),
        Number("Kind", IndexHeaderLayout.Kind, 4),
        Number("Number", IndexHeaderLayout.Number, 8),
        Raw("StoreId", IndexHeaderLayout.StoreId, 16),
        Number("FirstSequence", IndexHeaderLayout.FirstSequence, 8),
        Number("LastSequence", IndexHeaderLayout.LastSequence, 8),
        Number("FirstGroup", IndexHeaderLayout.FirstGroup, 8),
        Number("LastGroup", IndexHeaderLayout.LastGroup, 8),
        Hex("LastCommit", IndexHeaderLayout.LastCommit, 8),
        Number("EndSegment", IndexHeaderLayout.EndSegment, 8),
        Number("EndOffset", IndexHeaderLayout.EndOffset, 8),
        Number("EntryCount", IndexHeaderLayout.EntryCount, 8),
        Number("PageCount", IndexHeaderLayout.PageCount, 8),
        Time("CreatedAt", IndexHeaderLayout.CreatedAt),
        Number("SectionCount", IndexHeaderLayout.SectionCount, 4),
        Raw("Reserved", IndexHeaderLayout.Reserved, 4),
        Hex("ModelHash", IndexHeaderLayout.ModelHash, 8),
        Raw("MoreReserved", IndexHeaderLayout.MoreReserved, 8),
    ]);

    /// <summary>The description of a section in page 0 of an index file.</summary>
    public static Structure IndexSection { get; } = new("index section", "7.4",
    [
        Number("Type", IndexSectionLayout.Type, 2),
        Raw("Reserved", IndexSectionLayout.Reserved, 2),
        Number("EntrySize", IndexSectionLayout.EntrySize, 4),
        Number("FirstPage", IndexSectionLayout.FirstPage, 8),
        Number("EntryCount", IndexSectionLayout.EntryCount, 8),
        Raw("MoreReserved", IndexSectionLayout.MoreReserved, 8),
    ]);

    /// <summary>The end of a page of an index file, counted from the beginning of the page.</summary>
    public static Structure IndexPageEnd { get; } = new("end of an index page", "7.3",
    [
        Hex("Hash", IndexPageLayout.Hash, 8),
        Raw("Reserved", IndexPageLayout.Reserved, 56),
    ]);

    /// <summary>The head of a packed page of an index file.</summary>
    public static Structure PackedPage { get; } = new("packed page", "7.15",
    [
        Number("Count", PackedPageLayout.Count, 2),
        Number("TimeBits", PackedPageLayout.TimeBits, 1),
        Number("SequenceBits", PackedPageLayout.SequenceBits, 1),
        Hex("Slope", PackedPageLayout.Slope, 1),
        Raw("Reserved", PackedPageLayout.Reserved, 3),
        Number("TimeUnit", PackedPageLayout.TimeUnit, 8),
        Time("Time", PackedPageLayout.Time),
        Number("Sequence", PackedPageLayout.Sequence, 8),
    ]);

    /// <summary>The entry of an index file in the manifest.</summary>
    public static Structure IndexEntry { get; } = new("index file entry", "7.1",
    [
        Number("Number", IndexEntryLayout.Number, 8),
        Number("Kind", IndexEntryLayout.Kind, 4),
        Raw("Reserved", IndexEntryLayout.Reserved, 4),
        Number("FirstSequence", IndexEntryLayout.FirstSequence, 8),
        Number("LastSequence", IndexEntryLayout.LastSequence, 8),
        Number("FirstGroup", IndexEntryLayout.FirstGroup, 8),
        Number("LastGroup", IndexEntryLayout.LastGroup, 8),
        Hex("LastCommit", IndexEntryLayout.LastCommit, 8),
        Number("EndSegment", IndexEntryLayout.EndSegment, 8),
        Number("EndOffset", IndexEntryLayout.EndOffset, 8),
        Number("EntryCount", IndexEntryLayout.EntryCount, 8),
        Number("Length", IndexEntryLayout.Length, 8),
        Hex("ModelHash", IndexEntryLayout.ModelHash, 8),
    ]);

    /// <summary>An entry of a section of an index file.</summary>
    /// <param name="type">The section.</param>
    /// <param name="index">Number of the entry, from 0.</param>
    public static Structure OfEntry(IndexSectionType type, long index) => new(
        string.Create(CultureInfo.InvariantCulture, $"entry {index} of section {type}"), "7.5", EntryFields(type));

    private static Field[] EntryFields(IndexSectionType type)
    {
        switch (type)
        {
            case IndexSectionType.Extents:
                return
                [
                    Number("segment", ExtentLayout.Segment, 8), Number("first sequence", ExtentLayout.FirstSequence, 8),
                    Number("slots", ExtentLayout.SlotCount, 8), Number("first slot", ExtentLayout.FirstSlot, 8),
                ];
            case IndexSectionType.Slots:
                return [Hex("slot", 0, SlotEntryLayout.EntryBytes)];
            case IndexSectionType.Ids:
                return [Number("slot", TagEntryLayout.Slot, 4), Hex("tag", TagEntryLayout.Tag, 4)];
            case IndexSectionType.IdDirectory or IndexSectionType.KeyDirectory:
                return [Number("first entry", 0, sizeof(uint))];
            case IndexSectionType.Keys:
                return [Hex("inverted slot", TagEntryLayout.Slot, 4), Hex("tag", TagEntryLayout.Tag, 4)];
            case IndexSectionType.IdFilter or IndexSectionType.KeyFilter or IndexSectionType.DeathFilter:
                return [Raw("block", 0, Indexes.IndexRules.BlockBytes)];
            case IndexSectionType.SegmentState:
                return [Raw("row", 0, SegmentStateLayout.RowBytes)];
            case IndexSectionType.Deaths or IndexSectionType.DeathFences:
                return [Number("victim", DeathEntryLayout.Victim, 8), Hex("killer", DeathEntryLayout.Killer, 8)];
            case IndexSectionType.Stretches:
                return
                [
                    Number("first sequence", StretchLayout.FirstSequence, 8),
                    Number("first slot", StretchLayout.FirstSlot, 8),
                ];
            case IndexSectionType.Chunks:
                return
                [
                    Time("earliest time", WordChunkLayout.TimeMin), Hex("times", WordChunkLayout.Times, 8),
                    Hex("records", WordChunkLayout.Records, 8),
                    Number("length before", WordChunkLayout.LengthBefore, 8),
                ];
            case IndexSectionType.VectorCentre:
                return [Raw("value", 0, sizeof(float))];
            case IndexSectionType.VectorRows:
                return
                [
                    Number("target", VectorRowLayout.Target, 8), Number("sequence", VectorRowLayout.Sequence, 8),
                    Hex("address", VectorRowLayout.Address, 8), Raw("step", VectorRowLayout.Step, 4),
                    Raw("reserved", VectorRowLayout.Reserved, 4),
                ];
            case IndexSectionType.TimeFences or IndexSectionType.GroupFences or IndexSectionType.ExpiryFences:
                return
                [
                    Time("time", TimeFenceLayout.Time), Number("sequence", TimeFenceLayout.Sequence, 8),
                    Number("first entry", TimeFenceLayout.FirstEntry, 8),
                    Number("entries", TimeFenceLayout.EntryCount, 4), Raw("reserved", TimeFenceLayout.Reserved, 4),
                ];
            default:
                return [Raw("stream", 0, Format.Indexes.IndexSection.StreamEntryBytes)];
        }
    }
}
