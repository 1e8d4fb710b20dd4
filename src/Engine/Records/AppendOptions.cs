namespace Feedlog;

/// <summary>Conditions and promises of one append.</summary>
public sealed record AppendOptions
{
    /// <summary>When the append counts as acknowledged; the store's default if left out.</summary>
    public Durability? Durability { get; init; }

    /// <summary>Append only if no live record has the same stream and key; otherwise the outcome is Skipped.</summary>
    public bool IfAbsent { get; init; }

    /// <summary>
    /// Append only if the live record with the same stream and key has this sequence (0: there is none); otherwise
    /// the append fails with <see cref="FeedlogErrorCode.SequenceConflict"/>.
    /// </summary>
    public ulong? IfSequence { get; init; }

    /// <summary>
    /// Skip the append if the live record with the same stream and key equals it in content, kind, tags, metadata,
    /// expiry and, where one is given, timestamp.
    /// </summary>
    public bool SkipIdentical { get; init; }

    /// <summary>When the record stops being found.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}
