namespace Feedlog.Indexing.Tail;

/// <summary>
/// Who was ended by whom: sequence of the victim to sequence of the killer, by open addressing. One writer adds; any
/// reader may look up at the same time.
/// </summary>
/// <remarks>An entry is published by storing its victim last. A victim dies once.</remarks>
public sealed class DeathTable
{
    private const int FirstSize = 64;
    private const ulong TombstoneBit = 1UL << 63;

    private Entry[] _entries = new Entry[FirstSize];
    private int _count;

    /// <summary>How many have died.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Finds who ended a record. Any thread.</summary>
    /// <param name="victim">The record's sequence.</param>
    /// <param name="killer">The sequence of the frame that ended it.</param>
    /// <param name="isTombstone">Whether that frame is a tombstone; otherwise it is a newer version.</param>
    public bool TryFind(ulong victim, out ulong killer, out bool isTombstone)
    {
        killer = 0;
        isTombstone = false;
        if (Volatile.Read(ref _count) == 0) return false;
        Entry[] entries = Volatile.Read(ref _entries);
        int mask = entries.Length - 1;
        for (int i = Start(victim, mask); ; i = (i + 1) & mask)
        {
            ulong stored = Volatile.Read(ref entries[i].Victim);
            if (stored == 0) return false;
            if (stored != victim) continue;
            killer = entries[i].Killer & ~TombstoneBit;
            isTombstone = (entries[i].Killer & TombstoneBit) != 0;
            return true;
        }
    }

    /// <summary>Adds a death. Writer only.</summary>
    public void Add(ulong victim, ulong killer, bool isTombstone)
    {
        if (_count * 8L >= _entries.Length * 5L) Grow();
        Insert(_entries, victim, isTombstone ? killer | TombstoneBit : killer);
        Volatile.Write(ref _count, _count + 1);
    }

    /// <summary>All deaths, in no order. Only when nobody adds any more.</summary>
    public IEnumerable<(ulong Victim, ulong Killer, bool IsTombstone)> All()
    {
        foreach (Entry entry in _entries)
        {
            if (entry.Victim != 0)
                yield return (entry.Victim, entry.Killer & ~TombstoneBit, (entry.Killer & TombstoneBit) != 0);
        }
    }

    private void Grow()
    {
        Entry[] grown = new Entry[_entries.Length * 2];
        foreach (Entry entry in _entries)
        {
            if (entry.Victim != 0) Insert(grown, entry.Victim, entry.Killer);
        }

        Volatile.Write(ref _entries, grown);
    }

    private static void Insert(Entry[] entries, ulong victim, ulong killer)
    {
        int mask = entries.Length - 1;
        int i = Start(victim, mask);
        while (entries[i].Victim != 0) i = (i + 1) & mask;
        entries[i].Killer = killer;
        Volatile.Write(ref entries[i].Victim, victim);
    }

    private static int Start(ulong victim, int mask) => (int)((victim * 0x9E37_79B9_7F4A_7C15) >> 32) & mask;

    private struct Entry
    {
        public ulong Victim;
        public ulong Killer;
    }
}
