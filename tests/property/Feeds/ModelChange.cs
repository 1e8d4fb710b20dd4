namespace Feedlog.Tests.Property.Feeds;

/// <summary>One change as the model expects it.</summary>
internal sealed record ModelChange
{
    /// <summary>Order of arrival.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>The id of the record that was appended; the default for a deletion.</summary>
    public RecordId Id { get; init; }

    /// <summary>Its content; empty for a deletion.</summary>
    public string Content { get; init; } = "";

    /// <summary>The key of the record, or the key that was deleted.</summary>
    public string? Key { get; init; }

    /// <summary>The stream of that key.</summary>
    public string? Stream { get; init; }

    /// <summary>When the record expires, ms since 1970 UTC.</summary>
    public long ExpiresAtMs { get; init; } = long.MaxValue;

    /// <summary>Says whether this is a deletion.</summary>
    public bool IsDeletion { get; init; }

    /// <summary>The record that was ended.</summary>
    public RecordId? Ended { get; init; }

    /// <summary>Its sequence.</summary>
    public ulong EndedSequence { get; init; }
}
