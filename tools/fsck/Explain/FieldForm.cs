namespace Feedlog.Fsck.Explain;

/// <summary>How the bytes of a field are to be read.</summary>
internal enum FieldForm
{
    /// <summary>An unsigned number, little-endian.</summary>
    Number,

    /// <summary>A checksum, an id or bits: a number in hexadecimal.</summary>
    Hexadecimal,

    /// <summary>Milliseconds since 1970 UTC, signed.</summary>
    Time,

    /// <summary>Text, ending at the first zero.</summary>
    Text,

    /// <summary>Bytes as they lie there.</summary>
    Bytes,
}
