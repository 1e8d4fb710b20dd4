using System.Buffers.Binary;
using System.Text.Unicode;

namespace Feedlog.Format.V1;

/// <summary>
/// Reads and writes the portable frame v1, the exchange format of import and export. FORMAT.md section 5.
/// </summary>
public static class FrameV1
{
    /// <summary>The length in bytes of a frame with parts of these lengths.</summary>
    public static long TotalLength(long idBytes, long contentBytes, long metadataBytes) =>
        FrameV1Layout.EmptyBytes + idBytes + contentBytes + metadataBytes;

    /// <summary>Writes a frame and returns its length in bytes; the target must be large enough.</summary>
    public static int Write(
        ReadOnlySpan<byte> id, long timestampMs, ReadOnlySpan<byte> content, ReadOnlySpan<byte> metadata,
        Span<byte> target)
    {
        target[0] = FrameV1Layout.Magic0;
        target[1] = FrameV1Layout.Magic1;
        target[2] = FormatVersion.Portable;
        int at = 3;
        at = WritePart(target, at, id);
        BinaryPrimitives.WriteInt64BigEndian(target[at..], timestampMs);
        at += FrameV1Layout.TimestampBytes;
        at = WritePart(target, at, content);
        at = WritePart(target, at, metadata);
        BinaryPrimitives.WriteUInt32BigEndian(target[at..], Checksum.Crc32Ieee(target[..at]));
        return at + FrameV1Layout.ChecksumBytes;
    }

    /// <summary>Reads and checks the frame at the start of the bytes. Never throws.</summary>
    /// <param name="source">Bytes that begin with the frame and may go on behind it.</param>
    /// <param name="view">The frame, when the result is true; it borrows from <paramref name="source"/>.</param>
    /// <param name="fault">Why not, when the result is false.</param>
    public static bool TryRead(ReadOnlySpan<byte> source, out FrameV1View view, out FormatFault fault)
    {
        view = default;
        fault = CheckPrefix(source);
        if (fault != FormatFault.None) return false;

        int at = 3;
        if (!TryReadPart(source, ref at, FormatLimits.OriginalIdBytesMax, out ReadOnlySpan<byte> id, out fault))
            return false;
        if (source.Length - at < FrameV1Layout.TimestampBytes)
        {
            fault = FormatFault.Truncated;
            return false;
        }

        long timestampMs = BinaryPrimitives.ReadInt64BigEndian(source[at..]);
        at += FrameV1Layout.TimestampBytes;
        if (!TryReadPart(source, ref at, FormatLimits.ContentBytesMax, out ReadOnlySpan<byte> content, out fault) ||
            !TryReadPart(
                source, ref at, FormatLimits.PortableMetadataBytesMax, out ReadOnlySpan<byte> metadata, out fault))
            return false;

        fault = CheckRest(source, at, timestampMs, id, content, metadata);
        if (fault != FormatFault.None) return false;

        view = new FrameV1View
        {
            Id = id,
            TimestampMs = timestampMs,
            Content = content,
            Metadata = metadata,
            TotalLengthBytes = at + FrameV1Layout.ChecksumBytes,
        };
        return true;
    }

    private static int WritePart(Span<byte> target, int at, ReadOnlySpan<byte> part)
    {
        BinaryPrimitives.WriteUInt32BigEndian(target[at..], (uint)part.Length);
        part.CopyTo(target[(at + FrameV1Layout.LengthBytes)..]);
        return at + FrameV1Layout.LengthBytes + part.Length;
    }

    private static bool TryReadPart(
        ReadOnlySpan<byte> source, scoped ref int at, int maxBytes, out ReadOnlySpan<byte> part, out FormatFault fault)
    {
        part = default;
        fault = FormatFault.Truncated;
        if (source.Length - at < FrameV1Layout.LengthBytes) return false;

        uint lengthBytes = BinaryPrimitives.ReadUInt32BigEndian(source[at..]);
        if (lengthBytes > (uint)maxBytes)
        {
            fault = FormatFault.BadLength;
            return false;
        }

        at += FrameV1Layout.LengthBytes;
        if (source.Length - at < (int)lengthBytes) return false;

        part = source.Slice(at, (int)lengthBytes);
        at += (int)lengthBytes;
        fault = FormatFault.None;
        return true;
    }

    private static FormatFault CheckPrefix(ReadOnlySpan<byte> source)
    {
        if (source.Length < FrameV1Layout.EmptyBytes) return FormatFault.Truncated;
        if (source[0] != FrameV1Layout.Magic0 || source[1] != FrameV1Layout.Magic1) return FormatFault.BadMagic;
        return source[2] == FormatVersion.Portable ? FormatFault.None : FormatFault.UnknownVersion;
    }

    private static FormatFault CheckRest(
        ReadOnlySpan<byte> source, int at, long timestampMs,
        ReadOnlySpan<byte> id, ReadOnlySpan<byte> content, ReadOnlySpan<byte> metadata)
    {
        if (source.Length - at < FrameV1Layout.ChecksumBytes) return FormatFault.Truncated;
        if (BinaryPrimitives.ReadUInt32BigEndian(source[at..]) != Checksum.Crc32Ieee(source[..at]))
            return FormatFault.BadBodyChecksum;
        if (timestampMs is < FormatLimits.TimestampMsMin or > FormatLimits.TimestampMsMax)
            return FormatFault.BadTimestamp;
        return Utf8.IsValid(id) && Utf8.IsValid(content) && Utf8.IsValid(metadata)
            ? FormatFault.None
            : FormatFault.BadText;
    }
}
