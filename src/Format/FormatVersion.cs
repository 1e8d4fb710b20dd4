namespace Feedlog.Format;

/// <summary>The versions of the on-disk format. FORMAT.md section 12.</summary>
public static class FormatVersion
{
    /// <summary>The version that this code writes, in frames, segment headers and manifests.</summary>
    public const byte Current = 2;

    /// <summary>The version of index files. Others are set aside and made anew from the log.</summary>
    public const uint Index = 4;

    /// <summary>The version of the portable import and export frame.</summary>
    public const byte Portable = 1;
}
