namespace Feedlog.Format.Indexes;

/// <summary>Checked pages of index files that are read by position; one for all files of a store, that together they
/// take no more memory than it has. Any thread.</summary>
/// <remarks>
/// A page may stand in two places. Threads replace whole references without a lock: what two of them write at once may
/// get lost, and is read again.
/// </remarks>
public sealed class IndexPageCache
{
    /// <summary>The pages of a cache whose size nobody has said: 32 MiB.</summary>
    public const int DefaultPages = 8192;

    // Pages that follow each other get sets that do so, too; files begin at sets far apart.
    private const ulong FileStep = 0x9E3779B97F4A7C15;

    private readonly IndexCachedPage?[] _pages;
    private readonly ulong _setMask;
    private long _lastFile;

    /// <summary>Makes an empty one.</summary>
    /// <param name="pages">How many pages it has at most; a power of two from 2 on.</param>
    public IndexPageCache(int pages = DefaultPages)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(pages, 2);
        if (!int.IsPow2(pages)) throw new ArgumentException("Must be a power of two.", nameof(pages));
        _pages = new IndexCachedPage?[pages];
        _setMask = (ulong)pages / 2 - 1;
    }

    /// <summary>How many pages it holds now.</summary>
    public int Count => _pages.Count(page => page is not null);

    /// <summary>A number for a file that nobody else gets from this cache.</summary>
    internal long AddFile() => Interlocked.Increment(ref _lastFile);

    /// <summary>The page, if it is here.</summary>
    internal IndexCachedPage? Find(long file, long page)
    {
        int first = FirstPlace(file, page);
        IndexCachedPage? found = Volatile.Read(ref _pages[first]);
        if (found is not null && found.File == file && found.Number == page) return found;
        found = Volatile.Read(ref _pages[first + 1]);
        return found is not null && found.File == file && found.Number == page ? found : null;
    }

    /// <summary>Takes a page; of the two that stood in its places the one that came later stays.</summary>
    internal void Add(IndexCachedPage page)
    {
        int first = FirstPlace(page.File, page.Number);
        Volatile.Write(ref _pages[first + 1], Volatile.Read(ref _pages[first]));
        Volatile.Write(ref _pages[first], page);
    }

    private int FirstPlace(long file, long page)
    {
        ulong start = (ulong)file * FileStep >> 32;
        return (int)((start + (ulong)page & _setMask) * 2);
    }
}
