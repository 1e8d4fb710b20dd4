namespace Feedlog;

/// <summary>What the store answers to an append.</summary>
/// <param name="Id">Id of the record, or of the one that was there already.</param>
/// <param name="Sequence">Sequence of the record, or of the one that was there already.</param>
/// <param name="Timestamp">Its timestamp.</param>
/// <param name="Outcome">What was done.</param>
public readonly record struct AppendResult(
    RecordId Id, ulong Sequence, DateTimeOffset Timestamp, AppendOutcome Outcome);
