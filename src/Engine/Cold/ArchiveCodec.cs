namespace Feedlog;

/// <summary>How archived records are compressed.</summary>
public enum ArchiveCodec
{
    /// <summary>LZ4: about half the bytes, and a read costs some 20 microseconds.</summary>
    Lz4 = 0,

    /// <summary>Brotli: about 0.4 of the bytes, and a read costs some 70 microseconds.</summary>
    Brotli = 1,
}
