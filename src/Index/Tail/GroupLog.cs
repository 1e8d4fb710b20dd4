namespace Feedlog.Indexing.Tail;

/// <summary>When each group was recorded: answers "what was the last sequence at this time".</summary>
/// <remarks>One writer appends; readers look under the lock. Times never go back: a clock that does is read as
/// standing still, so that the answer is always a prefix of the order of arrival.</remarks>
/// <param name="floorMs">The time of the group before the first.</param>
public sealed class GroupLog(long floorMs)
{
    private readonly Lock _gate = new();
    private readonly List<(long RecordedAtMs, ulong LastSequence)> _groups = [];

    /// <summary>The time of the last group. Writer only.</summary>
    public long LastMs { get; private set; } = floorMs;

    /// <summary>Takes the next group. Writer only.</summary>
    public void Add(long recordedAtMs, ulong lastSequence)
    {
        lock (_gate)
        {
            LastMs = Math.Max(recordedAtMs, LastMs);
            _groups.Add((LastMs, lastSequence));
        }
    }

    /// <summary>All groups. Only when nobody adds any more.</summary>
    public IReadOnlyList<(long RecordedAtMs, ulong LastSequence)> All => _groups;

    /// <summary>Finds the last sequence of the last group recorded at or before the time.</summary>
    public bool TrySequenceAt(long recordedAtMs, out ulong lastSequence)
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

            lastSequence = low == 0 ? 0 : _groups[low - 1].LastSequence;
            return low > 0;
        }
    }

    /// <summary>Finds when the group with this sequence, or else the first after it, was recorded, in ms.</summary>
    public bool TryRecordedAt(ulong sequence, out long recordedAtMs)
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

            recordedAtMs = low == _groups.Count ? 0 : _groups[low].RecordedAtMs;
            return low < _groups.Count;
        }
    }
}
