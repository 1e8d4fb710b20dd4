using System.Diagnostics.CodeAnalysis;

namespace Feedlog.Tool;

/// <summary>A record as a person names it: by what it may be, tried in the order key, id, sequence.</summary>
internal sealed record RecordReference
{
    /// <summary>The reference as it was given.</summary>
    public required string Text { get; init; }

    /// <summary>The key that it may be.</summary>
    public string? Key { get; init; }

    /// <summary>The id that it may be.</summary>
    public RecordId? Id { get; init; }

    /// <summary>The sequence that it may be.</summary>
    public ulong? Sequence { get; init; }

    /// <summary>The stream in which a key is looked for.</summary>
    public string? Stream { get; init; }

    /// <summary>Finds the live record.</summary>
    public bool TryFind(FeedlogSnapshot snapshot, [NotNullWhen(true)] out Record? record)
    {
        record = null;
        return (Key is not null && snapshot.TryGet(Key, Stream, out record)) ||
            (Id is RecordId id && snapshot.TryGet(id, out record)) ||
            (Sequence is ulong sequence && snapshot.TryGetBySequence(sequence, out record));
    }

    /// <summary>Finds all versions of the record, newest first; none if there never was one.</summary>
    public IReadOnlyList<RecordVersion> FindVersions(FeedlogSnapshot snapshot)
    {
        List<RecordVersion> versions = Key is null ? [] : [.. snapshot.History(Key, Stream)];
        if (versions.Count == 0 && Id is RecordId id) versions = [.. snapshot.History(id)];
        if (versions.Count == 0 && Sequence is ulong sequence &&
            snapshot.TryGetBySequence(sequence, out Record? record))
        {
            versions = [.. snapshot.History(record.Id)];
        }

        return versions;
    }
}
