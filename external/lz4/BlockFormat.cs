namespace K4os.Compression.LZ4;

/// <summary>The numbers of the LZ4 block format that encoders and decoder share.</summary>
/// <remarks>
/// A block is a row of sequences. A sequence is a token byte (high half: literal count, low half: match length
/// less 4; 15 in a half means that bytes to be added follow, up to and including the first that is not 255), the
/// added literal count, the literals, the match distance (2 bytes, little-endian, 1 to 65535), the added match
/// length. The last sequence ends after its literals.
/// </remarks>
internal static class BlockFormat
{
    /// <summary>Length in bytes of the shortest match; the format stores match lengths less this.</summary>
    internal const int MatchBytesMin = 4;

    /// <summary>The value of a token's half that says "more bytes follow".</summary>
    internal const int HalfTokenMax = 15;

    /// <summary>The value of an added length byte that says "one more follows".</summary>
    internal const int LengthByteMax = 255;

    /// <summary>Width in bytes of a stored match distance.</summary>
    internal const int DistanceFieldBytes = 2;

    /// <summary>The farthest a match may reach back, in bytes.</summary>
    internal const int DistanceBytesMax = 65535;

    /// <summary>Bytes at the end of a block that must be literals; decoders in the field rely on it.</summary>
    internal const int FinalLiteralBytes = 5;

    /// <summary>The last match starts at least this many bytes before the end of the block.</summary>
    internal const int MatchStartMarginBytes = 12;

    /// <summary>The longest input that the format's worst-case growth keeps within a positive int, in bytes.</summary>
    internal const int SourceBytesMax = 0x7E000000;
}
