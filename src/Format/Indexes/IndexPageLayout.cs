namespace Feedlog.Format.Indexes;

/// <summary>Offsets inside a page of an index file. FORMAT.md section 7.3; little-endian.</summary>
public static class IndexPageLayout
{
    /// <summary>Offset of the payload.</summary>
    public const int Payload = 0;

    /// <summary>Offset of the XXH3 of the payload, u64, seeded by store, file and place.</summary>
    public const int Hash = Payload + PayloadBytes;

    /// <summary>Offset of 56 reserved bytes, zero.</summary>
    public const int Reserved = Hash + 8;

    /// <summary>Size of a page in bytes.</summary>
    public const int PageBytes = Reserved + 56;

    /// <summary>Size of the payload in bytes.</summary>
    public const int PayloadBytes = 4032;
}
