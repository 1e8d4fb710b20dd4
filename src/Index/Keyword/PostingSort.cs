namespace Feedlog.Indexing.Keyword;

/// <summary>Sorts postings by the rank of their term; those of one term keep their order. One thread.</summary>
/// <remarks>
/// Two passes of counting: the first brings together the terms of neighbouring ranks, few enough of them that what it
/// writes to stays in the cache; the second, in each such group, every term.
/// </remarks>
internal sealed class PostingSort
{
    private const int GroupShift = 8;
    private const int GroupRanks = 1 << GroupShift;

    private Posting[] _grouped = [];
    private Posting[] _sorted = [];

    /// <summary>Sorts.</summary>
    /// <param name="postings">The postings.</param>
    /// <param name="ranked">The number of the term of each rank.</param>
    /// <param name="starts">Where the postings of each rank begin, and behind the last where they end.</param>
    public ReadOnlySpan<Posting> Run(ReadOnlySpan<Posting> postings, int[] ranked, int[] starts)
    {
        if (_grouped.Length < postings.Length)
        {
            _grouped = GC.AllocateUninitializedArray<Posting>(postings.Length);
            _sorted = GC.AllocateUninitializedArray<Posting>(postings.Length);
        }

        int[] ranks = new int[ranked.Length];
        for (int rank = 0; rank < ranked.Length; rank++) ranks[ranked[rank]] = rank;
        int[] next = new int[(ranked.Length >> GroupShift) + 1];
        for (int group = 0; group < next.Length; group++) next[group] = starts[group << GroupShift];
        foreach (ref readonly Posting posting in postings)
        {
            int rank = ranks[posting.Term];
            ref Posting target = ref _grouped[next[rank >> GroupShift]++];
            target = posting;
            target.Term = rank;
        }

        Span<int> inGroup = stackalloc int[GroupRanks];
        for (int first = 0; first < ranked.Length; first += GroupRanks)
        {
            int limit = Math.Min(first + GroupRanks, ranked.Length);
            starts.AsSpan(first, limit - first).CopyTo(inGroup);
            foreach (ref readonly Posting posting in _grouped.AsSpan(starts[first]..starts[limit]))
                _sorted[inGroup[posting.Term - first]++] = posting;
        }

        return _sorted.AsSpan(0, postings.Length);
    }
}
