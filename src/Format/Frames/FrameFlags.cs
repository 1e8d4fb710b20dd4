namespace Feedlog.Format.Frames;

/// <summary>Flags of a frame. FORMAT.md section 4.3. A bit that is not listed must be zero.</summary>
[Flags]
public enum FrameFlags : ushort
{
    /// <summary>No flag.</summary>
    None = 0,

    /// <summary>The frame carries a key; its length may not be 0.</summary>
    HasKey = 1,

    /// <summary>On a tombstone: it deletes the record whose id it carries, not a key.</summary>
    ById = 2,

    /// <summary>The id was generated, not given by the caller.</summary>
    GeneratedId = 4,

    /// <summary>All bits that have a meaning.</summary>
    All = HasKey | ById | GeneratedId,
}
