using System.Numerics;

namespace Feedlog.Indexing.Keyword;

/// <summary>Finds the best slots of which each is in one or more lists. One thread.</summary>
/// <remarks>
/// In a window each list has one block, so its slots can score no more than the bounds of these blocks together. Where
/// that is not enough, nothing is decoded. Elsewhere the list with the highest bound is gone through first: only those
/// of its slots are looked for in the others that could still make it. Then the second, whose slots lack what the first
/// adds, and so on, until the rest is not enough.
/// </remarks>
internal sealed class CoverSearch
{
    // So many of the best windows come first: they raise the threshold before the others are looked at.
    private const int EarlyWindows = 16;

    private readonly CoverItem[] _items;
    private readonly CoverItem[] _optional;
    private readonly HitCollector _hits;
    private readonly double _extra;
    private readonly double _optionalMax;
    private readonly bool _isConstant;
    private readonly int[] _order;

    /// <summary>Prepares a search.</summary>
    /// <param name="items">The lists.</param>
    /// <param name="extra">A bound of what slots get beside what the lists add.</param>
    /// <param name="hits">Decides of slots.</param>
    public CoverSearch(List<CoverItem> items, double extra, HitCollector hits)
        : this(items, [], extra, hits)
    {
    }

    private CoverSearch(List<CoverItem> items, List<CoverItem> optional, double extra, HitCollector hits)
    {
        _items = [.. items];
        optional.Sort((left, right) => right.Max.CompareTo(left.Max));
        _optional = [.. optional];
        foreach (CoverItem item in optional) _optionalMax += item.Max;
        _order = new int[_items.Length];
        _hits = hits;
        _extra = extra + HitCollector.SumSlack([.. items, .. optional]);
        _isConstant = items.TrueForAll(item => item.IsConstant);
    }

    /// <summary>Searches.</summary>
    /// <param name="start">The first slot that counts.</param>
    /// <param name="limit">The first slot behind those that count.</param>
    public void Run(int start, int limit)
    {
        CoverWindows windows = new(_items, start, limit, _hits.Cutoff - _extra - _optionalMax);
        if (!_isConstant && _optional.Length == 0 && windows.Count > 2 * EarlyWindows)
        {
            RunEarly(windows);
            if (TryRunWithout(start, limit)) return;
        }

        double[] bounds = windows.Bounds;
        for (int i = 0; i < windows.Count; i++)
        {
            if (_hits.MayEnter(bounds[i] + _extra + _optionalMax)) Search(windows, i);
        }
    }

    private void RunEarly(CoverWindows windows)
    {
        Span<int> best = stackalloc int[EarlyWindows];
        int count = 0;
        double[] bounds = windows.Bounds;
        for (int i = 0; i < windows.Count; i++)
        {
            if (count == best.Length && bounds[i] <= bounds[best[^1]]) continue;
            int at = count < best.Length ? count++ : best.Length - 1;
            for (; at > 0 && bounds[best[at - 1]] < bounds[i]; at--) best[at] = best[at - 1];
            best[at] = i;
        }

        _hits.IsNewestFirst = false;
        foreach (int window in best[..count])
        {
            if (_hits.MayEnter(bounds[window] + _extra)) Search(windows, window);
            // Compares with nothing: not to be searched again.
            bounds[window] = double.NaN;
            _hits.AddDecided(windows.Starts[window], windows.Limits[window]);
        }
    }

    // Lists that all together are not enough for a hit need not be gone through: what is in the others may be in them.
    private bool TryRunWithout(int start, int limit)
    {
        List<CoverItem> cover = [.. _items.OrderBy(item => item.Max)];
        List<CoverItem> optional = [];
        double sum = _extra;
        while (cover.Count > 1 && !_hits.MayEnter(sum + cover[0].Max))
        {
            sum += cover[0].Max;
            optional.Add(cover[0]);
            cover.RemoveAt(0);
        }

        if (optional.Count == 0) return false;
        if (cover.Count == 1) new RequiredSearch(cover, optional, _extra, _hits).Run(start, limit);
        else new CoverSearch(cover, optional, _extra, _hits).Run(start, limit);
        return true;
    }

    private void Search(CoverWindows windows, int window)
    {
        ReadOnlySpan<int> blocks = windows.Blocks(window);
        int count = SortByBound(blocks, out double rest);
        // One list after the other is not the order of slots.
        bool isNewestFirst = _hits.IsNewestFirst;
        _hits.IsNewestFirst &= count == 1;
        SearchLists(windows, window, blocks, count, rest);
        _hits.IsNewestFirst = isNewestFirst;
    }

    private void SearchLists(
        CoverWindows windows, int window, ReadOnlySpan<int> blocks, int count, double rest)
    {
        for (int i = 0; i < count; i++)
        {
            if (!_hits.MayEnter(rest + _extra + _optionalMax)) return;
            CoverItem item = _items[_order[i]];
            rest -= item.Bounds[blocks[_order[i]]];
            SearchBlock(
                blocks, i, count, rest + _optionalMax, windows.Starts[window], windows.Limits[window]);
        }
    }

    // The slots of one list in a window; those that are in a list before it were decided with that.
    private void SearchBlock(ReadOnlySpan<int> blocks, int index, int count, double others, int start, int limit)
    {
        CoverItem item = _items[_order[index]];
        PostingList list = item.List;
        int block = blocks[_order[index]];
        list.Load(block);
        list.LoadFrequencies();
        item.MaskFor(block, _hits.Cutoff - others - _extra, out ulong mask0, out ulong mask1);
        if ((mask0 | mask1) == 0) return;

        list.LoadSlots();
        DecodedBlock postings = list.Block;
        double cutoff = _hits.Cutoff - others - _extra;
        postings.Clip(start, limit, ref mask0, ref mask1);
        // Newest first: the upper half, and in each half the upper bits.
        for (int half = 1; half >= 0; half--)
        {
            for (ulong mask = half == 1 ? mask1 : mask0; mask != 0;)
            {
                int bit = 63 - BitOperations.LeadingZeroCount(mask);
                mask &= ~(1UL << bit);
                int posting = 64 * half + bit;
                int slot = postings.Slots[posting];
                double score = item.AtMost(slot, postings.Frequencies.Of(posting));
                if (score < cutoff || !MayScore(blocks, index, count, slot, score, others)) continue;
                _hits.Consider(slot);
                cutoff = _hits.Cutoff - others - _extra;
            }
        }
    }

    // Whether what the lists behind really add is enough, and no list before has the slot.
    private bool MayScore(
        ReadOnlySpan<int> blocks, int index, int count, int slot, double score, double others)
    {
        double cutoff = _hits.Cutoff - _extra;
        for (int i = index + 1; i < count; i++)
        {
            CoverItem other = _items[_order[i]];
            int block = blocks[_order[i]];
            others -= other.Bounds[block];
            if (other.List.TryFindIn(block, slot, out int frequency)) score += other.AtMost(slot, frequency);
            if (score + Math.Max(others, 0) < cutoff) return false;
        }

        foreach (CoverItem other in _optional)
        {
            others -= other.Max;
            int block = other.List.BlockOf(slot);
            if (block < 0) continue;
            if (score + other.Bounds[block] + Math.Max(others, 0) < cutoff) return false;
            if (other.List.TryFindIn(block, slot, out int frequency)) score += other.AtMost(slot, frequency);
            if (score + Math.Max(others, 0) < cutoff) return false;
        }

        for (int i = 0; i < index; i++)
        {
            if (_items[_order[i]].List.TryFindIn(blocks[_order[i]], slot, out _)) return false;
        }

        return true;
    }

    private int SortByBound(ReadOnlySpan<int> blocks, out double sum)
    {
        int count = 0;
        sum = 0;
        for (int i = 0; i < blocks.Length; i++)
        {
            if (blocks[i] < 0) continue;
            double bound = _items[i].Bounds[blocks[i]];
            sum += bound;
            int at = count++;
            for (; at > 0 && _items[_order[at - 1]].Bounds[blocks[_order[at - 1]]] < bound; at--)
                _order[at] = _order[at - 1];
            _order[at] = i;
        }

        return count;
    }
}
