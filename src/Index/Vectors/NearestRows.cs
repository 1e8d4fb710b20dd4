namespace Feedlog.Indexing.Vectors;

/// <summary>Keeps the rows with the smallest distances that pass a gate. One thread.</summary>
/// <remarks>
/// Holds up to twice as many and then counts which distances to keep: cheaper than a heap, as distances are small whole
/// numbers. The gate is asked then, of many rows at once: each answer needs a place in memory that is hardly ever in
/// the processor's cache, and asked together they wait together. Rows come in rising order; of equals the first stay.
/// </remarks>
internal sealed class NearestRows
{
    private const int DistanceShift = 32;

    private readonly int _capacity;
    private readonly RowGate _gate;
    private readonly int[] _counts;
    private readonly ulong[] _items;
    private int _count;

    // The items before have passed the gate.
    private int _passed;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">How many rows to keep, at least 1.</param>
    /// <param name="distanceMax">The largest distance there can be.</param>
    /// <param name="limit">Only smaller distances are taken.</param>
    /// <param name="gate">Says which rows to keep.</param>
    public NearestRows(int capacity, int distanceMax, uint limit, RowGate gate)
    {
        _capacity = capacity;
        _gate = gate;
        _counts = new int[distanceMax + 1];
        _items = new ulong[2 * capacity];
        Limit = limit;
    }

    /// <summary>Only smaller distances are taken.</summary>
    public uint Limit { get; private set; }

    /// <summary>The rows that several together keep, nearest first, among equals the first: the sooner a search knows
    /// good rows, the fewer it looks at. Whoever kept which makes no difference.</summary>
    /// <param name="parts">All of the same capacity and largest distance; not used afterwards.</param>
    public static int[] Nearest(IReadOnlyList<NearestRows> parts)
    {
        if (parts.Count == 0) return [];

        int[] starts = new int[parts[0]._counts.Length + 1];
        foreach (NearestRows part in parts)
        {
            part.Pass();
            foreach (ulong item in part.Items) starts[(int)(item >> DistanceShift) + 1]++;
        }

        for (int distance = 1; distance < starts.Length; distance++) starts[distance] += starts[distance - 1];
        int[] rows = new int[starts[^1]];
        foreach (NearestRows part in parts)
        {
            foreach (ulong item in part.Items) rows[starts[(int)(item >> DistanceShift)]++] = (int)(uint)item;
        }

        // Each start is now where its distance ends.
        for (int distance = 0, start = 0; parts.Count > 1 && distance < starts.Length; start = starts[distance++])
            rows.AsSpan(start, starts[distance] - start).Sort();
        return rows.Length <= parts[0]._capacity ? rows : rows[..parts[0]._capacity];
    }

    /// <summary>Takes a row whose distance is below the limit; rows come in rising order.</summary>
    public void Add(ulong distance, int row)
    {
        _items[_count++] = distance << DistanceShift | (uint)row;
        if (_count < _items.Length) return;
        Pass();
        if (_count > _capacity) Trim();
    }

    /// <summary>What the limit must be to take every row that is kept; the first one if there was room for more.
    /// </summary>
    public uint FinalLimit()
    {
        Pass();
        if (_count < _capacity) return Limit;
        Trim();
        return Limit + 1;
    }

    private ReadOnlySpan<ulong> Items => _items.AsSpan(0, _count);

    private void Pass()
    {
        for (int i = _passed; i < _count; i++) _gate.Prefetch((int)(uint)_items[i]);
        for (int i = _passed; i < _count; i++)
        {
            if (_gate.Passes((int)(uint)_items[i], out _)) _items[_passed++] = _items[i];
        }

        _count = _passed;
    }

    private void Trim()
    {
        Array.Clear(_counts);
        foreach (ulong item in Items) _counts[(int)(item >> DistanceShift)]++;
        int last = 0;
        int below = 0;
        while (below + _counts[last] < _capacity) below += _counts[last++];

        // All below the last distance, and as many of that one as there is room for.
        int ofLast = _capacity - below;
        int kept = 0;
        for (int i = 0; i < _count; i++)
        {
            int distance = (int)(_items[i] >> DistanceShift);
            if (distance < last || (distance == last && ofLast-- > 0)) _items[kept++] = _items[i];
        }

        _count = kept;
        _passed = kept;
        Limit = (uint)last;
    }
}
