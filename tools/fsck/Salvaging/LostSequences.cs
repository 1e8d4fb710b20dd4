namespace Feedlog.Fsck.Salvaging;

/// <summary>Keeps the sequences that must have been there and were not found, as ranges in rising order.</summary>
internal sealed class LostSequences
{
    private readonly List<(ulong First, ulong Last)> _ranges = [];
    private ulong _next = 1;

    /// <summary>The ranges.</summary>
    public IReadOnlyList<(ulong First, ulong Last)> Ranges => _ranges;

    /// <summary>How many sequences they hold together.</summary>
    public long Count { get; private set; }

    /// <summary>The sequence that is expected next.</summary>
    public ulong Next => _next;

    /// <summary>These sequences were skipped on purpose: nobody expects them.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    /// <returns>What was lost right before them; null if nothing.</returns>
    public (ulong First, ulong Last)? Skip(ulong first, ulong count)
    {
        (ulong First, ulong Last)? lost = count == 0 ? null : Reach(first);
        if (count > 0) _next = Math.Max(_next, first + count);
        return lost;
    }

    /// <summary>These sequences were found.</summary>
    /// <param name="first">The first of them.</param>
    /// <param name="count">How many.</param>
    public void Find(ulong first, ulong count)
    {
        Reach(first);
        _next = Math.Max(_next, first + count);
    }

    /// <summary>Everything before this sequence was given to somebody.</summary>
    /// <returns>What of it was lost; null if nothing.</returns>
    public (ulong First, ulong Last)? Reach(ulong sequence)
    {
        if (sequence <= _next) return null;
        (ulong First, ulong Last) lost = (_next, sequence - 1);
        _ranges.Add(lost);
        Count += (long)(sequence - _next);
        _next = sequence;
        return lost;
    }

    /// <summary>Says whether a sequence was lost.</summary>
    public bool Contains(ulong sequence)
    {
        int low = 0;
        int high = _ranges.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (_ranges[middle].Last < sequence) low = middle + 1;
            else high = middle;
        }

        return low < _ranges.Count && _ranges[low].First <= sequence;
    }
}
