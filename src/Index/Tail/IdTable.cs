using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Feedlog.Format.Frames;

namespace Feedlog.Indexing.Tail;

/// <summary>Id to ordinal, by open addressing. One writer adds; any reader may look up at the same time.</summary>
/// <remarks>
/// An entry is published by storing its ordinal last; its parts lie side by side, so a look-up costs one miss of the
/// cache, and gives the address along so that the frame can be fetched while the slot is judged. Growing builds a new
/// array and publishes it as a whole. Ids never change their ordinal.
/// </remarks>
public sealed class IdTable
{
    private const int FirstSize = 64;

    private Entry[] _entries = new Entry[FirstSize];
    private int _count;

    /// <summary>Finds the ordinal of an id. Any thread.</summary>
    public bool TryFind(ulong id, out int ordinal) => TryFind(id, out ordinal, out _);

    /// <summary>Finds the ordinal of an id and the address of its frame. Any thread.</summary>
    public bool TryFind(ulong id, out int ordinal, out FrameAddress address)
    {
        address = default;
        Entry[] entries = Volatile.Read(ref _entries);
        int mask = entries.Length - 1;
        for (int i = Start(id, mask); ; i = (i + 1) & mask)
        {
            ref Entry entry = ref entries[i];
            int stored = Volatile.Read(ref entry.OrdinalPlusOne);
            ordinal = stored - 1;
            if (stored == 0) return false;
            if (entry.Id != id) continue;
            address = entry.Address;
            return true;
        }
    }

    /// <summary>Says that an id is about to be looked for. Only a hint.</summary>
    public unsafe void Prefetch(ulong id)
    {
        // Should the array move meanwhile, another line is fetched in vain.
        Entry[] entries = Volatile.Read(ref _entries);
        if (Sse.IsSupported) Sse.Prefetch0(Unsafe.AsPointer(ref entries[Start(id, entries.Length - 1)]));
    }

    /// <summary>Adds an id that is not there yet. Writer only.</summary>
    public void Add(ulong id, int ordinal, FrameAddress address)
    {
        // At most 5/8 full keeps probes short.
        if (_count * 8L >= _entries.Length * 5L) Grow();
        Insert(_entries, id, ordinal, address);
        _count++;
    }

    private void Grow()
    {
        Entry[] grown = new Entry[_entries.Length * 2];
        foreach (ref Entry entry in _entries.AsSpan())
        {
            if (entry.OrdinalPlusOne != 0) Insert(grown, entry.Id, entry.OrdinalPlusOne - 1, entry.Address);
        }

        Volatile.Write(ref _entries, grown);
    }

    private static void Insert(Entry[] entries, ulong id, int ordinal, FrameAddress address)
    {
        int mask = entries.Length - 1;
        int i = Start(id, mask);
        while (entries[i].OrdinalPlusOne != 0) i = (i + 1) & mask;
        entries[i].Id = id;
        entries[i].Address = address;
        Volatile.Write(ref entries[i].OrdinalPlusOne, ordinal + 1);
    }

    // Ids may come from callers and be anything: multiply to spread them over the table.
    private static int Start(ulong id, int mask) => (int)((id * 0x9E37_79B9_7F4A_7C15) >> 32) & mask;

    private struct Entry
    {
        public ulong Id;
        public FrameAddress Address;
        public int OrdinalPlusOne;
    }
}
