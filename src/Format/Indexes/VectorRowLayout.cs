namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an entry of the section VectorRows. FORMAT.md section 7.11; little-endian.</summary>
public static class VectorRowLayout
{
    /// <summary>Offset of the sequence of the record, u64.</summary>
    public const int Target = 0;

    /// <summary>Offset of the sequence of the frame that has the vector, u64.</summary>
    public const int Sequence = Target + 8;

    /// <summary>Offset of the address of that frame, u64.</summary>
    public const int Address = Sequence + 8;

    /// <summary>Offset of what a code of 1 stands for, f32.</summary>
    public const int Step = Address + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = Step + 4;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = Reserved + 4;
}
