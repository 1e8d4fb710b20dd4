namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside page 0 of an index file. FORMAT.md section 7.4; little-endian.</summary>
public static class IndexHeaderLayout
{
    /// <summary>Offset of the 8 magic bytes "FEEDINDX".</summary>
    public const int Magic = 0;

    /// <summary>Offset of the format version, u32.</summary>
    public const int Version = Magic + 8;

    /// <summary>Offset of the kind of file, u32.</summary>
    public const int Kind = Version + 4;

    /// <summary>Offset of the file's number, u64.</summary>
    public const int Number = Kind + 4;

    /// <summary>Offset of the store id, 16 bytes.</summary>
    public const int StoreId = Number + 8;

    /// <summary>Offset of the first sequence of the stretch, u64.</summary>
    public const int FirstSequence = StoreId + 16;

    /// <summary>Offset of the last sequence of the stretch, u64.</summary>
    public const int LastSequence = FirstSequence + 8;

    /// <summary>Offset of the first group of the stretch, u64.</summary>
    public const int FirstGroup = LastSequence + 8;

    /// <summary>Offset of the last group of the stretch, u64.</summary>
    public const int LastGroup = FirstGroup + 8;

    /// <summary>Offset of the header checksum of the stretch's last commit, u64.</summary>
    public const int LastCommit = LastGroup + 8;

    /// <summary>Offset of the number of the segment in which the stretch ends, u64.</summary>
    public const int EndSegment = LastCommit + 8;

    /// <summary>Offset of where in that segment it ends, i64 bytes.</summary>
    public const int EndOffset = EndSegment + 8;

    /// <summary>Offset of the number of records of a run or pairs of deaths, u64.</summary>
    public const int EntryCount = EndOffset + 8;

    /// <summary>Offset of the number of pages, u64; the file is exactly that long.</summary>
    public const int PageCount = EntryCount + 8;

    /// <summary>Offset of the time of creation, i64 ms since 1970 UTC.</summary>
    public const int CreatedAt = PageCount + 8;

    /// <summary>Offset of the number of sections, u32.</summary>
    public const int SectionCount = CreatedAt + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = SectionCount + 4;

    /// <summary>Offset of the hash of the model's name, u64: of vectors only, else zero.</summary>
    public const int ModelHash = Reserved + 4;

    /// <summary>Offset of eight more reserved bytes, zero.</summary>
    public const int MoreReserved = ModelHash + 8;

    /// <summary>Offset of the sections, as <see cref="IndexSectionLayout"/> says.</summary>
    public const int Sections = MoreReserved + 8;

    /// <summary>The magic bytes.</summary>
    public static ReadOnlySpan<byte> MagicBytes => "FEEDINDX"u8;
}
