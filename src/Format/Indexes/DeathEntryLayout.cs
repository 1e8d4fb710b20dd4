namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of section Deaths and of its fences; little-endian.</summary>
public static class DeathEntryLayout
{
    /// <summary>Offset of the sequence of the record that died, u64.</summary>
    public const int Victim = 0;

    /// <summary>Offset of the sequence of what ended it, u64, with <see cref="TombstoneBit"/>.</summary>
    public const int Killer = Victim + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Killer + 8;

    /// <summary>The bit of the killer that says that it is a tombstone, not a newer version.</summary>
    public const ulong TombstoneBit = 1UL << 63;
}
