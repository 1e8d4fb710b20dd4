using System.Buffers.Binary;

namespace Feedlog.Format.Frames;

/// <summary>The parsed 64-byte header of a frame v2. FORMAT.md section 4.1.</summary>
public readonly struct FrameHeader
{
    /// <summary>What the frame is.</summary>
    public required FrameType Type { get; init; }

    /// <summary>Its flags.</summary>
    public FrameFlags Flags { get; init; }

    /// <summary>Length in bytes with header and padding, a multiple of 8.</summary>
    public required int TotalLengthBytes { get; init; }

    /// <summary>Order of arrival; the group number in a commit frame.</summary>
    public ulong Sequence { get; init; }

    /// <summary>The id of the record, 0 where there is none.</summary>
    public ulong Id { get; init; }

    /// <summary>When it happened, ms since 1970 UTC.</summary>
    public long TimestampMs { get; init; }

    /// <summary>Length of the content in bytes.</summary>
    public int ContentLengthBytes { get; init; }

    /// <summary>Length of the metadata in bytes.</summary>
    public int MetadataLengthBytes { get; init; }

    /// <summary>Length of the extension area in bytes.</summary>
    public int ExtensionsLengthBytes { get; init; }

    /// <summary>Length of the key in bytes.</summary>
    public int KeyLengthBytes { get; init; }

    /// <summary>XXH3 of the body.</summary>
    public ulong BodyHash { get; init; }

    /// <summary>The header checksum as read.</summary>
    public ulong HeaderHash { get; init; }

    /// <summary>Says whether the frame takes a sequence and a record slot.</summary>
    public bool TakesSlot => Type is not (FrameType.Commit or FrameType.Footer);

    /// <summary>The length in bytes of a frame with parts of these lengths.</summary>
    public static long TotalLength(long keyBytes, long extensionsBytes, long contentBytes, long metadataBytes) =>
        FrameLayout.Align(FrameLayout.HeaderBytes + keyBytes + extensionsBytes + contentBytes + metadataBytes);

    /// <summary>
    /// Reads a header and checks all that can be checked without the body: checksum, magic, version, type, flags,
    /// lengths against their limits and against each other. Never throws.
    /// </summary>
    /// <param name="source">Bytes that begin with the header.</param>
    /// <param name="placeSeed"><see cref="Checksum.PlaceSeed"/> of the place the bytes were read from.</param>
    /// <param name="header">The header, when the result is true.</param>
    /// <param name="fault">Why not, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> source, ulong placeSeed, out FrameHeader header, out FormatFault fault)
    {
        header = default;
        if (source.Length < FrameLayout.HeaderBytes)
        {
            fault = FormatFault.Truncated;
            return false;
        }

        ReadOnlySpan<byte> bytes = source[..FrameLayout.HeaderBytes];
        ulong headerHash = BinaryPrimitives.ReadUInt64LittleEndian(bytes[FrameLayout.HeaderHash..]);
#if SABOTAGE
        if (!Sabotage.Is("skip-header-checksum"))
#endif
        if (Checksum.Xxh3(bytes[..FrameLayout.HeaderHash], placeSeed) != headerHash)
        {
            fault = Classify(bytes);
            return false;
        }

        return TryReadComputed(bytes, out header, out fault);
    }

    /// <summary>As <see cref="TryRead"/>, of bytes whose checksum was not read but computed: it would agree.</summary>
    public static bool TryReadComputed(ReadOnlySpan<byte> source, out FrameHeader header, out FormatFault fault)
    {
        header = default;
        fault = FormatFault.Truncated;
        if (source.Length < FrameLayout.HeaderBytes) return false;
        header = Parse(source, BinaryPrimitives.ReadUInt64LittleEndian(source[FrameLayout.HeaderHash..]));
        fault = Validate(source, header);
        return fault == FormatFault.None;
    }

    /// <summary>Parses the fields without judging them; the caller has checked the checksum or does not care.</summary>
    public static FrameHeader Parse(ReadOnlySpan<byte> bytes, ulong headerHash) => new()
    {
        Type = (FrameType)bytes[FrameLayout.Type],
        Flags = (FrameFlags)BinaryPrimitives.ReadUInt16LittleEndian(bytes[FrameLayout.Flags..]),
        TotalLengthBytes = ReadLength(bytes[FrameLayout.TotalLength..]),
        Sequence = BinaryPrimitives.ReadUInt64LittleEndian(bytes[FrameLayout.Sequence..]),
        Id = BinaryPrimitives.ReadUInt64LittleEndian(bytes[FrameLayout.Id..]),
        TimestampMs = BinaryPrimitives.ReadInt64LittleEndian(bytes[FrameLayout.Timestamp..]),
        ContentLengthBytes = ReadLength(bytes[FrameLayout.ContentLength..]),
        MetadataLengthBytes = ReadLength(bytes[FrameLayout.MetadataLength..]),
        ExtensionsLengthBytes = ReadLength(bytes[FrameLayout.ExtensionsLength..]),
        KeyLengthBytes = BinaryPrimitives.ReadUInt16LittleEndian(bytes[FrameLayout.KeyLength..]),
        BodyHash = BinaryPrimitives.ReadUInt64LittleEndian(bytes[FrameLayout.BodyHash..]),
        HeaderHash = headerHash,
    };

    // A length above i32 is above every limit; -1 keeps it out of range without overflow in later sums.
    private static int ReadLength(ReadOnlySpan<byte> bytes)
    {
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        return length > int.MaxValue ? -1 : (int)length;
    }

    // The checksum failed: say the most useful thing that the bytes allow.
    private static FormatFault Classify(ReadOnlySpan<byte> bytes)
    {
        if (!bytes.ContainsAnyExcept((byte)0)) return FormatFault.Unwritten;
        if (bytes[0] != FrameLayout.Magic0 || bytes[1] != FrameLayout.Magic1) return FormatFault.BadMagic;
        return FormatFault.BadHeaderChecksum;
    }

    private static FormatFault Validate(ReadOnlySpan<byte> bytes, in FrameHeader header)
    {
        if (bytes[0] != FrameLayout.Magic0 || bytes[1] != FrameLayout.Magic1) return FormatFault.BadMagic;
        if (bytes[FrameLayout.Version] != FormatVersion.Current) return FormatFault.UnknownVersion;
        if (header.Type == FrameType.None) return FormatFault.BadType;
        if ((header.Flags & ~FrameFlags.All) != 0) return FormatFault.BadReserved;
        if (!LengthsAgree(header)) return FormatFault.BadLength;
        if (header.TimestampMs is < FormatLimits.TimestampMsMin or > FormatLimits.TimestampMsMax)
            return FormatFault.BadTimestamp;
        return FormatFault.None;
    }

    private static bool LengthsAgree(in FrameHeader header)
    {
        if (header.KeyLengthBytes > FormatLimits.KeyBytesMax) return false;
        if ((uint)header.ExtensionsLengthBytes > FormatLimits.ExtensionsBytesMax) return false;
        if ((uint)header.ContentLengthBytes > FormatLimits.ContentBytesMax) return false;
        if ((uint)header.MetadataLengthBytes > FormatLimits.MetadataBytesMax) return false;
        if (header.KeyLengthBytes > 0 != ((header.Flags & FrameFlags.HasKey) != 0)) return false;
        return header.TotalLengthBytes == TotalLength(header.KeyLengthBytes, header.ExtensionsLengthBytes,
            header.ContentLengthBytes, header.MetadataLengthBytes);
    }
}
