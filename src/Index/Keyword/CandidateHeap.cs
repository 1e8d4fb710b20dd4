namespace Feedlog.Indexing.Keyword;

/// <summary>Slots that are hits if their records say so, the one that would score highest first; of equals the newest.
/// Made to be used again; one thread.</summary>
internal sealed class CandidateHeap
{
    /// <summary>How many it holds at most.</summary>
    public const int CountMax = 16 * 1024;

    private const int CountAtFirst = 256;

    private (double Score, int Slot)[] _heap = new (double, int)[CountAtFirst];
    private bool _isHeap;

    /// <summary>How many there are.</summary>
    public int Count { get; private set; }

    /// <summary>Forgets all.</summary>
    public void Clear() => Count = 0;

    /// <summary>Adds a slot; there must be room.</summary>
    public void Add(double score, int slot)
    {
        if (Count == _heap.Length) Array.Resize(ref _heap, Math.Min(2 * Count, CountMax));
        _heap[Count++] = (score, slot);
        _isHeap = false;
    }

    /// <summary>Takes the best out.</summary>
    /// <param name="score">What it would score.</param>
    /// <param name="slot">The slot.</param>
    /// <returns>False if there is none.</returns>
    public bool TryTake(out double score, out int slot)
    {
        (score, slot) = (0, 0);
        if (Count == 0) return false;
        if (!_isHeap) MakeHeap();
        (score, slot) = _heap[0];
        (double, int) last = _heap[--Count];
        if (Count > 0) SiftDown(0, last);
        return true;
    }

    private void MakeHeap()
    {
        for (int i = Count / 2 - 1; i >= 0; i--) SiftDown(i, _heap[i]);
        _isHeap = true;
    }

    private void SiftDown(int hole, (double Score, int Slot) moved)
    {
        Span<(double Score, int Slot)> heap = _heap.AsSpan(0, Count);
        for (int child = 2 * hole + 1; child < heap.Length; child = 2 * hole + 1)
        {
            if (child + 1 < heap.Length && IsBefore(heap[child + 1], heap[child])) child++;
            if (!IsBefore(heap[child], moved)) break;
            heap[hole] = heap[child];
            hole = child;
        }

        heap[hole] = moved;
    }

    private static bool IsBefore((double Score, int Slot) left, (double Score, int Slot) right) =>
        left.Score > right.Score || (left.Score.Equals(right.Score) && left.Slot > right.Slot);
}
