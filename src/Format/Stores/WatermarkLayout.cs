namespace Feedlog.Format.Stores;

/// <summary>Offsets inside a slot of the watermark. FORMAT.md section 7.2; little-endian.</summary>
public static class WatermarkLayout
{
    /// <summary>Offset of the 8 magic bytes "FEEDMARK".</summary>
    public const int Magic = 0;

    /// <summary>Offset of the counter, u64: the valid slot with the higher one counts.</summary>
    public const int Counter = Magic + 8;

    /// <summary>Offset of the highest durable group, u64; 0 for none.</summary>
    public const int DurableGroup = Counter + 8;

    /// <summary>Offset of the segment of the published end, u64; 0 for none.</summary>
    public const int PublishedSegment = DurableGroup + 8;

    /// <summary>Offset of the published end in that segment, u64 bytes.</summary>
    public const int PublishedEnd = PublishedSegment + 8;

    /// <summary>Offset of the last published group, u64; 0 for none.</summary>
    public const int PublishedGroup = PublishedEnd + 8;

    /// <summary>Offset of the last published sequence, u64; 0 for none.</summary>
    public const int PublishedSequence = PublishedGroup + 8;

    /// <summary>Offset of the checksum, u64: XXH3 of the slot before it, seeded with salt and slot number.</summary>
    public const int Hash = PublishedSequence + 8;

    /// <summary>Size of a slot's content in bytes.</summary>
    public const int SlotBytes = Hash + 8;

    /// <summary>Distance between the slots in bytes, so that a torn sector can hurt only one.</summary>
    public const int SlotStrideBytes = 4096;

    /// <summary>Number of slots.</summary>
    public const int SlotCount = 2;

    /// <summary>Size of the file in bytes.</summary>
    public const int FileBytes = SlotStrideBytes * SlotCount;

    /// <summary>The magic bytes.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "FEEDMARK"u8;
}
