using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>The slots of a part that have a term, or any set of slots, for one search. One thread.</summary>
/// <remarks>
/// Block i holds all slots from its first one up to, not including, the first one of the next. One block is kept
/// decoded: questions that come in the order of slots, up or down, decode each block once.
/// </remarks>
internal sealed class PostingList
{
    private const int NearBlocks = 4;

    // About what a block takes.
    private const int PrefetchedBytes = 192;

    private readonly KeywordPart _part;
    private readonly TermBlocks _blocks;
    private readonly DecodedBlock _block;
    private readonly int _blockCount;
    private readonly int[] _firstSlots; // May be longer, as the places.
    private readonly long[] _places = [];
    private readonly int[] _listed;
    private readonly bool _isTable;
    private int _current = -1;
    private bool _hasSlots;
    private bool _hasFrequencies;

    private PostingList(KeywordPart part, in TermEntry entry, SearchScratch? scratch)
    {
        _part = part;
        _block = scratch?.TakeBlock() ?? new DecodedBlock();
        Scratch = scratch;
        _listed = [];
        SlotCount = entry.SlotCount;
        if (entry.SlotCount == 1)
        {
            _listed = [entry.FirstSlot];
            _firstSlots = _listed;
            _blockCount = 1;
            SingleFrequency = entry.Frequency;
            if (entry.FirstSlot >= part.SlotCount) throw part.File.Contradiction(part.Postings);
            return;
        }

        _blocks = new TermBlocks(part, entry);
        _isTable = entry.HasTable;
        _blockCount = _blocks.Count;
        _firstSlots = scratch?.Ints.Take(_blockCount) ?? new int[_blockCount];
        _places = scratch?.Longs.Take(_blockCount) ?? new long[_blockCount];
        _blocks.Read(_firstSlots.AsSpan(0, _blockCount), _places.AsSpan(0, _blockCount));
    }

    private PostingList(KeywordPart part, int[] slots)
    {
        _part = part;
        _block = new DecodedBlock();
        _listed = slots;
        SlotCount = slots.Length;
        _blockCount = (slots.Length + PostingBlockLayout.CountMax - 1) / PostingBlockLayout.CountMax;
        _firstSlots = new int[_blockCount];
        for (int i = 0; i < _blockCount; i++) _firstSlots[i] = slots[i * PostingBlockLayout.CountMax];
    }

    /// <summary>How many slots it has.</summary>
    public int SlotCount { get; }

    /// <summary>The first slots of the blocks.</summary>
    public ReadOnlySpan<int> FirstSlots => _firstSlots.AsSpan(0, _blockCount);

    /// <summary>What lends it memory; null if nothing does.</summary>
    public SearchScratch? Scratch { get; }

    /// <summary>The block that was loaded last.</summary>
    public DecodedBlock Block => _block;

    /// <summary>The length codes of all slots of the part.</summary>
    public byte[] Lengths => _part.Lengths;

    private int SingleFrequency { get; }

    /// <summary>The postings of a term; null if the part does not have it.</summary>
    public static PostingList? Open(KeywordPart part, ReadOnlySpan<byte> term, SearchScratch? scratch = null) =>
        part.TryFindTerm(term, out TermEntry entry) ? Open(part, entry, scratch) : null;

    /// <summary>The postings of a term that was found.</summary>
    /// <param name="part">The part.</param>
    /// <param name="entry">What was found.</param>
    /// <param name="scratch">Lends memory until it is given back.</param>
    public static PostingList Open(KeywordPart part, in TermEntry entry, SearchScratch? scratch = null) =>
        new(part, entry, scratch);

    /// <summary>A set of slots; none has anything more than once.</summary>
    public static PostingList Of(KeywordPart part, int[] risingSlots) => new(part, risingSlots);

    /// <summary>Bounds of what each block can add to a score, and the shortest length in each.</summary>
    /// <param name="table">What frequencies and lengths are worth.</param>
    /// <param name="weight">The weight of the term.</param>
    /// <param name="bounds">A bound for each block.</param>
    /// <param name="shortest">A length code for each block.</param>
    public void FillBounds(ScoreTable table, double weight, Span<double> bounds, Span<byte> shortest)
    {
        if (!_isTable)
        {
            for (int i = 0; i < bounds.Length; i++)
            {
                Load(i);
                LoadSlots();
                LoadFrequencies();
                bounds[i] = weight * BestOfBlock(table, out shortest[i]);
            }

            return;
        }

        for (int i = 0; i < bounds.Length;)
        {
            ReadOnlySpan<byte> entries = _blocks.Entries(i);
            for (; entries.Length > 0; entries = entries[PostingBlockLayout.EntryBytes..], i++)
            {
                ReadOnlySpan<byte> impacts = entries[PostingBlockLayout.Impacts..PostingBlockLayout.EntryBytes];
                bounds[i] = weight * BestImpact(table, impacts, out shortest[i]);
            }
        }
    }

    /// <summary>The last block that begins at a slot or before it; -1 if none does.</summary>
    public int BlockOf(int slot)
    {
        ReadOnlySpan<int> firsts = FirstSlots;
        int at = _current;
        if ((uint)at < (uint)firsts.Length && firsts[at] <= slot)
        {
            // Most often it is this one or one of the next.
            for (int limit = Math.Min(at + NearBlocks, firsts.Length - 1); at < limit; at++)
            {
                if (slot < firsts[at + 1]) return at;
            }

            if (at == firsts.Length - 1) return at;
        }

        int index = firsts.BinarySearch(slot);
        return index >= 0 ? index : ~index - 1;
    }

    /// <summary>Makes a block the loaded one; what is in it follows with <see cref="LoadSlots"/> and
    /// <see cref="LoadFrequencies"/>.</summary>
    public void Load(int block)
    {
        if (_current == block) return;
        _current = block;
        _hasSlots = false;
        _hasFrequencies = false;
        if (_listed.Length > 0)
        {
            int first = block * PostingBlockLayout.CountMax;
            _block.Set(_listed.AsSpan(first, Math.Min(PostingBlockLayout.CountMax, _listed.Length - first)));
            if (SingleFrequency > 0) _block.Frequencies.SetFirst(SingleFrequency);
            _hasSlots = true;
            _hasFrequencies = true;
            return;
        }

        _current = -1;
        ReadOnlySpan<byte> page = _blocks.Page(_places[block], out int offset);
        if (!_block.TryReadHeader(page, offset, _firstSlots[block])) throw _blocks.Contradiction();
        _current = block;
    }

    /// <summary>Says that a block is about to be loaded. Only a hint.</summary>
    public void Prefetch(int block)
    {
        if (_places.Length > 0) _blocks.Prefetch(_places[block], PrefetchedBytes);
    }

    /// <summary>Reads the slots of the loaded block.</summary>
    public void LoadSlots()
    {
        if (_hasSlots) return;
        ReadOnlySpan<byte> page = _blocks.Page(_places[_current], out _);
        if (!_block.TryReadSlots(page, _part.SlotCount)) throw _blocks.Contradiction();
        _hasSlots = true;
    }

    /// <summary>Reads the frequencies of the loaded block.</summary>
    public void LoadFrequencies()
    {
        if (_hasFrequencies) return;
        if (!_block.TryReadFrequencies(_blocks.Page(_places[_current], out _))) throw _blocks.Contradiction();
        _hasFrequencies = true;
    }

    /// <summary>Finds a slot.</summary>
    /// <param name="slot">The slot.</param>
    /// <param name="frequency">How often it has the term; 0 if it has not.</param>
    public bool TryFind(int slot, out int frequency)
    {
        int block = BlockOf(slot);
        if (block >= 0) return TryFindIn(block, slot, out frequency);
        frequency = 0;
        return false;
    }

    /// <summary>Finds a slot in the block in which it would be.</summary>
    public bool TryFindIn(int block, int slot, out int frequency)
    {
        Load(block);
        LoadSlots();
        int index = _block.IndexOf(slot);
        frequency = 0;
        if (index < 0) return false;
        LoadFrequencies();
        frequency = _block.Frequencies.Of(index);
        return true;
    }

    /// <summary>How many slots it has below one.</summary>
    public int CountBelow(int slotLimit)
    {
        int last = BlockOf(slotLimit - 1);
        if (slotLimit <= 0 || last < 0) return 0;
        int count = 0;
        for (int block = 0; block < last; block++)
        {
            Load(block);
            count += _block.Count;
        }

        Load(last);
        LoadSlots();
        return count + _block.CountBelow(slotLimit);
    }

    /// <summary>Sets the bits of all slots.</summary>
    public void Mark(Span<ulong> words)
    {
        for (int block = 0; block < _blockCount; block++)
        {
            Load(block);
            LoadSlots();
            foreach (int slot in _block.Slots) words[slot >> 6] |= 1UL << slot;
        }
    }

    private double BestOfBlock(ScoreTable table, out byte shortest)
    {
        double best = 0;
        shortest = byte.MaxValue;
        for (int i = 0; i < _block.Count; i++)
        {
            byte length = Lengths[_block.Slots[i]];
            best = Math.Max(best, table.AtMost(_block.Frequencies.Of(i), length));
            shortest = Math.Min(shortest, length);
        }

        return best;
    }

    private static double BestImpact(ScoreTable table, ReadOnlySpan<byte> impacts, out byte shortest)
    {
        double best = 0;
        shortest = byte.MaxValue;
        for (int i = 0; i < impacts.Length && impacts[i] != 0; i += 2)
        {
            best = Math.Max(best, table.AtMostOfImpact(impacts[i], impacts[i + 1]));
            shortest = impacts[i + 1];
        }

        return best;
    }
}
