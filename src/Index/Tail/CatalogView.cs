namespace Feedlog.Indexing.Tail;

/// <summary>The catalog as it was after a sequence: what a reader may see of it. Any thread.</summary>
/// <param name="Catalog">The catalog.</param>
/// <param name="VisibleCount">How many slots belong to the view.</param>
/// <param name="Sequence">The last sequence that belongs to the view.</param>
/// <param name="NowMs">The moment at which expiry is judged, in ms.</param>
public readonly record struct CatalogView(MemoryCatalog Catalog, int VisibleCount, ulong Sequence, long NowMs)
{
    /// <summary>The slot with this ordinal, which must be below <see cref="VisibleCount"/>.</summary>
    public ref readonly Slot this[int ordinal] => ref Catalog.Slots[ordinal];

    /// <summary>Says whether the slot is a record that is live in this view.</summary>
    public bool IsLive(int ordinal) => Slot.IsLive(in Catalog.Slots[ordinal], Sequence, NowMs);

    /// <summary>Finds the live record with this id.</summary>
    public bool TryFindLive(ulong id, out int ordinal) =>
        Catalog.Ids.TryFind(id, out ordinal) && ordinal < VisibleCount && IsLive(ordinal);

    /// <summary>Finds the record with this id, live or not.</summary>
    public bool TryFind(ulong id, out int ordinal) =>
        Catalog.Ids.TryFind(id, out ordinal) && ordinal < VisibleCount;

    /// <summary>Finds the newest version under this key that the view may see, live or not.</summary>
    public bool TryFindNewest(UInt128 keyHash, out int ordinal)
    {
        if (!Catalog.Keys.TryFindHead(keyHash, out ordinal)) return false;
        while (ordinal >= VisibleCount) ordinal = Catalog.Slots[ordinal].Previous;
        return ordinal != Slot.NoPrevious;
    }

    /// <summary>Finds the live record under this key.</summary>
    public bool TryFindLive(UInt128 keyHash, out int ordinal) =>
        TryFindNewest(keyHash, out ordinal) && IsLive(ordinal);

    /// <summary>Finds the slot with exactly this sequence.</summary>
    public bool TryFindSequence(ulong sequence, out int ordinal)
    {
        ordinal = Catalog.Slots.CountUpTo(sequence, VisibleCount) - 1;
        return ordinal >= 0 && Catalog.Slots[ordinal].Sequence == sequence;
    }

    /// <summary>Live ordinals of a half-open range of time.</summary>
    public IEnumerable<int> Range(long fromMs, long toMs, bool isReverse)
    {
        foreach (int ordinal in Catalog.Times.Range(Catalog.Slots, VisibleCount, fromMs, toMs, isReverse))
        {
            if (IsLive(ordinal)) yield return ordinal;
        }
    }
}
