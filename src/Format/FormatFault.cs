namespace Feedlog.Format;

/// <summary>The closed list of ways in which bytes can fail to be what they should be. FORMAT.md section 8.</summary>
public enum FormatFault
{
    /// <summary>No fault.</summary>
    None = 0,

    /// <summary>The bytes are zero: allocated and not yet written.</summary>
    Unwritten,

    /// <summary>There are fewer bytes than the structure needs.</summary>
    Truncated,

    /// <summary>The magic bytes are wrong.</summary>
    BadMagic,

    /// <summary>The version is newer or unknown; the bytes may be sound.</summary>
    UnknownVersion,

    /// <summary>A required feature bit is unknown; the bytes may be sound.</summary>
    UnknownFeature,

    /// <summary>The checksum of a header disagrees: damage, another store, or the wrong place.</summary>
    BadHeaderChecksum,

    /// <summary>The checksum of a body disagrees.</summary>
    BadBodyChecksum,

    /// <summary>A length is above its limit or disagrees with the others.</summary>
    BadLength,

    /// <summary>Reserved or padding bytes are not zero.</summary>
    BadReserved,

    /// <summary>A type number is 0 or not allowed here.</summary>
    BadType,

    /// <summary>The extension area does not parse.</summary>
    BadExtension,

    /// <summary>An extension is marked critical and unknown: this record cannot be read by this version.</summary>
    UnknownCriticalExtension,

    /// <summary>A timestamp lies outside the years 0001 to 9999.</summary>
    BadTimestamp,

    /// <summary>Text is not well-formed UTF-8.</summary>
    BadText,

    /// <summary>A sequence, group number or count does not follow from the one before.</summary>
    BadOrder,

    /// <summary>A commit does not cover exactly the frames before it.</summary>
    BadGroup,

    /// <summary>A commit or segment does not continue the chain of commits.</summary>
    BadChain,

    /// <summary>A structure names another store, file or place than the one it was found in.</summary>
    WrongPlace,

    /// <summary>Compressed bytes do not unpack to what was announced.</summary>
    BadCompression,
}
