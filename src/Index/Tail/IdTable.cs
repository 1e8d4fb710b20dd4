namespace Feedlog.Indexing.Tail;

/// <summary>Id to ordinal, by open addressing. One writer adds; any reader may look up at the same time.</summary>
/// <remarks>
/// An entry is published by storing its ordinal after its id. Growing builds a new pair of arrays and publishes it as
/// one object, so a reader works on one consistent pair. Ids never change their ordinal.
/// </remarks>
public sealed class IdTable
{
    private const int FirstSize = 64;

    private Entries _entries = new(FirstSize);
    private int _count;

    /// <summary>Finds the ordinal of an id. Any thread.</summary>
    public bool TryFind(ulong id, out int ordinal)
    {
        Entries entries = Volatile.Read(ref _entries);
        int mask = entries.Ids.Length - 1;
        for (int i = Start(id, mask); ; i = (i + 1) & mask)
        {
            int stored = Volatile.Read(ref entries.OrdinalsPlusOne[i]);
            ordinal = stored - 1;
            if (stored == 0) return false;
            if (entries.Ids[i] == id) return true;
        }
    }

    /// <summary>Adds an id that is not there yet. Writer only.</summary>
    public void Add(ulong id, int ordinal)
    {
        // At most 5/8 full keeps probes short; see docs/PERFORMANCE.md for what a get costs.
        if (_count * 8L >= _entries.Ids.Length * 5L) Grow();
        Insert(_entries, id, ordinal);
        _count++;
    }

    private void Grow()
    {
        Entries grown = new(_entries.Ids.Length * 2);
        for (int i = 0; i < _entries.Ids.Length; i++)
        {
            if (_entries.OrdinalsPlusOne[i] != 0) Insert(grown, _entries.Ids[i], _entries.OrdinalsPlusOne[i] - 1);
        }

        Volatile.Write(ref _entries, grown);
    }

    private static void Insert(Entries entries, ulong id, int ordinal)
    {
        int mask = entries.Ids.Length - 1;
        int i = Start(id, mask);
        while (entries.OrdinalsPlusOne[i] != 0) i = (i + 1) & mask;
        entries.Ids[i] = id;
        Volatile.Write(ref entries.OrdinalsPlusOne[i], ordinal + 1);
    }

    // Ids may come from callers and be anything: multiply to spread them over the table.
    private static int Start(ulong id, int mask) => (int)((id * 0x9E37_79B9_7F4A_7C15) >> 32) & mask;

    private sealed class Entries(int size)
    {
        public readonly ulong[] Ids = new ulong[size];
        public readonly int[] OrdinalsPlusOne = new int[size];
    }
}
