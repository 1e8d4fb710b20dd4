namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside the payload of a packed page. FORMAT.md section 7.15; little-endian.</summary>
public static class PackedPageLayout
{
    /// <summary>Offset of the number of entries, u16.</summary>
    public const int Count = 0;

    /// <summary>Offset of how many bits the time of an entry has, u8.</summary>
    public const int TimeBits = Count + 2;

    /// <summary>Offset of how many bits the sequence of an entry has, u8.</summary>
    public const int SequenceBits = TimeBits + 1;

    /// <summary>Offset of how far sequences rise from entry to entry, i8: 0, 1 or -1.</summary>
    public const int Slope = SequenceBits + 1;

    /// <summary>Offset of three reserved bytes, zero.</summary>
    public const int Reserved = Slope + 1;

    /// <summary>Offset of how many ms the times of entries count by, u64.</summary>
    public const int TimeUnit = Reserved + 3;

    /// <summary>Offset of the time of the first entry, i64 ms.</summary>
    public const int Time = TimeUnit + 8;

    /// <summary>Offset of the sequence that those of entries are added to, u64.</summary>
    public const int Sequence = Time + 8;

    /// <summary>Offset of the entries.</summary>
    public const int Entries = Sequence + 8;

    /// <summary>Most entries of a page.</summary>
    public const int CountMax = 16_384;

    /// <summary>Most bits of a time or a sequence.</summary>
    public const int BitsMax = 64;
}
