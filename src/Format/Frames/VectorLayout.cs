namespace Feedlog.Format.Frames;

/// <summary>Offsets inside the content of a vector frame. FORMAT.md section 4.8; little-endian.</summary>
public static class VectorLayout
{
    /// <summary>Offset of the sequence of the record that the vector belongs to, u64.</summary>
    public const int TargetSequence = 0;

    /// <summary>Offset of the number of values, u16.</summary>
    public const int Dimensions = TargetSequence + 8;

    /// <summary>Offset of the type of the values, u8.</summary>
    public const int ElementType = Dimensions + 2;

    /// <summary>Offset of the length of the model's name in bytes, u8.</summary>
    public const int ModelLength = ElementType + 1;

    /// <summary>Offset of the factor of i8 values, f32; zero bits for other types.</summary>
    public const int Scale = ModelLength + 1;

    /// <summary>Offset of the values; the model's name follows them.</summary>
    public const int Values = Scale + 4;
}
