using Feedlog.Format;

namespace Feedlog.Write;

/// <summary>The sizes of a checked draft and what was decided for it before encoding.</summary>
internal readonly record struct DraftMeasure
{
    /// <summary>Bytes of the key.</summary>
    public required int KeyBytes { get; init; }

    /// <summary>Bytes of the stream.</summary>
    public required int StreamBytes { get; init; }

    /// <summary>Bytes of the kind.</summary>
    public required int KindBytes { get; init; }

    /// <summary>Bytes of the tags extension's value.</summary>
    public required int TagsBytes { get; init; }

    /// <summary>Bytes of the original v1 id.</summary>
    public required int OriginalIdBytes { get; init; }

    /// <summary>Bytes of the inline vector's value.</summary>
    public required int VectorBytes { get; init; }

    /// <summary>Bytes of the extension area.</summary>
    public required int ExtensionsBytes { get; init; }

    /// <summary>Bytes of the content.</summary>
    public required int ContentBytes { get; init; }

    /// <summary>Bytes of the metadata.</summary>
    public required int MetadataBytes { get; init; }

    /// <summary>Bytes of the whole frame.</summary>
    public required int FrameBytes { get; init; }

    /// <summary>The timestamp, in ms.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>When the record expires, in ms; <see cref="long.MaxValue"/> for never.</summary>
    public required long ExpiresAtMs { get; init; }

    /// <summary>Hash of stream and key, if there is a key.</summary>
    public required WideHash KeyHash { get; init; }
}
