namespace Feedlog.Format.V1;

/// <summary>Sizes of the portable frame v1. FORMAT.md section 5; all integers big-endian.</summary>
public static class FrameV1Layout
{
    /// <summary>First magic byte.</summary>
    public const byte Magic0 = 0xFE;

    /// <summary>Second magic byte.</summary>
    public const byte Magic1 = 0xED;

    /// <summary>Bytes before the id: magic, version, id length u32.</summary>
    public const int PrefixBytes = 2 + 1 + 4;

    /// <summary>Bytes of the timestamp, i64 ms since 1970 UTC.</summary>
    public const int TimestampBytes = 8;

    /// <summary>Bytes of each length, u32.</summary>
    public const int LengthBytes = 4;

    /// <summary>Bytes of the CRC-32 (IEEE) over all bytes before it.</summary>
    public const int ChecksumBytes = 4;

    /// <summary>Bytes of a frame whose three parts are empty.</summary>
    public const int EmptyBytes = PrefixBytes + TimestampBytes + LengthBytes + LengthBytes + ChecksumBytes;
}
