namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of sections TimeFences, GroupFences and ExpiryFences; little-endian.</summary>
public static class TimeFenceLayout
{
    /// <summary>Offset of the time of the page's first entry, i64 ms since 1970 UTC.</summary>
    public const int Time = 0;

    /// <summary>Offset of the sequence of the page's first entry, u64.</summary>
    public const int Sequence = Time + 8;

    /// <summary>Offset of how many entries lie on the pages before, u64.</summary>
    public const int FirstEntry = Sequence + 8;

    /// <summary>Offset of how many entries lie on the page, u32.</summary>
    public const int EntryCount = FirstEntry + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = EntryCount + 4;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Reserved + 4;
}
