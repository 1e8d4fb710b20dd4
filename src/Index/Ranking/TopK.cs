namespace Feedlog.Indexing.Ranking;

/// <summary>Keeps the best of many scored records: highest score first, among equals the newer.</summary>
/// <remarks>
/// What it keeps depends only on what was offered, never on the order of offers, as long as sequences differ. A heap
/// with the worst kept record on top; nothing is allocated after construction. For one thread at a time.
/// </remarks>
public sealed class TopK
{
    private readonly ScoredSequence[] _heap;
    private readonly SharedTop? _shared;
    private int _count;

    /// <summary>Makes room for a number of records.</summary>
    /// <param name="capacity">How many.</param>
    /// <param name="shared">Is offered what is taken, and says what is not wanted any more; null for none.</param>
    /// <exception cref="ArgumentOutOfRangeException">The capacity is below 1.</exception>
    public TopK(int capacity, SharedTop? shared = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        _heap = new ScoredSequence[capacity];
        _shared = shared;
    }

    /// <summary>The number of records that are kept at most.</summary>
    public int Capacity => _heap.Length;

    /// <summary>The number of records that are kept now.</summary>
    public int Count => _count;

    /// <summary>The score below which nothing is taken any more; negative infinity while there is room.</summary>
    /// <remarks>A record with just this score is taken if it is newer than the worst one kept.</remarks>
    public double Threshold => _count < _heap.Length ? double.NegativeInfinity : _heap[0].Score;

    /// <summary>The score below which other threads have found enough; negative infinity if there are none.</summary>
    /// <remarks>Unlike behind <see cref="Threshold"/>, what was found may be older than what has just this score.
    /// </remarks>
    public double Floor => _shared?.Floor ?? double.NegativeInfinity;

    /// <summary>Whether a record would be among the best.</summary>
    public bool MayTake(ScoredSequence candidate) =>
        (_count < _heap.Length || candidate < _heap[0]) && candidate.Score >= Floor;

    /// <summary>Forgets all records.</summary>
    public void Clear() => _count = 0;

    /// <summary>Offers a record.</summary>
    /// <returns>True when it is now among the best.</returns>
    /// <exception cref="ArgumentException">The score is NaN, which has no place in an order.</exception>
    public bool Offer(double score, ulong sequence)
    {
        if (double.IsNaN(score))
            throw new ArgumentException("A score is a number.", nameof(score));
        ScoredSequence candidate = new(score, sequence);
        if (_count < _heap.Length)
        {
            SiftUp(_count++, candidate);
        }
        else
        {
            if (candidate >= _heap[0])
                return false;
            SiftDown(0, candidate);
        }

        _shared?.Offer(score, sequence);
        return true;
    }

    /// <summary>Copies the kept records, best first; they stay kept.</summary>
    /// <returns>How many were copied: <see cref="Count"/>.</returns>
    /// <exception cref="ArgumentException"><paramref name="target"/> is too short.</exception>
    public int CopyRanked(Span<ScoredSequence> target)
    {
        _heap.AsSpan(0, _count).CopyTo(target);
        target[.._count].Sort();
        return _count;
    }

    private void SiftUp(int hole, ScoredSequence moved)
    {
        while (hole > 0)
        {
            int parent = (hole - 1) / 2;
            if (moved <= _heap[parent])
                break;
            _heap[hole] = _heap[parent];
            hole = parent;
        }

        _heap[hole] = moved;
    }

    private void SiftDown(int hole, ScoredSequence moved)
    {
        // Places from half of the count on have no children; asking that way cannot overflow.
        while (hole < _count / 2)
        {
            int child = (2 * hole) + 1;
            if (child + 1 < _count && _heap[child + 1] > _heap[child])
                child++;
            if (moved >= _heap[child])
                break;
            _heap[hole] = _heap[child];
            hole = child;
        }

        _heap[hole] = moved;
    }
}
