namespace Feedlog.Fsck.Indexes;

/// <summary>Keeps the entries of one part of each kind that somebody wants to see. One thread at a time.</summary>
internal sealed class EntryCollector
{
    private readonly int[] _wantedParts = [.. EntryKinds.All.Select(_ => -1)];
    private readonly List<IndexEntry>[] _entries = [.. EntryKinds.All.Select(_ => new List<IndexEntry>())];

    /// <summary>The kinds that are wanted.</summary>
    public IEnumerable<EntryKind> Kinds => EntryKinds.All.Where(kind => _wantedParts[(int)kind] >= 0);

    /// <summary>Wants one part of a kind.</summary>
    public void Want(EntryKind kind, int part) => _wantedParts[(int)kind] = part;

    /// <summary>Says whether an entry with this hash is wanted.</summary>
    public bool IsWanted(EntryKind kind, ulong hash) => _wantedParts[(int)kind] == RunSums.PartOf(hash);

    /// <summary>Keeps an entry if it is wanted.</summary>
    public void Offer(EntryKind kind, in IndexEntry entry, ulong hash)
    {
        if (IsWanted(kind, hash)) _entries[(int)kind].Add(entry);
    }

    /// <summary>What was kept of a kind, in the order of its section.</summary>
    public List<IndexEntry> Sorted(EntryKind kind)
    {
        List<IndexEntry> entries = _entries[(int)kind];
        entries.Sort((left, right) => kind.Compare(left, right));
        return entries;
    }
}
