using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Feedlog.Format;

namespace Feedlog.Indexing.Tail;

/// <summary>
/// Salted 128-bit hash of (stream, key) to the ordinal of its newest version, by open addressing. One writer adds and
/// moves heads; any reader may look up at the same time and walks back to its own view.
/// </summary>
public sealed class KeyTable
{
    private const int FirstSize = 64;

    private Entries _entries = new(FirstSize);
    private int _count;

    /// <summary>Finds the ordinal of the newest version. Any thread.</summary>
    public bool TryFindHead(WideHash hash, out int ordinal)
    {
        Entries entries = Volatile.Read(ref _entries);
        int mask = entries.Hashes.Length - 1;
        for (int i = (int)hash.Low & mask; ; i = (i + 1) & mask)
        {
            int stored = Volatile.Read(ref entries.HeadsPlusOne[i]);
            ordinal = stored - 1;
            if (stored == 0) return false;
            if (entries.Hashes[i] == hash) return true;
        }
    }

    /// <summary>Says that a hash is about to be looked for. Only a hint.</summary>
    public unsafe void Prefetch(WideHash hash)
    {
        // Should an array move meanwhile, another line is fetched in vain.
        Entries entries = Volatile.Read(ref _entries);
        int i = (int)hash.Low & (entries.Hashes.Length - 1);
        if (!Sse.IsSupported) return;
        Sse.Prefetch0(Unsafe.AsPointer(ref entries.HeadsPlusOne[i]));
        Sse.Prefetch0(Unsafe.AsPointer(ref entries.Hashes[i]));
    }

    /// <summary>Makes an ordinal the newest version. Writer only.</summary>
    public void SetHead(WideHash hash, int ordinal)
    {
        if (_count * 8L >= _entries.Hashes.Length * 5L) Grow();
        int mask = _entries.Hashes.Length - 1;
        int i = (int)hash.Low & mask;
        while (_entries.HeadsPlusOne[i] != 0 && _entries.Hashes[i] != hash) i = (i + 1) & mask;
        if (_entries.HeadsPlusOne[i] == 0)
        {
            _entries.Hashes[i] = hash;
            _count++;
        }

        Volatile.Write(ref _entries.HeadsPlusOne[i], ordinal + 1);
    }

    private void Grow()
    {
        Entries grown = new(_entries.Hashes.Length * 2);
        int mask = grown.Hashes.Length - 1;
        for (int source = 0; source < _entries.Hashes.Length; source++)
        {
            if (_entries.HeadsPlusOne[source] == 0) continue;
            int target = (int)_entries.Hashes[source].Low & mask;
            while (grown.HeadsPlusOne[target] != 0) target = (target + 1) & mask;
            grown.Hashes[target] = _entries.Hashes[source];
            grown.HeadsPlusOne[target] = _entries.HeadsPlusOne[source];
        }

        Volatile.Write(ref _entries, grown);
    }

    private sealed class Entries(int size)
    {
        public readonly WideHash[] Hashes = new WideHash[size];
        public readonly int[] HeadsPlusOne = new int[size];
    }
}
