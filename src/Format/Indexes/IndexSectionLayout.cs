namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of the list of sections. FORMAT.md section 7.4; little-endian.</summary>
public static class IndexSectionLayout
{
    /// <summary>Offset of the type, u16.</summary>
    public const int Type = 0;

    /// <summary>Offset of two reserved bytes, zero.</summary>
    public const int Reserved = Type + 2;

    /// <summary>Offset of the size of an entry in bytes, u32.</summary>
    public const int EntrySize = Reserved + 2;

    /// <summary>Offset of the number of the first page, u64.</summary>
    public const int FirstPage = EntrySize + 4;

    /// <summary>Offset of the number of entries, u64.</summary>
    public const int EntryCount = FirstPage + 8;

    /// <summary>Offset of eight more reserved bytes, zero.</summary>
    public const int MoreReserved = EntryCount + 8;

    /// <summary>Size of an entry of the list in bytes.</summary>
    public const int EntryBytes = MoreReserved + 8;
}
