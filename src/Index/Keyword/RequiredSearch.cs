using System.Numerics;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Finds the best slots that are in all of some lists; others may add to their scores. One thread.</summary>
/// <remarks>
/// Goes through the shortest list block by block. Its slots that could still make it, with the bounds of what the other
/// lists have in the same range, are looked for in one list after the other; each look may end it. As long as every
/// match is taken, only slots are compared: what they score is asked of those that are left.
/// </remarks>
internal sealed class RequiredSearch
{
    // Over more blocks than that the bound of the whole list is taken.
    private const int BoundedBlocksMax = 8;

    // With fewer slots of a block that could make it, each is looked at before the other lists are.
    private const int FewSlots = 24;

    // A list with a greater share of all slots leaves too many.
    private const int RareShare = 8;

    private readonly CoverItem _lead;
    private readonly CoverItem[] _others;
    private readonly double[] _bounds;
    private readonly int _requiredCount;
    private readonly double _extra;
    private readonly bool _isLeadFirst;
    private readonly HitCollector _hits;
    private readonly int[] _slots;
    private readonly double[] _scores;
    private readonly SlotGroups _groups;
    private int _count;

    /// <summary>Prepares a search.</summary>
    /// <param name="required">The lists that have every match, one or more.</param>
    /// <param name="optional">Lists that may add to the score.</param>
    /// <param name="extra">A bound of what slots get beside what the lists add.</param>
    /// <param name="hits">Decides of slots.</param>
    public RequiredSearch(List<CoverItem> required, List<CoverItem> optional, double extra, HitCollector hits)
    {
        required.Sort((left, right) => left.List.SlotCount.CompareTo(right.List.SlotCount));
        optional.Sort((left, right) => right.Max.CompareTo(left.Max));
        _lead = required[0];
        _others = [.. required.Skip(1), .. optional];
        _requiredCount = required.Count - 1;
        _bounds = new double[_others.Length];
        _extra = extra + HitCollector.SumSlack([_lead, .. _others]);
        _isLeadFirst = _requiredCount == 0 || _others[0].List.SlotCount > hits.SlotCount / RareShare;
        _hits = hits;
        _slots = hits.Scratch.Slots;
        _scores = hits.Scratch.Scores;
        _groups = hits.Scratch.Groups;
    }

    /// <summary>Searches.</summary>
    /// <param name="start">The first slot that counts.</param>
    /// <param name="limit">The first slot behind those that count.</param>
    public void Run(int start, int limit)
    {
        int block = _lead.List.BlockOf(limit - 1);
        if (!TryTakeAll(start, ref block, ref limit)) return;
        ReadOnlySpan<int> firsts = _lead.List.FirstSlots;
        for (; block >= 0 && limit > start; block--)
        {
            int first = Math.Max(firsts[block], start);
            if (!TryBound(first, limit, out double others)) return;
            if (_hits.MayEnter(_lead.Bounds[block] + others)) Search(block, first, limit, others);
            limit = first;
        }
    }

    // Until there are as many hits as are wanted: more and more blocks at once, that blocks of the other lists are
    // fetched side by side. False if a list has nothing here, and so nothing below.
    private bool TryTakeAll(int start, ref int block, ref int limit)
    {
        ReadOnlySpan<int> firsts = _lead.List.FirstSlots;
        for (int atOnce = 1; block >= 0 && limit > start; atOnce = Math.Min(2 * atOnce, SearchScratch.BlocksMax))
        {
            if (!double.IsNegativeInfinity(_hits.Cutoff)) return true;
            foreach (CoverItem other in _others.AsSpan(0, _requiredCount))
            {
                if (other.List.FirstSlots[0] >= limit) return false;
            }

            int lowest = Math.Max(block - atOnce + 1, 0);
            _count = 0;
            for (int i = lowest; i <= block; i++) AddLeadSlots(i, start, limit);
            for (int i = 0; i < _requiredCount && _count > 0; i++) IntersectSlots(_others[i].List);
            _hits.ConsiderAll(_slots.AsSpan(0, _count), [], 0);
            limit = Math.Max(firsts[lowest], start);
            block = lowest - 1;
        }

        return false;
    }

    private void AddLeadSlots(int block, int start, int limit)
    {
        PostingList lead = _lead.List;
        lead.Load(block);
        lead.LoadSlots();
        (int from, int to) = lead.Block.Within(start, limit);
        if (from >= to) return;
        lead.Block.Slots[from..to].CopyTo(_slots.AsSpan(_count));
        _count += to - from;
    }

    private void IntersectSlots(PostingList list)
    {
        Span<int> slots = _slots.AsSpan(0, _count);
        _groups.Set(list, slots);
        int kept = 0;
        int from = _groups.First;
        for (int group = 0; group < _groups.Count; group++)
        {
            list.Load(_groups.BlockOf(group, out int to));
            list.LoadSlots();
            kept += list.Block.CopyCommon(slots[from..to], slots[kept..]);
            from = to;
        }

        _count = kept;
    }

    // False if a list has nothing here, and so nothing below.
    private bool TryBound(int start, int limit, out double sum)
    {
        sum = _extra;
        for (int i = 0; i < _others.Length; i++)
        {
            PostingList list = _others[i].List;
            double[] bounds = _others[i].Bounds;
            int block = list.BlockOf(limit - 1);
            if (block < 0 && i < _requiredCount) return false;
            double bound = 0;
            int count = 0;
            for (; block >= 0 && count < BoundedBlocksMax; block--, count++)
            {
                bound = Math.Max(bound, bounds[block]);
                if (list.FirstSlots[block] <= start) break;
            }

            _bounds[i] = count == BoundedBlocksMax ? _others[i].Max : bound;
            sum += _bounds[i];
        }

        return true;
    }

    private void Search(int block, int start, int limit, double others)
    {
        PostingList list = _lead.List;
        list.Load(block);
        list.LoadFrequencies();
        _lead.MaskFor(block, _hits.Cutoff - others, out ulong mask0, out ulong mask1);
        int candidates = BitOperations.PopCount(mask0) + BitOperations.PopCount(mask1);
        if (candidates == 0) return;
        list.LoadSlots();
        int next = 0;
        _count = 0;
        if (_isLeadFirst || candidates < FewSlots)
        {
            list.Block.Clip(start, limit, ref mask0, ref mask1);
            _count = list.Block.CopyBest(mask0, mask1, _lead.Worth, _hits.Cutoff - others, _slots, _scores);
        }
        else
        {
            others -= _bounds[next++];
            AddLeadSlots(block, start, limit);
            IntersectAll(_others[0], block, Math.Max(others, 0));
        }

        for (; next < _others.Length && _count > 0; next++)
        {
            others -= _bounds[next];
            if (next < _requiredCount) Intersect(_others[next], Math.Max(others, 0));
            else AddScores(_others[next], Math.Max(others, 0));
        }

        _hits.ConsiderAll(_slots.AsSpan(0, _count), _scores.AsSpan(0, _count), _extra);
    }

    // What is in the first two lists, and what these say of it.
    private void IntersectAll(CoverItem item, int block, double others)
    {
        PostingList list = item.List;
        Span<int> slots = _slots.AsSpan(0, _count);
        double cutoff = _hits.Cutoff - others;
        double needed = cutoff - _lead.Bounds[block];
        _groups.Set(list, slots);
        int kept = 0;
        int from = _groups.First;
        for (int group = 0; group < _groups.Count; group++)
        {
            int other = _groups.BlockOf(group, out int to);
            if (item.Bounds[other] >= needed)
            {
                list.Load(other);
                list.LoadSlots();
                int count = list.Block.CopyCommon(slots[from..to], slots[kept..]);
                kept = AddBoth(item, kept, count, cutoff);
            }

            from = to;
        }

        _count = kept;
    }

    private int AddBoth(CoverItem item, int first, int count, double cutoff)
    {
        if (count == 0) return first;
        item.List.LoadFrequencies();
        DecodedBlock postings = item.List.Block;
        DecodedBlock leads = _lead.List.Block;
        int kept = first;
        for (int i = first; i < first + count; i++)
        {
            int slot = _slots[i];
            double score = _lead.AtMost(slot, leads.Frequencies.Of(leads.IndexOf(slot))) +
                item.AtMost(slot, postings.Frequencies.Of(postings.IndexOf(slot)));
            if (score < cutoff) continue;
            _slots[kept] = slot;
            _scores[kept++] = score;
        }

        return kept;
    }

    private void Intersect(CoverItem item, double others)
    {
        PostingList list = item.List;
        int kept = 0;
        double cutoff = _hits.Cutoff - others;
        for (int i = 0; i < _count;)
        {
            int block = list.BlockOf(_slots[i]);
            double needed = block < 0 ? double.PositiveInfinity : cutoff - item.Bounds[block];
            int limit = block + 1 < list.FirstSlots.Length ? list.FirstSlots[block + 1] : int.MaxValue;
            int from = i;
            bool mayEnter = false;
            for (; i < _count && _slots[i] < limit; i++) mayEnter |= _scores[i] >= needed;
            if (!mayEnter) continue;

            list.Load(block);
            list.LoadSlots();
            list.LoadFrequencies();
            kept += list.Block.CopyCommon(
                _slots.AsSpan(from, i - from), _scores.AsSpan(from, i - from), item.Worth, cutoff,
                _slots.AsSpan(kept), _scores.AsSpan(kept));
        }

        _count = kept;
    }

    private void AddScores(CoverItem item, double others)
    {
        int kept = 0;
        double cutoff = _hits.Cutoff - others;
        for (int i = 0; i < _count; i++)
        {
            double score = _scores[i];
            int block = item.List.BlockOf(_slots[i]);
            if (score + (block < 0 ? 0 : item.Bounds[block]) < cutoff) continue;
            if (block >= 0 && item.List.TryFindIn(block, _slots[i], out int frequency))
                score += item.AtMost(_slots[i], frequency);
            if (score < cutoff) continue;
            _slots[kept] = _slots[i];
            _scores[kept++] = score;
        }

        _count = kept;
    }
}
