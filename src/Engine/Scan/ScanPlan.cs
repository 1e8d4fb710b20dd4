using Feedlog.Format.Frames;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Views;
using Feedlog.Read;

namespace Feedlog.Scan;

/// <summary>
/// Cuts a scan into parts that several threads can take: stretches of the log, or, where a bound leaves out most of it,
/// records that an index names. The caller holds the segments. Any thread.
/// </summary>
internal sealed class ScanPlan : IDisposable
{
    // Large enough that finding the start of a stretch costs nothing beside reading it, and small enough that threads
    // end together.
    private const ulong StretchSlots = 1 << 16;

    private readonly Lock _gate = new();
    private readonly List<(ulong First, ulong Last)> _stretches = [];
    private readonly IEnumerator<Found>? _found;
    private int _nextStretch;

    /// <summary>A plan for what the options ask for.</summary>
    public ScanPlan(SnapshotReader reader, IReadOnlyList<SegmentEntry> entries, ScanOptions options)
    {
        if (options.Id is not null || options.Key is not null)
            _found = Lookup(reader, options).GetEnumerator();
        else if (options.From is not null || options.To is not null)
            _found = reader.View.Range(FromMs(options), ToMs(options), isReverse: false).GetEnumerator();
        else
            Cut(reader.View.Sequence, entries, options);
    }

    /// <summary>Says whether the parts are records that an index names.</summary>
    public bool IsLookup => _found is not null;

    /// <summary>The first timestamp that counts, in ms.</summary>
    public static long FromMs(ScanOptions options) =>
        options.From is DateTimeOffset from ? SnapshotReader.CeilingMs(from) : long.MinValue;

    /// <summary>The first timestamp that does not count any more, in ms.</summary>
    public static long ToMs(ScanOptions options) =>
        options.To is DateTimeOffset to ? SnapshotReader.CeilingMs(to) : long.MaxValue;

    /// <summary>Takes the next stretch of the log; false when all are taken.</summary>
    public bool TryTake(out ulong firstSequence, out ulong lastSequence)
    {
        int taken = Interlocked.Increment(ref _nextStretch) - 1;
        bool isThere = taken < _stretches.Count;
        (firstSequence, lastSequence) = isThere ? _stretches[taken] : default;
        return isThere;
    }

    /// <summary>Takes the next records that an index names, in the order in which they lie.</summary>
    /// <returns>How many; 0 at the end.</returns>
    public int Take(Span<Found> target)
    {
        int count = 0;
        lock (_gate)
        {
            while (count < target.Length && _found is not null && _found.MoveNext()) target[count++] = _found.Current;
        }

        // Records of one time may lie anywhere; what lies together is read together.
        target[..count].Sort(static (left, right) => left.Address.Packed.CompareTo(right.Address.Packed));
        return count;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate) _found?.Dispose();
    }

    private void Cut(ulong endSequence, IReadOnlyList<SegmentEntry> entries, ScanOptions options)
    {
        ulong last = Math.Min(endSequence, options.LastSequence);
        for (int i = 0; i < entries.Count; i++)
        {
            // Behind the last segment is nothing, and the last sequence of an open one is in no manifest.
            ulong end = i + 1 < entries.Count ? entries[i + 1].FirstSequence - 1 : endSequence;
            ulong stretchFirst = Math.Max(entries[i].FirstSequence, options.FirstSequence);
            ulong stretchEnd = Math.Min(end, last);
            while (stretchFirst <= stretchEnd)
            {
                ulong stretchLast = Math.Min(stretchEnd, stretchFirst + StretchSlots - 1);
                _stretches.Add((stretchFirst, stretchLast));
                stretchFirst = stretchLast + 1;
            }
        }
    }

    // The sequence of what an id names is in its frame; the cursor compares all of it anyway.
    private static IEnumerable<Found> Lookup(SnapshotReader reader, ScanOptions options)
    {
        if (options.Id is RecordId id)
        {
            if (reader.TryFind(id, out FrameAddress address)) yield return new Found(0, address);
        }
        else if (reader.TryFindNewest(options.Key!, options.Stream, out Found found)) // Id or key: one of them is set.
        {
            yield return found;
        }
    }
}
