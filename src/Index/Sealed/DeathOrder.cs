namespace Feedlog.Indexing.Sealed;

/// <summary>The order of section Deaths.</summary>
internal readonly struct DeathOrder : IMergeOrder
{
    /// <inheritdoc/>
    public static MergeKey KeyOf(ReadOnlySpan<byte> entry)
    {
        DeathEntry death = DeathEntry.Read(entry);
        return new MergeKey(death.Victim, death.Killer);
    }
}
