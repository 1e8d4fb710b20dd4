namespace Feedlog.Indexing.Tail;

/// <summary>The timestamps of one page of slots: their bounds, and their order once somebody asks.</summary>
/// <remarks>
/// The writer widens the bounds and clears the sorted mark before the slot is published, so a reader sees bounds that
/// are at least as wide as what it may read.
/// </remarks>
internal sealed class TimePage
{
    private long _minMs = long.MaxValue;
    private long _maxMs = long.MinValue;
    private bool _isUnsorted;
    private ushort[]? _fullOrder;

    public long MinMs => Volatile.Read(ref _minMs);

    public long MaxMs => Volatile.Read(ref _maxMs);

    /// <summary>Takes the next timestamp of the page. Writer only.</summary>
    public void Add(long timestampMs)
    {
        if (timestampMs < _maxMs) Volatile.Write(ref _isUnsorted, true);
        if (timestampMs < _minMs) Volatile.Write(ref _minMs, timestampMs);
        if (timestampMs > _maxMs) Volatile.Write(ref _maxMs, timestampMs);
    }

    /// <summary>
    /// The order of the page's first slots by timestamp, then arrival, as offsets in the page; null if they are in
    /// that order as they lie. The order of a full page is kept.
    /// </summary>
    public ushort[]? Order(SlotTable slots, int firstOrdinal, int count)
    {
        if (!Volatile.Read(ref _isUnsorted)) return null;
        bool isFull = count == SlotTable.PageSlots;
        if (isFull && Volatile.Read(ref _fullOrder) is ushort[] known) return known;

        ushort[] order = new ushort[count];
        long[] keys = new long[count];
        for (int i = 0; i < count; i++)
        {
            order[i] = (ushort)i;
            keys[i] = slots[firstOrdinal + i].TimestampMs;
        }

        // Equal timestamps keep their order of arrival: the comparison falls back to the offset.
        Array.Sort(order, (a, b) => keys[a] != keys[b] ? keys[a].CompareTo(keys[b]) : a.CompareTo(b));
        if (isFull) Volatile.Write(ref _fullOrder, order);
        return order;
    }
}
