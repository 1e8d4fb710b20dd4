using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.V1;
using Feedlog.Fsck.Checks;

namespace Feedlog.Fsck.Migrating;

/// <summary>Makes the frame of a record, without its place in a log. FORMAT.md sections 4 and 5.2.</summary>
internal sealed class RecordFrame
{
    private static readonly SearchValues<byte> s_digits = SearchValues.Create("0123456789abcdef"u8);

    private byte[] _bytes = [];
    private FrameHeader _header;

    /// <summary>The frame; valid until the next one is made.</summary>
    public FrameView View => FrameView.Trusted(_bytes.AsSpan(0, _header.TotalLengthBytes));

    /// <summary>The id that a frame v1 gives its record.</summary>
    /// <param name="source">The frame.</param>
    /// <param name="bytes">Its bytes, of which an id is made if its own is not one of ours.</param>
    /// <param name="repetition">How many frames before it are the same.</param>
    /// <param name="isOwn">True if the text of its id is that of the id.</param>
    public static ulong IdOf(in FrameV1View source, ReadOnlySpan<byte> bytes, int repetition, out bool isOwn)
    {
        const int digits = 16;
        isOwn = source.Id.Length == digits && !source.Id.ContainsAnyExcept(s_digits);
        ulong id = isOwn ? ulong.Parse(source.Id, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture) : 0;
        isOwn = id != 0;
        if (isOwn) return id;
        // 0 means that there is none.
        return Math.Max(1, Checksum.Xxh3(bytes, (ulong)repetition));
    }

    /// <summary>Makes the frame of the record that a frame v1 carries.</summary>
    /// <param name="source">The frame.</param>
    /// <param name="bytes">Its bytes.</param>
    /// <param name="repetition">How many frames before it are the same; each is a record of its own.</param>
    /// <param name="sequence">The sequence of the record.</param>
    /// <returns>Half a sentence that says why there is no such record; null if there is.</returns>
    public string? Make(in FrameV1View source, ReadOnlySpan<byte> bytes, int repetition, ulong sequence)
    {
        PortableExtras extras = PortableMetadata.Split(source.Metadata, out byte[] metadata);
        ReadOnlySpan<byte> content = source.Content;
        if (extras.IsBase64)
        {
            byte[] decoded = new byte[Base64.GetMaxDecodedFromUtf8Length(content.Length)];
            if (Base64.DecodeFromUtf8(content, decoded, out _, out int written) != OperationStatus.Done)
                return "its content is not the base64 that it says it is";
            content = decoded.AsSpan(0, written);
        }

        ulong id = IdOf(source, bytes, repetition, out bool isOwn);
        byte[] key = extras.Key is null ? [] : Encoding.UTF8.GetBytes(extras.Key);
        byte[] extensions = Extensions(extras, isOwn ? [] : source.Id);
        bool isTooLong = key.Length > FormatLimits.KeyBytesMax || (extras.Key is not null && key.Length == 0) ||
            metadata.Length > FormatLimits.MetadataBytesMax || extensions.Length > FormatLimits.ExtensionsBytesMax;
        if (isTooLong) return "a part of it is longer than it may be, or an empty key";
        Fill(new FrameHeader
        {
            Type = FrameType.Record,
            Flags = (key.Length > 0 ? FrameFlags.HasKey : 0) | (isOwn ? 0 : FrameFlags.GeneratedId),
            TotalLengthBytes =
                (int)FrameHeader.TotalLength(key.Length, extensions.Length, content.Length, metadata.Length),
            Sequence = sequence,
            Id = id,
            TimestampMs = source.TimestampMs,
            ContentLengthBytes = content.Length,
            MetadataLengthBytes = metadata.Length,
            ExtensionsLengthBytes = extensions.Length,
            KeyLengthBytes = key.Length,
        }, key, extensions, content, metadata);
        return Judge();
    }

    private static byte[] Extensions(PortableExtras extras, ReadOnlySpan<byte> originalId)
    {
        byte[] stream = Encoding.UTF8.GetBytes(extras.Stream ?? "");
        byte[] kind = Encoding.UTF8.GetBytes(extras.Kind ?? "");
        byte[] tags = Tags(extras.Tags);
        byte[] target = new byte[5 * ExtensionReader.PrefixBytes + stream.Length + kind.Length + tags.Length +
            sizeof(long) + originalId.Length];
        ExtensionWriter writer = new(target);
        if (extras.Stream is not null) writer.Write(ExtensionType.Stream, stream);
        if (extras.Kind is not null) writer.Write(ExtensionType.Kind, kind);
        if (extras.Tags.Count > 0) writer.Write(ExtensionType.Tags, tags);
        if (extras.ExpiresAtMs is long expiresAtMs) writer.Write(ExtensionType.Expiry, expiresAtMs);
        if (!originalId.IsEmpty) writer.Write(ExtensionType.OriginalV1Id, originalId);
        return target[..writer.LengthBytes];
    }

    private static byte[] Tags(IReadOnlyList<string> tags)
    {
        using MemoryStream value = new();
        Span<byte> length = stackalloc byte[sizeof(ushort)];
        foreach (string tag in tags)
        {
            byte[] bytes = Encoding.UTF8.GetBytes(tag);
            // One that is too long is refused with the whole extension.
            System.Buffers.Binary.BinaryPrimitives.WriteUInt16LittleEndian(
                length, (ushort)Math.Min(bytes.Length, ushort.MaxValue));
            value.Write(length);
            value.Write(bytes);
        }

        return value.ToArray();
    }

    private void Fill(
        in FrameHeader header, ReadOnlySpan<byte> key, ReadOnlySpan<byte> extensions, ReadOnlySpan<byte> content,
        ReadOnlySpan<byte> metadata)
    {
        if (_bytes.Length < header.TotalLengthBytes) _bytes = new byte[header.TotalLengthBytes];
        Span<byte> frame = _bytes.AsSpan(0, header.TotalLengthBytes);
        FrameEncoder.Begin(frame, header);
        int at = FrameLayout.HeaderBytes;
        for (int part = 0; part < 4; part++)
        {
            ReadOnlySpan<byte> bytes = part switch { 0 => key, 1 => extensions, 2 => content, _ => metadata };
            bytes.CopyTo(frame[at..]);
            at += bytes.Length;
        }

        FrameEncoder.SealBody(frame, at);
        ulong hash = FrameEncoder.SealHeader(frame, header.Sequence, placeSeed: 0);
        _header = FrameHeader.Parse(frame, hash);
    }

    // By the same rules as a frame that lies in a log.
    private string? Judge()
    {
        bool isValid = FrameDecoder.TryRead(
            _bytes.AsSpan(0, _header.TotalLengthBytes), 0, out FrameView frame, out FormatFault fault);
        return isValid ? RecordCheck.FindFault(frame) : $"it is no valid record ({fault})";
    }
}
