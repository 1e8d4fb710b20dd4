using System.Buffers.Binary;

namespace Feedlog.Format.Frames;

/// <summary>A checked frame over borrowed bytes; valid as long as those bytes are.</summary>
/// <remarks>Holds nothing but the bytes: a view is handed on many times for each field that is asked for.</remarks>
public readonly ref struct FrameView
{
    private FrameView(ReadOnlySpan<byte> bytes) => Bytes = bytes;

    /// <summary>A view of a frame that was checked before, without checking it again.</summary>
    /// <param name="frame">Its bytes, all of them or up to what will be asked for.</param>
    public static FrameView Trusted(ReadOnlySpan<byte> frame) => new(frame);

    /// <summary>A view of a frame that was checked before, at the start of bytes that may go on behind it.</summary>
    public static FrameView TrustedAt(ReadOnlySpan<byte> bytes) =>
        new(bytes[..BinaryPrimitives.ReadInt32LittleEndian(bytes[FrameLayout.TotalLength..])]);

    /// <summary>The whole frame, header and padding included.</summary>
    public ReadOnlySpan<byte> Bytes { get; }

    /// <summary>The header, parsed anew each time.</summary>
    public FrameHeader Header => FrameHeader.Parse(
        Bytes, BinaryPrimitives.ReadUInt64LittleEndian(Bytes[FrameLayout.HeaderHash..]));

    /// <summary>What the frame is.</summary>
    public FrameType Type => (FrameType)Bytes[FrameLayout.Type];

    /// <summary>Order of arrival; the group number in a commit frame.</summary>
    public ulong Sequence => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[FrameLayout.Sequence..]);

    /// <summary>The id of the record, 0 where there is none.</summary>
    public ulong Id => BinaryPrimitives.ReadUInt64LittleEndian(Bytes[FrameLayout.Id..]);

    /// <summary>When it happened, ms since 1970 UTC.</summary>
    public long TimestampMs => BinaryPrimitives.ReadInt64LittleEndian(Bytes[FrameLayout.Timestamp..]);

    /// <summary>Whether there is an extension area.</summary>
    public bool HasExtensions => ExtensionsLengthBytes > 0;

    /// <summary>The key, UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> Key => Bytes.Slice(FrameLayout.HeaderBytes, KeyLengthBytes);

    /// <summary>The extension area.</summary>
    public ReadOnlySpan<byte> Extensions =>
        Bytes.Slice(FrameLayout.HeaderBytes + KeyLengthBytes, ExtensionsLengthBytes);

    /// <summary>The content.</summary>
    public ReadOnlySpan<byte> Content => Bytes.Slice(ContentOffsetBytes, ContentLengthBytes);

    /// <summary>The metadata, a JSON object; empty where there is none.</summary>
    public ReadOnlySpan<byte> Metadata => Bytes.Slice(
        ContentOffsetBytes + ContentLengthBytes,
        BinaryPrimitives.ReadInt32LittleEndian(Bytes[FrameLayout.MetadataLength..]));

    /// <summary>The bytes of the extension of this type; empty and false where there is none.</summary>
    public bool TryGetExtension(ExtensionType type, out ReadOnlySpan<byte> value)
    {
        ExtensionReader reader = new(Extensions);
        while (reader.MoveNext())
        {
            if (reader.Type != type) continue;
            value = reader.Value;
            return true;
        }

        value = default;
        return false;
    }

    /// <summary>The stream, UTF-8; empty for the nameless stream.</summary>
    public ReadOnlySpan<byte> Stream =>
        TryGetExtension(ExtensionType.Stream, out ReadOnlySpan<byte> value) ? value : [];

    /// <summary>The kind, UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> Kind => TryGetExtension(ExtensionType.Kind, out ReadOnlySpan<byte> value) ? value : [];

    /// <summary>When the record expires, ms since 1970 UTC; <see cref="long.MaxValue"/> for never.</summary>
    public long ExpiresAtMs => TryGetExtension(ExtensionType.Expiry, out ReadOnlySpan<byte> value)
        ? BinaryPrimitives.ReadInt64LittleEndian(value)
        : long.MaxValue;

    private int KeyLengthBytes => BinaryPrimitives.ReadUInt16LittleEndian(Bytes[FrameLayout.KeyLength..]);

    private int ExtensionsLengthBytes =>
        BinaryPrimitives.ReadInt32LittleEndian(Bytes[FrameLayout.ExtensionsLength..]);

    private int ContentLengthBytes => BinaryPrimitives.ReadInt32LittleEndian(Bytes[FrameLayout.ContentLength..]);

    private int ContentOffsetBytes => FrameLayout.HeaderBytes + KeyLengthBytes + ExtensionsLengthBytes;
}
