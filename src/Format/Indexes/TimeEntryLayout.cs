namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of sections Times, Groups, Expiries and their fences; little-endian.</summary>
public static class TimeEntryLayout
{
    /// <summary>Offset of the time, i64 ms since 1970 UTC.</summary>
    public const int Time = 0;

    /// <summary>Offset of the sequence, u64.</summary>
    public const int Sequence = Time + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Sequence + 8;
}
