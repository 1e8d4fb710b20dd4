namespace Feedlog.Format.Frames;

/// <summary>Types of extensions. FORMAT.md section 4.5. The high bit marks a critical one.</summary>
/// <remarks>A reader that meets an unknown critical extension refuses that record, not the store.</remarks>
public enum ExtensionType : ushort
{
    /// <summary>Never written.</summary>
    None = 0,

    /// <summary>The kind, UTF-8.</summary>
    Kind = 1,

    /// <summary>Tags: for each, u16 length in bytes and UTF-8.</summary>
    Tags = 2,

    /// <summary>The stream, UTF-8.</summary>
    Stream = 3,

    /// <summary>A vector given with the record: what <see cref="VectorFrame"/> reads.</summary>
    InlineVector = 4,

    /// <summary>When the record expires, i64 ms since 1970 UTC.</summary>
    Expiry = 5,

    /// <summary>Reserved: links to other records.</summary>
    Associations = 6,

    /// <summary>Reserved: where the record came from.</summary>
    Provenance = 7,

    /// <summary>Reserved: how much the record matters.</summary>
    Significance = 8,

    /// <summary>Reserved, critical: the content is a difference to another record.</summary>
    DeltaBase = 0x8009,

    /// <summary>Reserved, critical: key, content, metadata and vectors are encrypted.</summary>
    EncryptionEnvelope = 0x800A,

    /// <summary>The id of the v1 frame that this record was imported from, UTF-8.</summary>
    OriginalV1Id = 11,

    /// <summary>Reserved, critical: the content continues in another frame.</summary>
    Continuation = 0x800C,
}
