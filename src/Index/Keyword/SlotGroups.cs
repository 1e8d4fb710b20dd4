namespace Feedlog.Indexing.Keyword;

/// <summary>Rising slots in groups, one for each block of a list that they would be in. Made to be used again; one
/// thread.</summary>
internal sealed class SlotGroups
{
    // So many blocks are on their way while one is read.
    private const int FetchedAhead = 8;

    private readonly int[] _blocks;
    private readonly int[] _limits;
    private PostingList? _list;

    /// <summary>Makes room.</summary>
    /// <param name="slotsMax">For so many slots.</param>
    public SlotGroups(int slotsMax)
    {
        _blocks = new int[slotsMax];
        _limits = new int[slotsMax];
    }

    /// <summary>Number of groups.</summary>
    public int Count { get; private set; }

    /// <summary>The first slot that is in a group: those before lie below the list.</summary>
    public int First { get; private set; }

    /// <summary>Puts slots into groups.</summary>
    /// <param name="list">The list.</param>
    /// <param name="slots">Rising slots, not more than there is room for.</param>
    public void Set(PostingList list, ReadOnlySpan<int> slots)
    {
        _list = list;
        Count = 0;
        ReadOnlySpan<int> firsts = list.FirstSlots;
        int at = 0;
        while (at < slots.Length && slots[at] < firsts[0]) at++;
        First = at;
        for (int block = 0; at < slots.Length;)
        {
            block = Gallop(firsts, block, slots[at]);
            int limit = block + 1 < firsts.Length ? firsts[block + 1] : int.MaxValue;
            do at++;
            while (at < slots.Length && slots[at] < limit);
            _blocks[Count] = block;
            _limits[Count++] = at;
        }

        for (int i = 0; i < Math.Min(FetchedAhead, Count); i++) list.Prefetch(_blocks[i]);
    }

    /// <summary>The block of a group; groups are asked for in their order.</summary>
    /// <param name="group">Which group.</param>
    /// <param name="limit">The first slot behind it, by its index.</param>
    public int BlockOf(int group, out int limit)
    {
        if (group + FetchedAhead < Count) _list?.Prefetch(_blocks[group + FetchedAhead]);
        limit = _limits[group];
        return _blocks[group];
    }

    // The last block that begins at the slot or before it, from one on that does.
    private static int Gallop(ReadOnlySpan<int> firsts, int block, int slot)
    {
        int step = 1;
        for (; block + step < firsts.Length && firsts[block + step] <= slot; step *= 2) block += step;
        for (; step > 0; step /= 2)
        {
            if (block + step < firsts.Length && firsts[block + step] <= slot) block += step;
        }

        return block;
    }
}
