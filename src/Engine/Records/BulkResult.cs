namespace Feedlog;

/// <summary>What the store answers to a bulk append.</summary>
/// <param name="Appended">Records written, those that superseded included.</param>
/// <param name="Superseded">Records written that took the place of an older one.</param>
/// <param name="Skipped">Records that were there already.</param>
/// <param name="LastDurableSequence">Everything up to this sequence is durable.</param>
public readonly record struct BulkResult(long Appended, long Superseded, long Skipped, ulong LastDurableSequence);
