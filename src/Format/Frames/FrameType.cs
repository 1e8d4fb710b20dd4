namespace Feedlog.Format.Frames;

/// <summary>What a frame is. FORMAT.md section 4.2. 0 is never written: zero bytes mean "not yet written".</summary>
/// <remarks>Every type but <see cref="Commit"/> and <see cref="Footer"/> takes a sequence and a record slot.</remarks>
public enum FrameType : byte
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>A record that a user appended.</summary>
    Record = 1,

    /// <summary>Deletes a key or an id.</summary>
    Tombstone = 2,

    /// <summary>A vector of a record that came before.</summary>
    Vector = 3,

    /// <summary>Closes a group.</summary>
    Commit = 4,

    /// <summary>Closes a segment.</summary>
    Footer = 5,

    /// <summary>Keeps the place of a frame whose bytes were erased.</summary>
    Purged = 6,
}
