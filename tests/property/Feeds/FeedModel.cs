namespace Feedlog.Tests.Property.Feeds;

/// <summary>What a subscriber should get, as a plain list in order of arrival.</summary>
internal sealed class FeedModel
{
    private readonly List<ModelChange> _changes = [];
    private readonly Dictionary<(string Key, string? Stream), ModelChange> _byName = [];
    private readonly Dictionary<RecordId, ModelChange> _unended = [];

    /// <summary>All changes.</summary>
    public IReadOnlyList<ModelChange> Changes => _changes;

    /// <summary>Everything up to this sequence was acknowledged as durable.</summary>
    public ulong DurableThrough { get; set; }

    /// <summary>The sequence of the newest change.</summary>
    public ulong LastSequence => _changes.Count == 0 ? 0 : _changes[^1].Sequence;

    /// <summary>The records that nothing has ended; some may have expired.</summary>
    public IReadOnlyCollection<ModelChange> Unended => _unended.Values;

    /// <summary>Adds a record; it ends what has the same stream and key.</summary>
    public void Append(ModelChange record)
    {
        ModelChange? ended = record.Key is null ? null : _byName.GetValueOrDefault((record.Key, record.Stream));
        Take(record with { Ended = ended?.Id, EndedSequence = ended?.Sequence ?? 0 });
    }

    /// <summary>Adds a deletion.</summary>
    public void Delete(ModelChange ended, bool isByKey, ulong sequence) => Take(new ModelChange
    {
        Sequence = sequence,
        IsDeletion = true,
        Key = isByKey ? ended.Key : null,
        Stream = isByKey ? ended.Stream : null,
        Ended = ended.Id,
        EndedSequence = ended.Sequence,
    });

    /// <summary>Forgets what a power loss took.</summary>
    public void Truncate(ulong sequence)
    {
        ModelChange[] kept = _changes.Where(change => change.Sequence <= sequence).ToArray();
        _changes.Clear();
        _byName.Clear();
        _unended.Clear();
        foreach (ModelChange change in kept) Take(change);
    }

    private void Take(ModelChange change)
    {
        _changes.Add(change);
        if (change.Ended is RecordId id && _unended.Remove(id, out ModelChange? ended) && ended.Key is not null)
            _byName.Remove((ended.Key, ended.Stream));
        if (change.IsDeletion) return;
        _unended.Add(change.Id, change);
        if (change.Key is not null) _byName[(change.Key, change.Stream)] = change;
    }
}
