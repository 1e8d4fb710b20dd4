namespace Feedlog;

/// <summary>What a caller wants to append. A plain value: it is read once, during the call, and not kept.</summary>
/// <remarks>
/// Limits (see FORMAT.md 1.3): content 16 MiB, metadata 64 KiB, key 512 bytes, stream 128 bytes, kind 64 bytes,
/// 64 tags of 128 bytes. Strings must be well-formed UTF-16; bytes given for content may be anything.
/// </remarks>
public readonly record struct RecordDraft
{
    /// <summary>A draft with this content.</summary>
    public RecordDraft(string content) => Content = content;

    /// <summary>The content as text; used unless <see cref="ContentBytes"/> is set.</summary>
    public string? Content { get; init; }

    /// <summary>The content as bytes; wins over <see cref="Content"/>.</summary>
    public ReadOnlyMemory<byte>? ContentBytes { get; init; }

    /// <summary>When it happened; the store's clock if left out. Kept to the millisecond.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>An id of the caller's own; one is generated if left out.</summary>
    public RecordId? Id { get; init; }

    /// <summary>A name, unique per stream: a newer record with the same stream and key supersedes the older.</summary>
    public string? Key { get; init; }

    /// <summary>A namespace: user, agent, session.</summary>
    public string? Stream { get; init; }

    /// <summary>One label, such as "preference".</summary>
    public string? Kind { get; init; }

    /// <summary>Up to 64 labels.</summary>
    public IReadOnlyList<string>? Tags { get; init; }

    /// <summary>
    /// One JSON object as text; used unless <see cref="MetadataBytes"/> is set. Stored byte for byte.
    /// </summary>
    public string? Metadata { get; init; }

    /// <summary>One JSON object as UTF-8; wins over <see cref="Metadata"/>. Stored byte for byte.</summary>
    public ReadOnlyMemory<byte>? MetadataBytes { get; init; }

    /// <summary>Vectors of the record, at most 16 and one for each model. They come and go with it.</summary>
    /// <remarks>The first lies in the record itself; see <see cref="FeedlogStore.AppendVectorAsync"/> for later ones.
    /// Where the record is skipped, so are its vectors.</remarks>
    public IReadOnlyList<RecordVector>? Vectors { get; init; }

    /// <summary>The id of the v1 frame that this record is imported from, kept for exact re-export.</summary>
    public string? OriginalV1Id { get; init; }
}
