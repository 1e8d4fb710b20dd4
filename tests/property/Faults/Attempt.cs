namespace Feedlog.Tests.Property.Faults;

/// <summary>One call that appended records or deleted one, and what became of it.</summary>
internal sealed class Attempt(IReadOnlyList<RecordDraft> drafts, Durability durability)
{
    /// <summary>What was to be appended, as one group; each with an id of its own. None for a deletion.</summary>
    public IReadOnlyList<RecordDraft> Drafts => drafts;

    /// <summary>What the call asked for.</summary>
    public Durability Durability => durability;

    /// <summary>The attempt to supersede or delete its only record; null if there was none.</summary>
    public Attempt? EndedBy { get; set; }

    /// <summary>Says whether this was to delete a record.</summary>
    public bool IsDeletion => drafts.Count == 0;

    /// <summary>Says whether it may have taken effect though it failed.</summary>
    public bool IsInDoubt { get; init; }

    /// <summary>The store's answers; null if it gave none.</summary>
    public IReadOnlyList<AppendResult>? Results { get; set; }

    /// <summary>Why the call failed; null if it did not.</summary>
    public FeedlogException? Failure { get; set; }

    /// <summary>Says whether a later call made it durable.</summary>
    public bool IsFlushed { get; set; }

    /// <summary>Says whether the store answered.</summary>
    public bool IsAcknowledged => Results is not null;

    /// <summary>Says whether it must survive the loss of power.</summary>
    public bool IsDurable => IsAcknowledged && (IsFlushed || durability == Durability.Durable);

    /// <summary>Says whether it must survive the end of the process.</summary>
    public bool IsWritten => IsDurable || (IsAcknowledged && durability == Durability.Interval);
}
