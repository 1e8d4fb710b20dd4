namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of section Ids; little-endian.</summary>
public static class IdEntryLayout
{
    /// <summary>Offset of the id, u64.</summary>
    public const int Id = 0;

    /// <summary>Offset of the packed address of the frame, u64.</summary>
    public const int Address = Id + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Address + 8;
}
