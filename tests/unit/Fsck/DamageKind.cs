namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What can happen to the files of a store.</summary>
internal enum DamageKind
{
    /// <summary>One bit is another.</summary>
    FlippedBit,

    /// <summary>A file ends earlier.</summary>
    Cut,

    /// <summary>Random bytes follow behind the end of a file.</summary>
    Extended,

    /// <summary>512 bytes are zeros.</summary>
    ZeroedSector,

    /// <summary>Two times 512 bytes of a file changed places.</summary>
    SwappedSectors,

    /// <summary>512 bytes went to the wrong place.</summary>
    MisdirectedSector,

    /// <summary>Two files changed names.</summary>
    SwappedFiles,

    /// <summary>A file is gone.</summary>
    Removed,

    /// <summary>A segment of another store stands in place.</summary>
    ForeignSegment,

    /// <summary>An older version of a file was put back.</summary>
    StaleFile,

    /// <summary>Frames of another store lie over those of this one.</summary>
    ForeignFrames,

    /// <summary>Frames of this store lie once more, somewhere else.</summary>
    DuplicatedFrames,
}
