namespace Feedlog.Fsck.Repairing;

/// <summary>Which part of a store a repair is about; the names are those of the option --only.</summary>
[Flags]
internal enum RepairArea
{
    /// <summary>None.</summary>
    None = 0,

    /// <summary>The manifest: which files make up the store, and what it says of them.</summary>
    Manifest = 1,

    /// <summary>Headers of segments.</summary>
    Segments = 2,

    /// <summary>The end of the log, and the watermark.</summary>
    Tail = 4,

    /// <summary>The index files.</summary>
    Indexes = 8,

    /// <summary>Files that belong to nobody any more.</summary>
    Strays = 16,

    /// <summary>Everything.</summary>
    All = Manifest | Segments | Tail | Indexes | Strays,
}
