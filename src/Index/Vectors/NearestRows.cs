namespace Feedlog.Indexing.Vectors;

/// <summary>Keeps the rows with the smallest distances. One thread.</summary>
/// <remarks>
/// Holds up to twice as many and then counts which distances to keep: cheaper than a heap, as distances are small whole
/// numbers. Among equals it keeps those that came first.
/// </remarks>
internal sealed class NearestRows
{
    private const int DistanceShift = 32;

    private readonly int _capacity;
    private readonly int[] _counts;
    private readonly ulong[] _items;
    private int _count;

    /// <summary>Makes room.</summary>
    /// <param name="capacity">How many rows to keep, at least 1.</param>
    /// <param name="distanceMax">The largest distance there can be.</param>
    public NearestRows(int capacity, int distanceMax)
    {
        _capacity = capacity;
        _counts = new int[distanceMax + 1];
        _items = new ulong[2 * capacity];
        Limit = (uint)distanceMax + 1;
    }

    /// <summary>Only smaller distances are taken.</summary>
    public uint Limit { get; private set; }

    /// <summary>Takes a row whose distance is below the limit.</summary>
    public void Add(ulong distance, int row)
    {
        _items[_count++] = distance << DistanceShift | (uint)row;
        if (_count == _items.Length) Trim();
    }

    /// <summary>Takes all rows that another one kept.</summary>
    public void AddAll(NearestRows other)
    {
        foreach (ulong item in other._items.AsSpan(0, other._count))
        {
            if (item >> DistanceShift < Limit) Add(item >> DistanceShift, (int)(uint)item);
        }
    }

    /// <summary>The rows that are kept, nearest first: the sooner a search knows good rows, the fewer it looks at.
    /// </summary>
    public int[] Rows()
    {
        if (_count > _capacity) Trim();
        Array.Sort(_items, 0, _count);
        int[] rows = new int[_count];
        for (int i = 0; i < rows.Length; i++) rows[i] = (int)(uint)_items[i];
        return rows;
    }

    private void Trim()
    {
        Array.Clear(_counts);
        foreach (ulong item in _items.AsSpan(0, _count)) _counts[(int)(item >> DistanceShift)]++;
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
        Limit = (uint)last;
    }
}
