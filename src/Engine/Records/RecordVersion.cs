namespace Feedlog;

/// <summary>One version of a record in its history.</summary>
/// <param name="Record">The version.</param>
/// <param name="End">How it ended, if it did.</param>
/// <param name="EndedAtSequence">The sequence that ended it; 0 if it is current or has expired.</param>
public sealed record RecordVersion(Record Record, VersionEnd End, ulong EndedAtSequence);
