namespace Feedlog.Format.Segments;

/// <summary>What the next group must follow from. FORMAT.md section 8.2.</summary>
/// <param name="NextGroup">Its number.</param>
/// <param name="NextSequence">The sequence of its first frame.</param>
/// <param name="PreviousCommit">Header checksum of the commit before it; 0 for the first of a store.</param>
public readonly record struct GroupChain(ulong NextGroup, ulong NextSequence, ulong PreviousCommit);
