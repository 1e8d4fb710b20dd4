namespace Feedlog.Format.Frames;

/// <summary>How the values of a vector are written. FORMAT.md section 4.8.</summary>
public enum VectorElementType : byte
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>IEEE 754 single precision, 4 bytes.</summary>
    F32 = 1,

    /// <summary>IEEE 754 half precision, 2 bytes.</summary>
    F16 = 2,

    /// <summary>Whole numbers of 1 byte, -127 to 127, times the scale.</summary>
    I8 = 3,
}
