namespace Feedlog.Fsck.Indexes;

/// <summary>A tombstone by key, as the hash of stream and key; or by id, as its mix in the upper half.</summary>
/// <param name="Hash">The upper half of the key hash, or the mix of the salted id.</param>
/// <param name="HashLow">The lower half of the key hash, or 0.</param>
/// <param name="Sequence">The sequence of the tombstone.</param>
internal readonly record struct Tombstone(ulong Hash, ulong HashLow, ulong Sequence) : IComparable<Tombstone>
{
    /// <summary>By hash, and of one hash the newest first: the order of section Keys.</summary>
    public int CompareTo(Tombstone other)
    {
        if (Hash != other.Hash) return Hash.CompareTo(other.Hash);
        return HashLow != other.HashLow ? HashLow.CompareTo(other.HashLow) : other.Sequence.CompareTo(Sequence);
    }
}
