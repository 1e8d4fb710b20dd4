using Feedlog.Indexing.Sealed;

namespace Feedlog.Indexing.Vectors;

/// <summary>Finds the rows of a target among those of a tail, newest first. One writer, any readers.</summary>
/// <remarks>
/// A row is linked before the tail counts it; a reader that meets one that it does not count yet passes over it. When
/// the table grows a new one is filled and then published whole: readers stay in the one they found.
/// </remarks>
internal sealed class TargetChains
{
    private const int SmallestSize = 64;

    private Table _table = new(SmallestSize);

    /// <summary>Links the next row.</summary>
    public void Add(int row, ulong target)
    {
        Table table = _table;
        if (row == table.Targets.Length)
        {
            table = new Table(table.Targets.Length * 2);
            for (int i = 0; i < row; i++) table.Link(i, _table.Targets[i]);
        }

        table.Link(row, target);
        Volatile.Write(ref _table, table);
    }

    /// <summary>The newest row of a target; negative for none.</summary>
    /// <param name="target">The target.</param>
    /// <param name="chains">Pass it to <see cref="Next"/>.</param>
    public int First(ulong target, out Table chains)
    {
        chains = Volatile.Read(ref _table);
        return chains.Skip(Volatile.Read(ref chains.Heads[chains.BucketOf(target)]) - 1, target);
    }

    /// <summary>The next older row of the target of a row; negative for none.</summary>
    public static int Next(Table chains, int row) => chains.Skip(chains.Older[row] - 1, chains.Targets[row]);

    /// <summary>As many buckets as rows; numbers of rows are kept plus 1, so that 0 is none.</summary>
    internal sealed class Table(int size)
    {
        public readonly int[] Heads = new int[size];
        public readonly int[] Older = new int[size];
        public readonly ulong[] Targets = new ulong[size];

        public int BucketOf(ulong target) => (int)(Mix.Of(target) & (ulong)(Heads.Length - 1));

        public void Link(int row, ulong target)
        {
            int bucket = BucketOf(target);
            Targets[row] = target;
            Older[row] = Heads[bucket];
            Volatile.Write(ref Heads[bucket], row + 1);
        }

        public int Skip(int row, ulong target)
        {
            while (row >= 0 && Targets[row] != target) row = Older[row] - 1;
            return row;
        }
    }
}
