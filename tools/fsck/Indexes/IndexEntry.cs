namespace Feedlog.Fsck.Indexes;

/// <summary>An entry of any section of a run, as up to three numbers.</summary>
/// <param name="First">The tag of an id or a key, a time, or the sequence of a slot.</param>
/// <param name="Second">The sequence that goes with a tag or a time; of a slot its address.</param>
/// <param name="Third">Of a slot 1 if it is no record, else 0.</param>
internal readonly record struct IndexEntry(ulong First, ulong Second, ulong Third = 0)
{
    private const ulong FirstFactor = 0x9E37_79B9_7F4A_7C15;
    private const ulong SecondFactor = 0xD6E8_FEB8_6659_FD93;

    /// <summary>
    /// A hash of all of it: the sums of these over the log and over a section are equal if both hold the same entries,
    /// in whatever order, and as good as never if they do not.
    /// </summary>
    public ulong Hash(EntryKind kind)
    {
        ulong hash = Fold(First ^ FirstFactor + (ulong)kind, Second ^ SecondFactor);
        return Third == 0 ? hash : Fold(hash ^ Third, FirstFactor);
    }

    // Both halves of the product: every bit of either number reaches every bit of the result.
    private static ulong Fold(ulong left, ulong right)
    {
        ulong high = Math.BigMul(left, right, out ulong low);
        return high ^ low;
    }
}
