namespace Feedlog.Format.Frames;

/// <summary>The one predicate that says whether bytes are a valid frame. FORMAT.md section 8.1. Never throws.</summary>
public static class FrameDecoder
{
    /// <summary>Reads and checks the frame at the start of the bytes.</summary>
    /// <param name="source">Bytes that begin with the frame and may go on behind it.</param>
    /// <param name="placeSeed"><see cref="Checksum.PlaceSeed"/> of the place the bytes were read from.</param>
    /// <param name="view">The frame, when the result is true; it borrows from <paramref name="source"/>.</param>
    /// <param name="fault">Why not, when the result is false.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> source, ulong placeSeed, out FrameView view, out FormatFault fault)
    {
        view = default;
        return FrameHeader.TryRead(source, placeSeed, out FrameHeader header, out fault) &&
            TryReadBody(source, header, out view, out fault);
    }

    /// <summary>Reads and checks what lies behind a header.</summary>
    /// <param name="source">Bytes that begin with the frame and may go on behind it.</param>
    /// <param name="header">Its header, which has been checked.</param>
    /// <param name="view">The frame, when the result is true; it borrows from <paramref name="source"/>.</param>
    /// <param name="fault">Why not, when the result is false.</param>
    public static bool TryReadBody(
        ReadOnlySpan<byte> source, scoped in FrameHeader header, out FrameView view, out FormatFault fault)
    {
        view = default;
        if (source.Length < header.TotalLengthBytes)
        {
            fault = FormatFault.Truncated;
            return false;
        }

        ReadOnlySpan<byte> frame = source[..header.TotalLengthBytes];
#if SABOTAGE
        if (!Sabotage.Is("skip-body-checksum"))
#endif
        if (Checksum.Xxh3(frame[FrameLayout.HeaderBytes..]) != header.BodyHash)
        {
            fault = FormatFault.BadBodyChecksum;
            return false;
        }

        return TryTake(frame, header, out view, out fault);
    }

    /// <summary>As <see cref="TryRead"/>, of a frame whose checksums were not read but computed: they would agree.
    /// </summary>
    public static bool TryReadComputed(ReadOnlySpan<byte> source, out FrameView view, out FormatFault fault)
    {
        view = default;
        if (!FrameHeader.TryReadComputed(source, out FrameHeader header, out fault)) return false;
        fault = FormatFault.Truncated;
        return source.Length >= header.TotalLengthBytes &&
            TryTake(source[..header.TotalLengthBytes], header, out view, out fault);
    }

    /// <summary>
    /// Says whether this code may use a valid record: false for an unknown critical extension, which refuses the
    /// record and not the store.
    /// </summary>
    public static bool IsReadable(in FrameView view)
    {
        ExtensionReader reader = new(view.Extensions);
        while (reader.MoveNext())
        {
            if (reader.IsCritical) return false;
        }

        return true;
    }

    private static bool TryTake(
        ReadOnlySpan<byte> frame, scoped in FrameHeader header, out FrameView view, out FormatFault fault)
    {
        FrameView candidate = FrameView.Trusted(frame);
        fault = CheckBody(candidate, header);
        view = fault == FormatFault.None ? candidate : default;
        return fault == FormatFault.None;
    }

    private static FormatFault CheckBody(FrameView view, in FrameHeader header)
    {
        int usedBytes = FrameLayout.HeaderBytes + header.KeyLengthBytes + header.ExtensionsLengthBytes +
            header.ContentLengthBytes + header.MetadataLengthBytes;
        if (view.Bytes[usedBytes..].ContainsAnyExcept((byte)0)) return FormatFault.BadReserved;
        if (header.ExtensionsLengthBytes == 0) return FormatFault.None;

        ExtensionReader reader = new(view.Extensions);
        while (reader.MoveNext())
        {
            if (!IsWellFormed(reader.Type, reader.Value)) return FormatFault.BadExtension;
        }

        return reader.IsBroken ? FormatFault.BadExtension : FormatFault.None;
    }

    private static bool IsWellFormed(ExtensionType type, ReadOnlySpan<byte> value) => type switch
    {
        ExtensionType.Kind => value.Length is > 0 and <= FormatLimits.KindBytesMax,
        ExtensionType.Stream => value.Length is > 0 and <= FormatLimits.StreamBytesMax,
        ExtensionType.Expiry => value.Length == sizeof(long),
        ExtensionType.OriginalV1Id => value.Length <= FormatLimits.OriginalIdBytesMax,
        ExtensionType.Tags => AreTags(value),
        _ => true,
    };

    private static bool AreTags(ReadOnlySpan<byte> value)
    {
        TagReader reader = new(value);
        int count = 0;
        while (reader.MoveNext())
        {
            if (reader.Current.Length is 0 or > FormatLimits.TagBytesMax) return false;
            count++;
        }

        return !reader.IsBroken && count is > 0 and <= FormatLimits.TagCountMax;
    }
}
