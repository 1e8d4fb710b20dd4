namespace Feedlog.Indexing.Tail;

/// <summary>
/// Slots by (timestamp, arrival): pages that know their bounds and sort themselves on demand, merged while a range is
/// walked. One writer adds; readers walk what was published to them.
/// </summary>
public sealed class TimeIndex
{
    private TimePage[] _pages = new TimePage[4];

    /// <summary>Takes the timestamp of the next slot. Writer only.</summary>
    internal void Add(int ordinal, long timestampMs)
    {
        int page = ordinal >> SlotTable.PageBits;
        if (page == _pages.Length)
        {
            TimePage[] grown = new TimePage[_pages.Length * 2];
            _pages.CopyTo(grown, 0);
            Volatile.Write(ref _pages, grown);
        }

        TimePage target = _pages[page] ??= new TimePage();
        target.Add(timestampMs);
    }

    /// <summary>Walks the ordinals of a half-open range of time.</summary>
    /// <param name="slots">The slots that the index is of.</param>
    /// <param name="visibleCount">How many of them the reader may see.</param>
    /// <param name="fromMs">First timestamp of the range.</param>
    /// <param name="toMs">First timestamp after the range.</param>
    /// <param name="isReverse">Newest first: by falling timestamp, then falling arrival.</param>
    public IEnumerable<int> Range(SlotTable slots, int visibleCount, long fromMs, long toMs, bool isReverse)
    {
        TimePage[] pages = Volatile.Read(ref _pages);
        PriorityQueue<TimePageCursor, (long TimestampMs, long Ordinal)> heads = new();
        for (int page = 0; page << SlotTable.PageBits < visibleCount; page++)
        {
            int firstOrdinal = page << SlotTable.PageBits;
            if (pages[page].MaxMs < fromMs || pages[page].MinMs >= toMs) continue;
            int count = Math.Min(SlotTable.PageSlots, visibleCount - firstOrdinal);
            TimePageCursor cursor = new(slots, firstOrdinal, pages[page].Order(slots, firstOrdinal, count), count);
            if (cursor.Seek(fromMs, toMs, isReverse)) heads.Enqueue(cursor, Priority(slots, cursor, isReverse));
        }

        while (heads.TryDequeue(out TimePageCursor? cursor, out _))
        {
            // Pages rarely interleave: stay on one until another has something earlier.
            do
            {
                yield return cursor.Ordinal;
                if (!cursor.MoveNext())
                {
                    cursor = null;
                    break;
                }
            }
            while (heads.Count == 0 || IsBefore(Priority(slots, cursor, isReverse), heads));

            if (cursor is not null) heads.Enqueue(cursor, Priority(slots, cursor, isReverse));
        }
    }

    private static bool IsBefore(
        (long TimestampMs, long Ordinal) mine, PriorityQueue<TimePageCursor, (long TimestampMs, long Ordinal)> heads)
    {
        heads.TryPeek(out _, out (long TimestampMs, long Ordinal) other);
        return mine.CompareTo(other) < 0;
    }

    private static (long TimestampMs, long Ordinal) Priority(SlotTable slots, TimePageCursor cursor, bool isReverse)
    {
        long timestampMs = slots[cursor.Ordinal].TimestampMs;
        return isReverse ? (-timestampMs, -(long)cursor.Ordinal) : (timestampMs, cursor.Ordinal);
    }
}
