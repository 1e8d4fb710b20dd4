namespace Feedlog.Tests.Property.Model;

/// <summary>
/// What a store should hold, as a plain list in order of arrival: every version, how it ended, where groups end, and
/// how far the store has promised what it holds.
/// </summary>
internal sealed class StoreModel
{
    private readonly List<ModelRecord> _records = [];
    private readonly SortedDictionary<ulong, long> _boundaries = new() { [0] = long.MinValue };
    private readonly List<ModelRecord[]> _purges = [];

    /// <summary>Every version, in order of arrival.</summary>
    public IReadOnlyList<ModelRecord> Records => _records;

    /// <summary>The sequence of the newest frame.</summary>
    public ulong LastSequence { get; private set; }

    /// <summary>Everything up to this sequence was acknowledged as durable.</summary>
    public ulong DurableThrough { get; private set; }

    /// <summary>Everything up to this sequence was handed to the operating system and acknowledged.</summary>
    public ulong WrittenThrough { get; private set; }

    /// <summary>Says whether a group ends with this sequence; 0 is where the first one begins.</summary>
    public bool IsBoundary(ulong sequence) => _boundaries.ContainsKey(sequence);

    /// <summary>What was there after this sequence, looked at at this moment.</summary>
    public ModelView ViewAt(ulong sequence, long nowMs) => new(this, sequence, nowMs);

    /// <summary>What is there now.</summary>
    public ModelView Now(long nowMs) => new(this, LastSequence, nowMs);

    /// <summary>Adds a version; it supersedes what has the same stream and key.</summary>
    public void Add(ModelRecord record)
    {
        if (record.Key is not null && Unended(record.Key, record.Stream) is { } older)
            End(older, record.Sequence, VersionEnd.Superseded);
        _records.Add(record);
        LastSequence = record.Sequence;
    }

    /// <summary>Ends a version by a tombstone with this sequence.</summary>
    public void Delete(ModelRecord record, ulong sequence)
    {
        End(record, sequence, VersionEnd.Deleted);
        LastSequence = sequence;
    }

    /// <summary>Adds a vector to a version.</summary>
    public void AddVector(ModelRecord record, ulong sequence, float[] values)
    {
        record.Vectors.Add((sequence, values));
        LastSequence = Math.Max(LastSequence, sequence);
    }

    /// <summary>The newest version under this name unless something ended it; it may have expired.</summary>
    public ModelRecord? Unended(string key, string? stream) =>
        _records.FindLast(record => record.IsNamed(key, stream) && record.EndedAt == 0);

    /// <summary>The version with this id, whatever became of it.</summary>
    public ModelRecord? ById(RecordId id) => _records.Find(record => record.Id == id);

    /// <summary>Ends a group: what was added before stays or goes together.</summary>
    /// <param name="recordedAtMs">The time of recording, ms since 1970 UTC.</param>
    public void EndGroup(long recordedAtMs) => _boundaries[LastSequence] = recordedAtMs;

    /// <summary>When the group with this sequence was recorded.</summary>
    public long RecordedAt(ulong sequence) => _boundaries.First(pair => pair.Key >= sequence).Value;

    /// <summary>Notes that the store acknowledged everything up to a sequence.</summary>
    public void Promise(ulong sequence, Durability durability)
    {
        if (durability == Durability.Durable) DurableThrough = Math.Max(DurableThrough, sequence);
        if (durability != Durability.None) WrittenThrough = Math.Max(WrittenThrough, sequence);
    }

    /// <summary>What was purged, each time.</summary>
    public IReadOnlyList<IReadOnlyList<ModelRecord>> Purges => _purges;

    /// <summary>Forgets versions for ever. What they had superseded counts as deleted by them.</summary>
    public void Purge(params IReadOnlyCollection<ModelRecord> records)
    {
        _purges.Add([.. records]);
        foreach (ModelRecord record in records) _records.Remove(record);
        foreach (ModelRecord older in _records.Where(older => records.Any(gone => gone.Sequence == older.EndedAt)))
            older.End = VersionEnd.Deleted;
    }

    /// <summary>The same as it would be if only the first few purges had been.</summary>
    public StoreModel AfterPurges(int count)
    {
        StoreModel other = new() { LastSequence = LastSequence };
        foreach ((ulong sequence, long recordedAtMs) in _boundaries) other._boundaries[sequence] = recordedAtMs;
        ModelRecord[] back = [.. _purges.Skip(count).SelectMany(records => records)];
        foreach (ModelRecord record in _records.Concat(back).OrderBy(record => record.Sequence))
        {
            ModelRecord copy = record.Copy();
            if (back.Any(killer => killer.Sequence == copy.EndedAt)) copy.End = VersionEnd.Superseded;
            other._records.Add(copy);
        }

        return other;
    }

    /// <summary>Forgets everything after a sequence: the power was lost, and this is what the store came back with.
    /// </summary>
    public void Truncate(ulong sequence)
    {
        _records.RemoveAll(record => record.Sequence > sequence);
        foreach (ModelRecord record in _records) record.Vectors.RemoveAll(vector => vector.Sequence > sequence);
        foreach (ModelRecord record in _records.Where(record => record.EndedAt > sequence)) record.EndedAt = 0;
        foreach (ulong boundary in _boundaries.Keys.Where(boundary => boundary > sequence).ToArray())
            _boundaries.Remove(boundary);
        LastSequence = sequence;
        DurableThrough = sequence;
        WrittenThrough = sequence;
    }

    private static void End(ModelRecord record, ulong sequence, VersionEnd end)
    {
        record.EndedAt = sequence;
        record.End = end;
    }
}
