namespace Feedlog.Tool;

/// <summary>What a record has and a frame v1 has no field for. A plain value.</summary>
internal sealed record FrameExtras
{
    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>The stream.</summary>
    public string? Stream { get; init; }

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When the record stops being found, ms since 1970 UTC.</summary>
    public long? ExpiresAtMs { get; init; }

    /// <summary>Says that the content is base64, because a frame v1 takes UTF-8 only.</summary>
    public bool IsBase64 { get; init; }

    /// <summary>Says that the record has no metadata; otherwise an object left empty was an empty object.</summary>
    public bool HasNoMetadata { get; init; }

    /// <summary>Says whether there is anything to carry.</summary>
    public bool IsEmpty => Key is null && Stream is null && Kind is null && Tags.Count == 0 &&
        ExpiresAtMs is null && !IsBase64;
}
