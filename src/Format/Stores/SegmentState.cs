namespace Feedlog.Format.Stores;

/// <summary>Whether a segment may still grow.</summary>
public enum SegmentState
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>The writer appends to it.</summary>
    Open = 1,

    /// <summary>It never changes again; it mostly has a footer.</summary>
    Sealed = 2,
}
