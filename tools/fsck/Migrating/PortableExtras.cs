namespace Feedlog.Fsck.Migrating;

/// <summary>What a record has and a frame v1 carries in its metadata. FORMAT.md section 5.2.</summary>
internal sealed record PortableExtras
{
    /// <summary>The key.</summary>
    public string? Key { get; init; }

    /// <summary>The stream.</summary>
    public string? Stream { get; init; }

    /// <summary>The kind.</summary>
    public string? Kind { get; init; }

    /// <summary>The tags.</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>When the record expires, ms since 1970 UTC.</summary>
    public long? ExpiresAtMs { get; init; }

    /// <summary>Says that the content is the base64 of the record's content.</summary>
    public bool IsBase64 { get; init; }

    /// <summary>Says that the record has no metadata.</summary>
    public bool HasNoMetadata { get; init; }
}
