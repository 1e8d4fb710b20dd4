namespace Feedlog;

/// <summary>
/// One durable change of a store, as <see cref="FeedlogStore.Subscribe"/> delivers it: a copy of its own, valid for as
/// long as you like.
/// </summary>
/// <remarks>
/// That the time of a record is over is no change: nothing is written then. A record that has expired is ended by the
/// record that supersedes it like any other.
/// </remarks>
public sealed record Change
{
    /// <summary>Order of arrival; subscribe from the one after it to go on behind this change.</summary>
    public required ulong Sequence { get; init; }

    /// <summary>What happened.</summary>
    public required ChangeKind Kind { get; init; }

    /// <summary>The record that was appended; null for a deletion.</summary>
    public Record? Record { get; init; }

    /// <summary>The record that was superseded or deleted by this; null if there was none.</summary>
    public RecordId? Ended { get; init; }

    /// <summary>The sequence of that record; 0 if there was none.</summary>
    public ulong EndedSequence { get; init; }

    /// <summary>The key that was deleted; null for a record, and for a deletion by id.</summary>
    public string? Key { get; init; }

    /// <summary>The stream in which that key was deleted; null for the nameless stream and where there is no key.
    /// </summary>
    public string? Stream { get; init; }
}
