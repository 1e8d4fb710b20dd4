namespace Feedlog.Fsck.Repairing;

/// <summary>One thing that a repair would do; a store is no worse than before if it ends in the middle.</summary>
/// <param name="Area">What it is about.</param>
/// <param name="File">The file, relative to the store's folder.</param>
/// <param name="Action">What is done, as a word.</param>
/// <param name="Reason">One sentence: what is done and why.</param>
/// <param name="Apply">Does it.</param>
internal sealed record RepairStep(RepairArea Area, string File, string Action, string Reason, Action Apply);
