namespace Feedlog.Format.Stores;

/// <summary>Whether a segment may still grow, and whether its file is there.</summary>
public enum SegmentState
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>The writer appends to it.</summary>
    Open = 1,

    /// <summary>It never changes again; it mostly has a footer.</summary>
    Sealed = 2,

    /// <summary>Its frames lie in shards, and its file is gone or about to go.</summary>
    Archived = 3,
}
