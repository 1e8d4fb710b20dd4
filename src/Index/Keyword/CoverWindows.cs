namespace Feedlog.Indexing.Keyword;

/// <summary>Cuts slots into windows in which each list has one block, from the last to the first. One thread.</summary>
internal sealed class CoverWindows
{
    private readonly int _itemCount;
    private readonly int[] _starts;
    private readonly double[] _bounds;
    private readonly int[] _blocks;

    /// <summary>Cuts.</summary>
    /// <param name="items">The lists.</param>
    /// <param name="start">The first slot that counts.</param>
    /// <param name="limit">The first slot behind those that count.</param>
    /// <param name="floor">Windows whose bound is below it are left out.</param>
    public CoverWindows(CoverItem[] items, int start, int limit, double floor)
    {
        _itemCount = items.Length;
        int capacity = 1;
        foreach (CoverItem item in items)
            capacity += item.List.BlockOf(limit - 1) - Math.Max(item.List.BlockOf(start), 0) + 1;
        _starts = new int[capacity];
        Limits = new int[capacity];
        _bounds = new double[capacity];
        _blocks = new int[capacity * _itemCount];
        if (_itemCount == 1) CutOne(items[0], start, limit, floor);
        else Cut(items, start, limit, floor);
    }

    /// <summary>Number of windows.</summary>
    public int Count { get; private set; }

    /// <summary>For each window the first slot.</summary>
    public int[] Starts => _starts;

    /// <summary>For each window the first slot behind it.</summary>
    public int[] Limits { get; }

    /// <summary>For each window a bound of what its slots can score.</summary>
    public double[] Bounds => _bounds;

    /// <summary>For each list the block it has in a window; -1 for none.</summary>
    public ReadOnlySpan<int> Blocks(int window) => _blocks.AsSpan(window * _itemCount, _itemCount);

    private void CutOne(CoverItem item, int start, int limit, double floor)
    {
        ReadOnlySpan<int> firsts = item.List.FirstSlots;
        for (int block = item.List.BlockOf(limit - 1); block >= 0 && limit > start; block--)
        {
            int first = Math.Max(firsts[block], start);
            if (item.Bounds[block] >= floor)
            {
                _starts[Count] = first;
                Limits[Count] = limit;
                _bounds[Count] = item.Bounds[block];
                _blocks[Count++] = block;
            }

            limit = first;
        }
    }

    private void Cut(CoverItem[] items, int start, int limit, double floor)
    {
        Span<int> current = items.Length <= 64 ? stackalloc int[items.Length] : new int[items.Length];
        for (int i = 0; i < items.Length; i++) current[i] = items[i].List.BlockOf(limit - 1);
        while (limit > start)
        {
            int first = start;
            double bound = 0;
            bool isAny = false;
            for (int i = 0; i < items.Length; i++)
            {
                if (current[i] < 0) continue;
                isAny = true;
                first = Math.Max(first, items[i].List.FirstSlots[current[i]]);
                bound += items[i].Bounds[current[i]];
            }

            if (!isAny) return;
            if (bound >= floor)
            {
                _starts[Count] = first;
                Limits[Count] = limit;
                _bounds[Count] = bound;
                current.CopyTo(_blocks.AsSpan(Count++ * _itemCount));
            }

            for (int i = 0; i < items.Length; i++)
            {
                if (current[i] >= 0 && items[i].List.FirstSlots[current[i]] == first) current[i]--;
            }

            limit = first;
        }
    }
}
