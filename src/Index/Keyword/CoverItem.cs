namespace Feedlog.Indexing.Keyword;

/// <summary>A list of slots and what being in it can add to a score. One thread.</summary>
internal sealed class CoverItem
{
    private readonly ScoreTable? _table;
    private readonly double _weight;
    private double[]? _bounds;
    private byte[] _shortest = [];
    private double _max;

    /// <summary>A list that adds the same to all its slots.</summary>
    /// <param name="list">The list.</param>
    /// <param name="score">What it adds; a bound of it will do.</param>
    public CoverItem(PostingList list, double score)
    {
        List = list;
        Extra = score;
        Ceiling = score;
    }

    /// <summary>A list that adds what a term is worth.</summary>
    /// <param name="list">The list.</param>
    /// <param name="table">What frequencies and lengths are worth.</param>
    /// <param name="weight">The weight of the term, above 0.</param>
    /// <param name="extra">A bound of what else a slot may get for being in the list.</param>
    public CoverItem(PostingList list, ScoreTable table, double weight, double extra)
    {
        List = list;
        Extra = extra;
        Ceiling = weight * ScoreTable.WorthMax + extra;
        _table = table;
        _weight = weight;
    }

    /// <summary>The list.</summary>
    public PostingList List { get; }

    /// <summary>For each block a bound of what its slots get.</summary>
    /// <remarks>They are read with the first question for them or for <see cref="Max"/>. There may be more numbers than
    /// blocks.</remarks>
    public double[] Bounds => _bounds ?? Fill();

    /// <summary>A bound of what any slot gets.</summary>
    public double Max
    {
        get
        {
            if (_bounds is null) Fill();
            return _max;
        }
    }

    /// <summary>A bound of what any slot gets that is known without reading anything; not below <see cref="Max"/>.
    /// </summary>
    public double Ceiling { get; }

    /// <summary>What a slot may get whatever its frequency.</summary>
    public double Extra { get; }

    /// <summary>What a slot gets, for many at once.</summary>
    public SlotWorth Worth => new(_table is null ? ScoreTable.Nothing : _table.ByRepeats, _weight, Extra, List.Lengths);

    /// <summary>Whether all slots get the same.</summary>
    public bool IsConstant => _table is null;

    /// <summary>A bound of what a slot of the list gets, by little above it.</summary>
    public double AtMost(int slot, int frequency) =>
        _table is null ? Extra : _weight * _table.AtMost(frequency, List.Lengths[slot]) + Extra;

    /// <summary>Of the loaded block, which postings may get so much.</summary>
    /// <param name="block">The number of the loaded block.</param>
    /// <param name="needed">What they have to get.</param>
    /// <param name="mask0">Postings 0 to 63.</param>
    /// <param name="mask1">Postings 64 to 127.</param>
    public void MaskFor(int block, double needed, out ulong mask0, out ulong mask1)
    {
        if (_bounds is null) Fill();
        int frequency = _table is null ? 1 : _table.FrequencyFor((needed - Extra) / _weight, _shortest[block]);
        List.Block.Frequencies.MaskAtLeast(frequency, out mask0, out mask1);
    }

    private double[] Fill()
    {
        int count = List.FirstSlots.Length;
        double[] room = List.Scratch?.Doubles.Take(count) ?? new double[count];
        Span<double> bounds = room.AsSpan(0, count);
        if (_table is null)
        {
            bounds.Fill(Extra);
            _max = Extra;
        }
        else
        {
            _shortest = List.Scratch?.Bytes.Take(count) ?? new byte[count];
            List.FillBounds(_table, _weight, bounds, _shortest);
            foreach (ref double bound in bounds) _max = Math.Max(_max, bound += Extra);
        }

        _bounds = room;
        return room;
    }
}
