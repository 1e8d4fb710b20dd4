namespace Feedlog.Indexing.Sealed;

/// <summary>The order of the entries of a section.</summary>
internal interface IMergeOrder
{
    /// <summary>What the entry is sorted by.</summary>
    /// <param name="entry">The bytes of the entry.</param>
    static abstract MergeKey KeyOf(ReadOnlySpan<byte> entry);
}
