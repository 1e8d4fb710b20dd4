namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of section Chunks of a file of words; little-endian.</summary>
public static class WordChunkLayout
{
    /// <summary>Offset of the earliest timestamp, i64 ms; 0 in a chunk without records.</summary>
    public const int TimeMin = 0;

    /// <summary>Offset of where its timestamps lie in section Timestamps, u64, with their width in the top byte.
    /// </summary>
    public const int Times = TimeMin + 8;

    /// <summary>Offset of the mask of the slots that are records, u64.</summary>
    public const int Records = Times + 8;

    /// <summary>Offset of the sum of the lengths of all records before, u64 tokens.</summary>
    public const int LengthBefore = Records + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = LengthBefore + 8;

    /// <summary>How many slots a chunk has; the last one of a file may have fewer.</summary>
    public const int SlotCount = 64;

    /// <summary>How far the width of a timestamp is shifted in <see cref="Times"/>.</summary>
    public const int WidthShift = 56;
}
