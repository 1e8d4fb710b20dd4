namespace Feedlog.Indexing.Sealed;

/// <summary>The order of sections Times and Expiries.</summary>
internal readonly struct TimeOrder : IMergeOrder
{
    /// <inheritdoc/>
    public static MergeKey KeyOf(ReadOnlySpan<byte> entry, ulong salt)
    {
        TimeEntry time = TimeEntry.Read(entry);
        return new MergeKey((ulong)time.TimeMs ^ FencedSection.SignBit, time.Sequence, 0);
    }
}
