namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of section Stretches: slots with dense sequences; little-endian.</summary>
public static class StretchLayout
{
    /// <summary>Offset of the sequence of the first slot, u64.</summary>
    public const int FirstSequence = 0;

    /// <summary>Offset of the number of the first slot, u64.</summary>
    public const int FirstSlot = FirstSequence + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = FirstSlot + 8;
}
