namespace Feedlog.Tests.Property.Model;

/// <summary>One version of a record as the model knows it.</summary>
internal sealed class ModelRecord
{
    /// <summary>Order of arrival.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>Names the version.</summary>
    public required RecordId Id { get; init; }

    /// <summary>The name, if it has one.</summary>
    public required string? Key { get; init; }

    /// <summary>The namespace, if it has one.</summary>
    public required string? Stream { get; init; }

    /// <summary>The label, if it has one.</summary>
    public required string? Kind { get; init; }

    /// <summary>The labels.</summary>
    public required IReadOnlyList<string> Tags { get; init; }

    /// <summary>The content, byte for byte.</summary>
    public required byte[] Content { get; init; }

    /// <summary>The metadata, if it has any.</summary>
    public required string? Metadata { get; init; }

    /// <summary>When it happened, ms since 1970 UTC.</summary>
    public required long TimestampMs { get; init; }

    /// <summary>When it stops being found, ms since 1970 UTC; null for never.</summary>
    public required long? ExpiresAtMs { get; init; }

    /// <summary>Its vectors, all of one model, oldest first, each with the sequence of its frame.</summary>
    public List<(ulong Sequence, float[] Values)> Vectors { get; } = [];

    /// <summary>The sequence that ended it; 0 while nothing has.</summary>
    public ulong EndedAt { get; set; }

    /// <summary>How it was ended, if <see cref="EndedAt"/> is not 0.</summary>
    public VersionEnd End { get; set; }

    /// <summary>The same, to be ended in another way.</summary>
    public ModelRecord Copy() => (ModelRecord)MemberwiseClone();

    /// <summary>Says whether both have the same stream and key.</summary>
    public bool IsNamed(string key, string? stream) => Key == key && Stream == stream;

    /// <summary>Says whether its time is over.</summary>
    public bool HasExpired(long nowMs) => ExpiresAtMs is { } expiresAtMs && nowMs >= expiresAtMs;
}
