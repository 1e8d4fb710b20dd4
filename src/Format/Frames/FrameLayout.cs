namespace Feedlog.Format.Frames;

/// <summary>Offsets and sizes of the frame v2. FORMAT.md section 4.1; all integers little-endian.</summary>
public static class FrameLayout
{
    /// <summary>First magic byte.</summary>
    public const byte Magic0 = 0xFE;

    /// <summary>Second magic byte.</summary>
    public const byte Magic1 = 0xED;

    /// <summary>Offset of the two magic bytes.</summary>
    public const int Magic = 0;

    /// <summary>Offset of the version, u8.</summary>
    public const int Version = Magic + 2;

    /// <summary>Offset of the frame type, u8.</summary>
    public const int Type = Version + 1;

    /// <summary>Offset of the total length in bytes with header and padding, u32.</summary>
    public const int TotalLength = Type + 1;

    /// <summary>Offset of the sequence, u64; the group number in a commit frame.</summary>
    public const int Sequence = TotalLength + 4;

    /// <summary>Offset of the id, u64.</summary>
    public const int Id = Sequence + 8;

    /// <summary>Offset of the timestamp, i64 ms since 1970 UTC.</summary>
    public const int Timestamp = Id + 8;

    /// <summary>Offset of the content length in bytes, u32.</summary>
    public const int ContentLength = Timestamp + 8;

    /// <summary>Offset of the metadata length in bytes, u32.</summary>
    public const int MetadataLength = ContentLength + 4;

    /// <summary>Offset of the extension area's length in bytes, u32.</summary>
    public const int ExtensionsLength = MetadataLength + 4;

    /// <summary>Offset of the key length in bytes, u16.</summary>
    public const int KeyLength = ExtensionsLength + 4;

    /// <summary>Offset of the flags, u16.</summary>
    public const int Flags = KeyLength + 2;

    /// <summary>Offset of the XXH3 of the body, padding included, u64.</summary>
    public const int BodyHash = Flags + 2;

    /// <summary>
    /// Offset of the header checksum, u64: XXH3 of all header bytes before it, seeded with the place.
    /// </summary>
    public const int HeaderHash = BodyHash + 8;

    /// <summary>Size of the header in bytes; the body follows at once.</summary>
    public const int HeaderBytes = HeaderHash + 8;

    /// <summary>Frames begin at multiples of this many bytes from the start of the file.</summary>
    public const int AlignmentBytes = 8;

    /// <summary>Rounds a length in bytes up to the alignment.</summary>
    public static long Align(long lengthBytes) => (lengthBytes + (AlignmentBytes - 1)) & ~(AlignmentBytes - 1L);
}
