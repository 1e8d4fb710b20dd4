namespace Feedlog.Indexing.Vectors;

/// <summary>Offsets inside page 0 of a file of vector sketches; little-endian. docs/decisions/0005.</summary>
public static class VectorFileLayout
{
    /// <summary>Offset of the magic, 8 bytes.</summary>
    public const int Magic = 0;

    /// <summary>Offset of the format version, u32.</summary>
    public const int Version = Magic + 8;

    /// <summary>Offset of the number of dimensions, u32.</summary>
    public const int Dimensions = Version + 4;

    /// <summary>Offset of the file's number, u64.</summary>
    public const int Number = Dimensions + 4;

    /// <summary>Offset of the store's id, 16 bytes.</summary>
    public const int StoreId = Number + 8;

    /// <summary>Offset of the first sequence of the stretch, u64.</summary>
    public const int FirstSequence = StoreId + 16;

    /// <summary>Offset of the last sequence of the stretch, u64.</summary>
    public const int LastSequence = FirstSequence + 8;

    /// <summary>Offset of the first group of the stretch, u64.</summary>
    public const int FirstGroup = LastSequence + 8;

    /// <summary>Offset of the last group of the stretch, u64.</summary>
    public const int LastGroup = FirstGroup + 8;

    /// <summary>Offset of the header checksum of the last commit, u64.</summary>
    public const int LastCommit = LastGroup + 8;

    /// <summary>Offset of the segment in which the stretch ends, u64.</summary>
    public const int EndSegment = LastCommit + 8;

    /// <summary>Offset of where in it the stretch ends, i64.</summary>
    public const int EndOffset = EndSegment + 8;

    /// <summary>Offset of the number of rows, i64.</summary>
    public const int RowCount = EndOffset + 8;

    /// <summary>Offset of the number of pages, i64.</summary>
    public const int PageCount = RowCount + 8;

    /// <summary>Offset of the time of creation, i64 ms.</summary>
    public const int CreatedAt = PageCount + 8;

    /// <summary>Offset of the length of the model's name in bytes, u32.</summary>
    public const int ModelLength = CreatedAt + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = ModelLength + 4;

    /// <summary>Offset of the model's name, UTF-8, zero-filled.</summary>
    public const int Model = Reserved + 4;

    /// <summary>Longest name of a model in bytes.</summary>
    public const int ModelBytesMax = 255;

    /// <summary>The magic.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "FEEDVECT"u8;
}
