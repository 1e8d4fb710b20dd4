namespace Feedlog.Indexing.Sealed;

/// <summary>The order of section Keys.</summary>
internal readonly struct KeyOrder : IMergeOrder
{
    /// <inheritdoc/>
    public static MergeKey KeyOf(ReadOnlySpan<byte> entry, ulong salt)
    {
        KeyEntry key = KeyEntry.Read(entry);
        return new MergeKey(key.Hash, key.HashLow, ~key.Sequence);
    }
}
