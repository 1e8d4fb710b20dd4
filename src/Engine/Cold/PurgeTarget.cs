namespace Feedlog;

/// <summary>Names what is to be purged: all versions under a key, or one record.</summary>
public sealed record PurgeTarget
{
    private PurgeTarget()
    {
    }

    /// <summary>The key; null if a record is named.</summary>
    public string? Key { get; private init; }

    /// <summary>The stream of the key; null for the nameless one.</summary>
    public string? Stream { get; private init; }

    /// <summary>The id of the record; null if something else names it.</summary>
    public RecordId? Id { get; private init; }

    /// <summary>The sequence of the record; null if something else names it.</summary>
    public ulong? Sequence { get; private init; }

    /// <summary>Whether all versions go that have the record's key.</summary>
    public bool AllVersions { get; private init; }

    /// <summary>All versions under a key, deleted and superseded ones included.</summary>
    public static PurgeTarget OfKey(string key, string? stream = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(key);
        return new PurgeTarget { Key = key, Stream = stream, AllVersions = true };
    }

    /// <summary>The record with an id, deleted or not.</summary>
    /// <param name="id">The id.</param>
    /// <param name="allVersions">Whether all versions go that have its key. If not, and the record had superseded an
    /// older version, that one counts as deleted by it.</param>
    public static PurgeTarget OfId(RecordId id, bool allVersions = false) =>
        new() { Id = id, AllVersions = allVersions };

    /// <summary>The record with a sequence, deleted or not.</summary>
    /// <param name="sequence">The sequence.</param>
    /// <param name="allVersions">As with an id.</param>
    public static PurgeTarget OfSequence(ulong sequence, bool allVersions = false) =>
        new() { Sequence = sequence, AllVersions = allVersions };
}
