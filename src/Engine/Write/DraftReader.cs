using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Indexing.Tail;

namespace Feedlog.Write;

/// <summary>Checks drafts against the limits and measures them, before anything is reserved. Any thread.</summary>
internal static class DraftReader
{
    /// <summary>UTF-8 that refuses lone surrogates instead of replacing them.</summary>
    public static readonly UTF8Encoding StrictUtf8 =
        new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Checks and measures a draft.</summary>
    /// <exception cref="FeedlogException">InvalidRecord: what is wrong, and the limit.</exception>
    public static DraftMeasure Measure(
        in RecordDraft draft, AppendOptions? options, TimeProvider clock, ulong salt)
    {
        int keyBytes = Name(draft.Key, FormatLimits.KeyBytesMax, "key");
        int streamBytes = Name(draft.Stream, FormatLimits.StreamBytesMax, "stream");
        int kindBytes = Name(draft.Kind, FormatLimits.KindBytesMax, "kind");
        int originalIdBytes = Name(draft.OriginalV1Id, FormatLimits.OriginalIdBytesMax, "original id");
        int tagsBytes = Tags(draft.Tags);
        int vectorBytes = Vectors(draft.Vectors);
        int contentBytes = Content(draft);
        int metadataBytes = Metadata(draft);
        long expiresAtMs = options?.ExpiresAt?.ToUnixTimeMilliseconds() ?? long.MaxValue;
        if (draft.Id is RecordId { Value: 0 })
            throw Throw.InvalidRecord("The id is zero.", "Give 16 hexadecimal characters that are not all 0, or none.");

        int extensionsBytes = Extension(kindBytes) + Extension(tagsBytes) + Extension(streamBytes) +
            Extension(originalIdBytes) + Extension(vectorBytes) +
            Extension(expiresAtMs == long.MaxValue ? 0 : sizeof(long));
        return new DraftMeasure
        {
            KeyBytes = keyBytes,
            StreamBytes = streamBytes,
            KindBytes = kindBytes,
            TagsBytes = tagsBytes,
            OriginalIdBytes = originalIdBytes,
            VectorBytes = vectorBytes,
            ExtensionsBytes = extensionsBytes,
            ContentBytes = contentBytes,
            MetadataBytes = metadataBytes,
            FrameBytes = (int)FrameHeader.TotalLength(keyBytes, extensionsBytes, contentBytes, metadataBytes),
            TimestampMs = (draft.Timestamp ?? clock.GetUtcNow()).ToUnixTimeMilliseconds(),
            ExpiresAtMs = expiresAtMs,
            KeyHash = draft.Key is null ? default : HashKey(draft.Key, keyBytes, draft.Stream, streamBytes, salt),
        };
    }

    /// <summary>Hashes a key and a stream whose sizes are known.</summary>
    public static WideHash HashKey(string key, int keyBytes, string? stream, int streamBytes, ulong salt)
    {
        Span<byte> keyUtf8 = stackalloc byte[FormatLimits.KeyBytesMax];
        Span<byte> streamUtf8 = stackalloc byte[FormatLimits.StreamBytesMax];
        StrictUtf8.GetBytes(key, keyUtf8);
        if (stream is not null) StrictUtf8.GetBytes(stream, streamUtf8);
        return KeyHash.Of(streamUtf8[..streamBytes], keyUtf8[..keyBytes], salt);
    }

    /// <summary>The size in bytes of a name that may be left out but not be empty.</summary>
    /// <exception cref="FeedlogException">InvalidRecord.</exception>
    public static int Name(string? name, int maxBytes, string what)
    {
        if (name is null) return 0;
        int lengthBytes = Measure(name, what);
        if (lengthBytes == 0)
            throw Throw.InvalidRecord($"The {what} is empty.", "Leave it out instead.");
        return lengthBytes <= maxBytes ? lengthBytes : throw TooLong(what, lengthBytes, maxBytes);
    }

    private static int Extension(int valueBytes) => valueBytes == 0 ? 0 : ExtensionWriter.SizeOf(valueBytes);

    private static int Tags(IReadOnlyList<string>? tags)
    {
        if (tags is null || tags.Count == 0) return 0;
        if (tags.Count > FormatLimits.TagCountMax)
            throw Throw.InvalidRecord($"There are {tags.Count} tags.", $"The limit is {FormatLimits.TagCountMax}.");

        int totalBytes = 0;
        for (int i = 0; i < tags.Count; i++)
        {
            if (tags[i] is null) throw Throw.InvalidRecord($"Tag {i} is null.", "Leave it out instead.");
            totalBytes += sizeof(ushort) + Name(tags[i], FormatLimits.TagBytesMax, "tag");
        }

        return totalBytes;
    }

    // The size of the first, which the record carries.
    private static int Vectors(IReadOnlyList<RecordVector>? vectors)
    {
        if (vectors is null || vectors.Count == 0) return 0;
        VectorEncoder.Check(vectors);
        return VectorEncoder.Measure(vectors[0]);
    }

    private static int Content(in RecordDraft draft)
    {
        if (draft.ContentBytes is null && draft.Content is null)
            throw Throw.InvalidRecord("The record has no content.", "Set Content or ContentBytes; they may be empty.");
        int lengthBytes = draft.ContentBytes is ReadOnlyMemory<byte> bytes
            ? bytes.Length
            : Measure(draft.Content!, "content"); // One of the two is set, as checked above.
        return lengthBytes <= FormatLimits.ContentBytesMax
            ? lengthBytes
            : throw TooLong("content", lengthBytes, FormatLimits.ContentBytesMax);
    }

    private static int Metadata(in RecordDraft draft)
    {
        if (draft.MetadataBytes is ReadOnlyMemory<byte> bytes)
        {
            CheckMetadata(bytes.Span);
            return bytes.Length;
        }

        if (draft.Metadata is null) return 0;
        int lengthBytes = Measure(draft.Metadata, "metadata");
        if (lengthBytes > FormatLimits.MetadataBytesMax)
            throw TooLong("metadata", lengthBytes, FormatLimits.MetadataBytesMax);
        byte[] rented = System.Buffers.ArrayPool<byte>.Shared.Rent(lengthBytes);
        try
        {
            StrictUtf8.GetBytes(draft.Metadata, rented);
            CheckMetadata(rented.AsSpan(0, lengthBytes));
        }
        finally
        {
            System.Buffers.ArrayPool<byte>.Shared.Return(rented);
        }

        return lengthBytes;
    }

    private static void CheckMetadata(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length > FormatLimits.MetadataBytesMax)
            throw TooLong("metadata", utf8.Length, FormatLimits.MetadataBytesMax);
        if (!Utf8.IsValid(utf8))
            throw Throw.InvalidRecord("The metadata is not UTF-8.", "It must be one JSON object in UTF-8.");
        if (PlainJson.IsObject(utf8)) return;

        try
        {
            Utf8JsonReader reader = new(utf8, new JsonReaderOptions { MaxDepth = FormatLimits.MetadataDepthMax });
            bool isObject = reader.Read() && reader.TokenType == JsonTokenType.StartObject;
            if (!isObject)
                throw Throw.InvalidRecord("The metadata is not a JSON object.", "Wrap the value in { }.");
            while (reader.Read())
            {
            }
        }
        catch (JsonException broken)
        {
            throw Throw.InvalidRecord(
                $"The metadata is not well-formed JSON: {broken.Message}", "It must be one JSON object.");
        }
    }

    private static int Measure(string text, string what)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException broken)
        {
            throw Throw.InvalidRecord(
                $"The {what} holds half a surrogate pair at character {broken.Index}.",
                "Give well-formed text, or bytes where bytes are allowed.");
        }
    }

    private static FeedlogException TooLong(string what, long actualBytes, long maxBytes) => Throw.InvalidRecord(
        $"The {what} has {actualBytes:N0} bytes.", $"The limit is {maxBytes:N0}.");
}
