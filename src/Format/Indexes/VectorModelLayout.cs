namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside the section VectorModel. FORMAT.md section 7.11; little-endian.</summary>
public static class VectorModelLayout
{
    /// <summary>Offset of the number of values of a vector, u32.</summary>
    public const int Dimensions = 0;

    /// <summary>Offset of the length of the model's name in bytes, u32, 1 to 255.</summary>
    public const int NameLength = Dimensions + 4;

    /// <summary>Offset of the model's name, UTF-8; zeros follow it.</summary>
    public const int Name = NameLength + 4;
}
