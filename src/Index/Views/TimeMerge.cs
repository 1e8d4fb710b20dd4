using Feedlog.Indexing.Sealed;
using Feedlog.Indexing.Tail;

namespace Feedlog.Indexing.Views;

/// <summary>Merges the time indexes of a view into one order, by timestamp, then sequence.</summary>
internal static class TimeMerge
{
    /// <summary>Walks the records of a half-open range of time, ended or not.</summary>
    public static IEnumerable<Found> Walk(IndexView view, long fromMs, long toMs, bool isReverse)
    {
        List<TimeCursor> cursors = Open(view, fromMs, toMs, isReverse);
        while (cursors.Count > 0)
        {
            TimeCursor first = cursors[0];
            TimeCursor? second = null;
            for (int i = 1; i < cursors.Count; i++)
            {
                if (cursors[i].IsBefore(first, isReverse)) (first, second) = (cursors[i], first);
                else if (second is null || cursors[i].IsBefore(second, isReverse)) second = cursors[i];
            }

            // Stretches of time rarely interleave: stay on one cursor until the next has something earlier.
            bool hasMore;
            do
            {
                yield return first.Current;
                hasMore = first.MoveNext();
            }
            while (hasMore && (second is null || first.IsBefore(second, isReverse)));

            if (!hasMore) cursors.Remove(first);
        }
    }

    private static List<TimeCursor> Open(IndexView view, long fromMs, long toMs, bool isReverse)
    {
        List<TimeCursor> cursors = [];
        foreach (RunReader run in view.Parts.Sealed.Runs)
            Add(cursors, new RunTimeCursor(run, view.Sequence, fromMs, toMs, isReverse));
        foreach (TailIndex tail in view.Parts.Tails)
        {
            Add(cursors, new TailTimeCursor(
                tail, view.CountOf(tail), view.Sequence, fromMs, toMs, isReverse));
        }

        return cursors;
    }

    private static void Add(List<TimeCursor> cursors, TimeCursor cursor)
    {
        if (cursor.MoveNext()) cursors.Add(cursor);
    }
}
