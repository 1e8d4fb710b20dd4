namespace Feedlog;

/// <summary>Which records a scan gives: those that fulfil all that is set. What can be left unread is left unread.
/// </summary>
public sealed record ScanOptions
{
    /// <summary>The first timestamp that counts; null for no bound.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>The first timestamp that does not count any more; null for no bound.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>The first sequence that counts.</summary>
    public ulong FirstSequence { get; init; }

    /// <summary>The last sequence that counts.</summary>
    public ulong LastSequence { get; init; } = ulong.MaxValue;

    /// <summary>Only the record with this id.</summary>
    public RecordId? Id { get; init; }

    /// <summary>Only the record with this key in <see cref="Stream"/>.</summary>
    public string? Key { get; init; }

    /// <summary>The stream that <see cref="Key"/> belongs to; null for the nameless. Means nothing without a key.
    /// </summary>
    public string? Stream { get; init; }

    /// <summary>
    /// Reads ids, sequences and timestamps only: much faster, and the rest of a record is neither read nor checked.
    /// </summary>
    public bool HeadersOnly { get; init; }
}
