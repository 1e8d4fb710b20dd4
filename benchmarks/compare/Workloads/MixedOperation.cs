namespace Feedlog.Compare.Workloads;

/// <summary>One operation, drawn before the clock starts.</summary>
/// <param name="Action">What it does.</param>
/// <param name="Record">The record that it is about, or where a range starts.</param>
/// <param name="Operand">Of an update, the record whose content and metadata are taken; of a range, how many records.
/// </param>
/// <param name="ExpectedBytes">What a read finds.</param>
internal readonly record struct MixedOperation(MixedAction Action, int Record, int Operand, int ExpectedBytes);
