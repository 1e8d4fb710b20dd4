namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside an index file's entry in the manifest. FORMAT.md section 7.1; little-endian.
/// </summary>
public static class IndexEntryLayout
{
    /// <summary>Offset of the file's number, u64.</summary>
    public const int Number = 0;

    /// <summary>Offset of the kind of file, u32.</summary>
    public const int Kind = Number + 8;

    /// <summary>Offset of four reserved bytes, zero.</summary>
    public const int Reserved = Kind + 4;

    /// <summary>Offset of the first sequence of the stretch, u64.</summary>
    public const int FirstSequence = Reserved + 4;

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

    /// <summary>Offset of where in that segment it ends, u64 bytes.</summary>
    public const int EndOffset = EndSegment + 8;

    /// <summary>Offset of the number of records of a run or pairs of deaths, u64.</summary>
    public const int EntryCount = EndOffset + 8;

    /// <summary>Offset of the file's length, u64 bytes.</summary>
    public const int Length = EntryCount + 8;

    /// <summary>Offset of the hash of the model's name, u64: of vectors only, else zero.</summary>
    public const int ModelHash = Length + 8;

    /// <summary>Size of an entry in bytes.</summary>
    public const int EntryBytes = ModelHash + 8;
}
