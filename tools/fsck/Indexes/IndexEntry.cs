namespace Feedlog.Fsck.Indexes;

/// <summary>An entry of any section of a run, as up to four numbers in the order in which they stand there.</summary>
/// <param name="First">The id, the upper half of a key hash, a time, or the sequence of a slot.</param>
/// <param name="Second">An address, the lower half of a key hash, or the sequence that goes with a time.</param>
/// <param name="Third">The sequence of a key's version; of a slot 1 if it is no record, else 0.</param>
/// <param name="Fourth">The address of a key's version.</param>
internal readonly record struct IndexEntry(ulong First, ulong Second, ulong Third = 0, ulong Fourth = 0)
{
    /// <summary>
    /// A hash of all of it: the sums of these over the log and over a section are equal if both hold the same entries,
    /// in whatever order, and as good as never if they do not.
    /// </summary>
    public ulong Hash(EntryKind kind)
    {
        ulong hash = IndexRules.Mix(IndexRules.Mix(First + (ulong)kind + 1) + Second);
        return (Third | Fourth) == 0 ? hash : IndexRules.Mix(IndexRules.Mix(hash + Third) + Fourth);
    }
}
