namespace Feedlog.Format.Frames;

/// <summary>A checked frame over borrowed bytes; valid as long as those bytes are.</summary>
public readonly ref struct FrameView
{
    private readonly ReadOnlySpan<byte> _bytes;

    internal FrameView(ReadOnlySpan<byte> bytes, scoped in FrameHeader header)
    {
        _bytes = bytes;
        Header = header;
    }

    /// <summary>A view of bytes that were checked before, without checking them again.</summary>
    public static FrameView Trusted(ReadOnlySpan<byte> frame, scoped in FrameHeader header) => new(frame, header);

    /// <summary>The parsed header.</summary>
    public FrameHeader Header { get; }

    /// <summary>The whole frame, header and padding included.</summary>
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>The key, UTF-8; empty where there is none.</summary>
    public ReadOnlySpan<byte> Key => _bytes.Slice(FrameLayout.HeaderBytes, Header.KeyLengthBytes);

    /// <summary>The extension area.</summary>
    public ReadOnlySpan<byte> Extensions =>
        _bytes.Slice(FrameLayout.HeaderBytes + Header.KeyLengthBytes, Header.ExtensionsLengthBytes);

    /// <summary>The content.</summary>
    public ReadOnlySpan<byte> Content => _bytes.Slice(
        FrameLayout.HeaderBytes + Header.KeyLengthBytes + Header.ExtensionsLengthBytes, Header.ContentLengthBytes);

    /// <summary>The metadata, a JSON object; empty where there is none.</summary>
    public ReadOnlySpan<byte> Metadata => _bytes.Slice(
        FrameLayout.HeaderBytes + Header.KeyLengthBytes + Header.ExtensionsLengthBytes + Header.ContentLengthBytes,
        Header.MetadataLengthBytes);

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
        ? System.Buffers.Binary.BinaryPrimitives.ReadInt64LittleEndian(value)
        : long.MaxValue;
}
