namespace Feedlog.Indexing.Tail;

/// <summary>
/// Slots in order of arrival, by ordinal. One writer appends; readers may read any ordinal below a count that was
/// published to them after the slots were written.
/// </summary>
public sealed class SlotTable
{
    internal const int PageBits = 10;
    internal const int PageSlots = 1 << PageBits;
    private const int PageMask = PageSlots - 1;

    private Slot[][] _pages = new Slot[4][];

    /// <summary>How many slots the writer has appended.</summary>
    public int Count { get; private set; }

    /// <summary>The slot with this ordinal.</summary>
    public ref Slot this[int ordinal] => ref Volatile.Read(ref _pages)[ordinal >> PageBits][ordinal & PageMask];

    /// <summary>Appends a slot and returns its ordinal. Writer only.</summary>
    public int Add(in Slot slot)
    {
        int ordinal = Count;
        int page = ordinal >> PageBits;
        if (page == _pages.Length)
        {
            Slot[][] grown = new Slot[_pages.Length * 2][];
            _pages.CopyTo(grown, 0);
            Volatile.Write(ref _pages, grown);
        }

        (_pages[page] ??= new Slot[PageSlots])[ordinal & PageMask] = slot;
        Count = ordinal + 1;
        return ordinal;
    }

    /// <summary>How many of the first <paramref name="count"/> slots have a sequence not above this one.</summary>
    public int CountUpTo(ulong sequence, int count)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            if (this[middle].Sequence <= sequence) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
