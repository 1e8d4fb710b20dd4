using System.Buffers.Binary;
using Feedlog.Format.Frames;

namespace Feedlog.Write;

/// <summary>
/// Encodes drafts and tombstones into frames that lack only sequence and header checksum. Any thread.
/// </summary>
internal static class RecordEncoder
{
    /// <summary>Encodes a measured draft.</summary>
    /// <param name="draft">The draft, unchanged since it was measured.</param>
    /// <param name="measure">Its measure.</param>
    /// <param name="frame">Exactly the measured frame's bytes.</param>
    public static void Encode(in RecordDraft draft, in DraftMeasure measure, Span<byte> frame)
    {
        int at = FrameLayout.HeaderBytes;
        if (draft.Key is not null) at += DraftReader.StrictUtf8.GetBytes(draft.Key, frame[at..]);
        if (measure.ExtensionsBytes > 0)
        {
            WriteExtensions(draft, measure, frame.Slice(at, measure.ExtensionsBytes));
            at += measure.ExtensionsBytes;
        }

        Span<byte> content = frame.Slice(at, measure.ContentBytes);
        WriteText(draft.ContentBytes, draft.Content, content);
        at += measure.ContentBytes;
        WriteText(draft.MetadataBytes, draft.Metadata, frame.Slice(at, measure.MetadataBytes));
        at += measure.MetadataBytes;

        FrameFlags flags = draft.Key is null ? FrameFlags.None : FrameFlags.HasKey;
        if (draft.Id is null) flags |= FrameFlags.GeneratedId;
        FrameEncoder.Begin(frame, new FrameHeader
        {
            Type = FrameType.Record,
            Flags = flags,
            TotalLengthBytes = frame.Length,
            Id = draft.Id?.Value ?? IdGenerator.Next(content, measure.TimestampMs),
            TimestampMs = measure.TimestampMs,
            ContentLengthBytes = measure.ContentBytes,
            MetadataLengthBytes = measure.MetadataBytes,
            ExtensionsLengthBytes = measure.ExtensionsBytes,
            KeyLengthBytes = measure.KeyBytes,
        });
        FrameEncoder.SealBody(frame, at);
    }

    /// <summary>The size of a tombstone's frame in bytes.</summary>
    public static int TombstoneBytes(int keyBytes, int streamBytes) => (int)FrameHeader.TotalLength(
        keyBytes, streamBytes == 0 ? 0 : ExtensionWriter.SizeOf(streamBytes), 0, 0);

    /// <summary>Encodes a tombstone for a key, or for an id if the key is null.</summary>
    public static void EncodeTombstone(string? key, string? stream, RecordId id, long timestampMs, Span<byte> frame)
    {
        int at = FrameLayout.HeaderBytes;
        int keyBytes = key is null ? 0 : DraftReader.StrictUtf8.GetBytes(key, frame[at..]);
        at += keyBytes;
        int extensionsBytes = 0;
        if (key is not null && stream is not null)
        {
            ExtensionWriter writer = new(frame[at..]);
            writer.Write(ExtensionType.Stream, stream, DraftReader.StrictUtf8.GetByteCount(stream));
            extensionsBytes = writer.LengthBytes;
            at += extensionsBytes;
        }

        FrameEncoder.Begin(frame, new FrameHeader
        {
            Type = FrameType.Tombstone,
            Flags = key is null ? FrameFlags.ById : FrameFlags.HasKey,
            TotalLengthBytes = frame.Length,
            Id = key is null ? id.Value : 0,
            TimestampMs = timestampMs,
            ExtensionsLengthBytes = extensionsBytes,
            KeyLengthBytes = keyBytes,
        });
        FrameEncoder.SealBody(frame, at);
    }

    /// <summary>
    /// Turns a frame into one that the writer passes over: its producer failed after the reservation.
    /// </summary>
    public static void Void(Span<byte> frame) => frame[FrameLayout.Type] = (byte)FrameType.None;

    // The order is fixed, so that equal records have equal extension areas.
    private static void WriteExtensions(in RecordDraft draft, in DraftMeasure measure, Span<byte> area)
    {
        ExtensionWriter writer = new(area);
        if (draft.Kind is not null) writer.Write(ExtensionType.Kind, draft.Kind, measure.KindBytes);
        if (measure.TagsBytes > 0) // Measured: there are tags.
            WriteTags(draft.Tags!, writer.Begin(ExtensionType.Tags, measure.TagsBytes));
        if (draft.Stream is not null) writer.Write(ExtensionType.Stream, draft.Stream, measure.StreamBytes);
        if (measure.ExpiresAtMs != long.MaxValue) writer.Write(ExtensionType.Expiry, measure.ExpiresAtMs);
        if (draft.OriginalV1Id is not null)
            writer.Write(ExtensionType.OriginalV1Id, draft.OriginalV1Id, measure.OriginalIdBytes);
        if (measure.VectorBytes > 0) // Measured: there is one.
        {
            VectorEncoder.WriteContent(
                draft.Vectors![0], writer.Begin(ExtensionType.InlineVector, measure.VectorBytes));
        }
    }

    private static void WriteTags(IReadOnlyList<string> tags, Span<byte> value)
    {
        int at = 0;
        for (int i = 0; i < tags.Count; i++)
        {
            int lengthBytes = DraftReader.StrictUtf8.GetBytes(tags[i], value[(at + sizeof(ushort))..]);
            BinaryPrimitives.WriteUInt16LittleEndian(value[at..], (ushort)lengthBytes);
            at += sizeof(ushort) + lengthBytes;
        }
    }

    private static void WriteText(ReadOnlyMemory<byte>? bytes, string? text, Span<byte> target)
    {
        if (bytes is ReadOnlyMemory<byte> given) given.Span.CopyTo(target);
        else if (text is not null) DraftReader.StrictUtf8.GetBytes(text, target);
    }
}
