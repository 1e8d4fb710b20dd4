using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Memory of a search of one part that the next one uses again. One thread.</summary>
internal sealed class SearchScratch
{
    /// <summary>How many blocks are taken at once at most.</summary>
    public const int BlocksMax = 16;

    private const int SlotsMax = BlocksMax * PostingBlockLayout.CountMax;

    private const int BlocksKeptMax = 64;

    // For two threads: one may take the one while another has the other.
    private static SearchScratch? s_free;
    private static SearchScratch? s_otherFree;

    private readonly List<DecodedBlock> _blocks = [];
    private int _blocksUsed;
    private CandidateHeap? _candidates;

    private SearchScratch()
    {
    }

    /// <summary>Slots that may match.</summary>
    public int[] Slots { get; } = new int[SlotsMax];

    /// <summary>For each of them a bound of what it scores.</summary>
    public double[] Scores { get; } = new double[SlotsMax];

    /// <summary>Which of the slots lie in which blocks of a list.</summary>
    public SlotGroups Groups { get; } = new(SlotsMax);

    /// <summary>Slots whose records are to be read.</summary>
    public CandidateHeap Candidates => _candidates ??= new CandidateHeap();

    /// <summary>Arrays until the search of the part is over.</summary>
    public LentArrays<int> Ints { get; } = new();

    /// <summary>Arrays until the search of the part is over.</summary>
    public LentArrays<long> Longs { get; } = new();

    /// <summary>Arrays until the search of the part is over.</summary>
    public LentArrays<double> Doubles { get; } = new();

    /// <summary>Arrays until the search of the part is over.</summary>
    public LentArrays<byte> Bytes { get; } = new();

    /// <summary>What is free, or a new one.</summary>
    public static SearchScratch Take() =>
        Interlocked.Exchange(ref s_free, null) ?? Interlocked.Exchange(ref s_otherFree, null) ?? new SearchScratch();

    /// <summary>A block for a list of the part.</summary>
    public DecodedBlock TakeBlock()
    {
        if (_blocksUsed == BlocksKeptMax) return new DecodedBlock();
        if (_blocksUsed == _blocks.Count) _blocks.Add(new DecodedBlock());
        return _blocks[_blocksUsed++];
    }

    /// <summary>Takes all blocks and arrays back: the search of the part is over.</summary>
    public void Clear()
    {
        _blocksUsed = 0;
        Ints.TakeBack();
        Longs.TakeBack();
        Doubles.TakeBack();
        Bytes.TakeBack();
        _candidates?.Clear();
    }

    /// <summary>Gives it back with all its blocks.</summary>
    public void Return()
    {
        Clear();
        if (Interlocked.CompareExchange(ref s_free, this, null) is not null) Volatile.Write(ref s_otherFree, this);
    }
}
