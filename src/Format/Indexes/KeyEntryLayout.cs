namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of section Keys; little-endian.</summary>
public static class KeyEntryLayout
{
    /// <summary>Offset of the upper half of the hash, u64.</summary>
    public const int HashHigh = 0;

    /// <summary>Offset of the lower half of the hash, u64.</summary>
    public const int HashLow = HashHigh + 8;

    /// <summary>Offset of the sequence, u64.</summary>
    public const int Sequence = HashLow + 8;

    /// <summary>Offset of the packed address of the frame, u64.</summary>
    public const int Address = Sequence + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Address + 8;
}
