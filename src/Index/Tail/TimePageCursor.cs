namespace Feedlog.Indexing.Tail;

/// <summary>Walks the part of one page that lies in a range of time, in either direction.</summary>
internal sealed class TimePageCursor(SlotTable slots, int firstOrdinal, ushort[]? order, int count)
{
    private int _at;
    private int _remaining;
    private int _step;

    /// <summary>The current slot.</summary>
    public int Ordinal => firstOrdinal + (order is null ? _at : order[_at]);

    /// <summary>Moves to the first slot of the range; false if the page has none in it.</summary>
    public bool Seek(long fromMs, long toMs, bool isReverse)
    {
        int first = LowerBound(fromMs);
        int limit = LowerBound(toMs);
        _remaining = limit - first;
        _step = isReverse ? -1 : 1;
        _at = isReverse ? limit - 1 : first;
        return _remaining > 0;
    }

    /// <summary>Moves to the next slot; false at the end of the range.</summary>
    public bool MoveNext()
    {
        _at += _step;
        return --_remaining > 0;
    }

    private int LowerBound(long timestampMs)
    {
        int low = 0;
        int high = count;
        while (low < high)
        {
            int middle = low + (high - low) / 2;
            int offset = order is null ? middle : order[middle];
            if (slots[firstOrdinal + offset].TimestampMs < timestampMs) low = middle + 1;
            else high = middle;
        }

        return low;
    }
}
