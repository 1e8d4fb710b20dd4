namespace Feedlog.Indexing.Vectors;

/// <summary>Says which rows of a part a search may find. One thread.</summary>
/// <param name="part">The part.</param>
/// <param name="maxSequence">The last sequence of the view.</param>
/// <param name="mask">Says which records may be found; null for all.</param>
internal sealed class RowGate(VectorPart part, ulong maxSequence, IRecordMask? mask)
{
    // The window of sequences that was asked for last: rows of a file come in their order.
    private readonly int _windowSlots = mask?.WindowSlots ?? 0;
    private ulong _firstSequence;
    private ulong _bits;
    private bool _isAsked;

    /// <summary>Asks memory for what <see cref="Passes"/> will need.</summary>
    public void Prefetch(int row) => part.PrefetchRow(row);

    /// <summary>Whether the row is in the view, its record passes, and the part has no newer vector of it.</summary>
    public bool Passes(int row, out VectorRow entry)
    {
        entry = part.Row(row);
        if (entry.Sequence > maxSequence || entry.Target > maxSequence) return false;
        return IsMasked(entry.Target) && !part.IsReplaced(row, entry, maxSequence);
    }

    private bool IsMasked(ulong target)
    {
        if (mask is null) return true;
        ulong inWindow = target - _firstSequence;
        if (!_isAsked || inWindow >= (ulong)_windowSlots)
        {
            _firstSequence = target;
            _bits = mask.Mask(_firstSequence, _windowSlots);
            _isAsked = true;
            inWindow = 0;
        }

        return (_bits >> (int)inWindow & 1) != 0;
    }
}
