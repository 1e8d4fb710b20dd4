namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of section Ids or Keys, which is compared as one u64; little-endian.</summary>
public static class TagEntryLayout
{
    /// <summary>Offset of the number of the slot, u32; of section Keys all its bits are inverted.</summary>
    public const int Slot = 0;

    /// <summary>Offset of the tag, the top 32 bits of the hash, u32.</summary>
    public const int Tag = Slot + 4;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Tag + 4;
}
