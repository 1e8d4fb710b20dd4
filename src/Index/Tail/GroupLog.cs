namespace Feedlog.Indexing.Tail;

/// <summary>When each group was recorded: answers "what was the last sequence at this time".</summary>
/// <remarks>One writer appends; readers copy the count under the lock. Times never go back: a clock that does is
/// read as standing still, so that the answer is always a prefix of the order of arrival.</remarks>
public sealed class GroupLog
{
    private readonly Lock _gate = new();
    private readonly List<(long RecordedAtMs, ulong LastSequence)> _groups = [];

    /// <summary>Takes the next group. Writer only.</summary>
    public void Add(long recordedAtMs, ulong lastSequence)
    {
        lock (_gate)
        {
            long floorMs = _groups.Count == 0 ? long.MinValue : _groups[^1].RecordedAtMs;
            _groups.Add((Math.Max(recordedAtMs, floorMs), lastSequence));
        }
    }

    /// <summary>The last sequence of the last group recorded at or before the time; 0 for none.</summary>
    public ulong SequenceAt(long recordedAtMs)
    {
        lock (_gate)
        {
            int low = 0;
            int high = _groups.Count;
            while (low < high)
            {
                int middle = low + (high - low) / 2;
                if (_groups[middle].RecordedAtMs <= recordedAtMs) low = middle + 1;
                else high = middle;
            }

            return low == 0 ? 0 : _groups[low - 1].LastSequence;
        }
    }

    /// <summary>When the group with this sequence was recorded, in ms; the largest i64 if it is not known.</summary>
    public long RecordedAt(ulong sequence)
    {
        lock (_gate)
        {
            int low = 0;
            int high = _groups.Count;
            while (low < high)
            {
                int middle = low + (high - low) / 2;
                if (_groups[middle].LastSequence < sequence) low = middle + 1;
                else high = middle;
            }

            return low == _groups.Count ? long.MaxValue : _groups[low].RecordedAtMs;
        }
    }
}
