using System.Buffers.Text;
using System.Text;
using Feedlog.Format;
using Feedlog.Format.V1;

namespace Feedlog.Tool;

/// <summary>Turns records into frames v1 and back.</summary>
internal static class FrameRecord
{
    /// <summary>The frame of a record; false if a frame v1 cannot hold it.</summary>
    public static bool TryWrite(Record record, out byte[] frame)
    {
        FrameExtras extras = new()
        {
            Key = record.Key,
            Stream = record.Stream,
            Kind = record.Kind,
            Tags = record.Tags,
            ExpiresAtMs = record.ExpiresAt?.ToUnixTimeMilliseconds(),
            IsBase64 = !record.IsText,
        };
        extras = extras with { HasNoMetadata = !extras.IsEmpty && record.MetadataBytes.IsEmpty };
        ReadOnlySpan<byte> metadata = FrameMetadata.Merge(record.MetadataBytes, extras).Span;
        ReadOnlySpan<byte> content = extras.IsBase64 ? ToBase64(record.ContentBytes.Span) : record.ContentBytes.Span;
        byte[] id = Encoding.UTF8.GetBytes(record.OriginalV1Id ?? record.Id.ToString());

        frame = [];
        if (metadata.Length > FormatLimits.PortableMetadataBytesMax || content.Length > FormatLimits.ContentBytesMax)
            return false;
        frame = new byte[FrameV1.TotalLength(id.Length, content.Length, metadata.Length)];
        FrameV1.Write(id, record.TimestampMs, content, metadata, frame);
        return true;
    }

    /// <summary>The draft of the record that a frame holds; false if its content is not what it says.</summary>
    /// <param name="frame">One whole and checked frame.</param>
    /// <param name="identity">Gives an id where the frame's own is not one of ours.</param>
    /// <param name="draft">The draft; it keeps nothing of the frame.</param>
    /// <param name="expiresAt">When the record stops being found, if ever.</param>
    public static bool TryRead(
        ReadOnlySpan<byte> frame, LineIdentity identity, out RecordDraft draft, out DateTimeOffset? expiresAt)
    {
        draft = default;
        expiresAt = null;
        if (!FrameV1.TryRead(frame, out FrameV1View view, out _)) return false;

        FrameExtras extras = FrameMetadata.Split(view.Metadata.ToArray(), out ReadOnlyMemory<byte> metadata);
        byte[] content = view.Content.ToArray();
        if (extras.IsBase64 && !TryFromBase64(content, out content)) return false;
        string originalId = Encoding.UTF8.GetString(view.Id);
        bool isOurs = RecordId.TryParse(originalId, out RecordId id) && id.ToString() == originalId;
        draft = new RecordDraft
        {
            ContentBytes = content,
            Timestamp = DateTimeOffset.FromUnixTimeMilliseconds(view.TimestampMs),
            Id = isOurs ? id : identity.Of(frame),
            OriginalV1Id = isOurs || originalId.Length == 0 ? null : originalId,
            Key = extras.Key,
            Stream = extras.Stream,
            Kind = extras.Kind,
            Tags = extras.Tags,
            MetadataBytes = metadata.IsEmpty ? default(ReadOnlyMemory<byte>?) : metadata,
        };
        if (extras.ExpiresAtMs is long ms and >= FormatLimits.TimestampMsMin and <= FormatLimits.TimestampMsMax)
            expiresAt = DateTimeOffset.FromUnixTimeMilliseconds(ms);
        return true;
    }

    private static byte[] ToBase64(ReadOnlySpan<byte> bytes)
    {
        byte[] text = new byte[Base64.GetMaxEncodedToUtf8Length(bytes.Length)];
        Base64.EncodeToUtf8(bytes, text, out _, out _);
        return text;
    }

    private static bool TryFromBase64(ReadOnlySpan<byte> text, out byte[] bytes)
    {
        byte[] buffer = new byte[Base64.GetMaxDecodedFromUtf8Length(text.Length)];
        bool isSound =
            Base64.DecodeFromUtf8(text, buffer, out _, out int written) == System.Buffers.OperationStatus.Done;
        bytes = isSound ? buffer[..written] : [];
        return isSound;
    }
}
