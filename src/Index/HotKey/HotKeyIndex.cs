using Feedlog.Format;

namespace Feedlog.Indexing.HotKey;

/// <summary>
/// The newest version of keys that were read or written lately: from the salted hash of a key to where its newest
/// version lies. In memory only, bounded in bytes, and never the truth: any entry may be missing, but none is stale.
/// </summary>
/// <remarks>
/// <para>
/// It stands between the tail and the runs, and speaks of records that have left the tail. It has a generation, which
/// rises whenever records leave the tail. A view of the store remembers the generation it was published with. When
/// records leave the tail, the one thread that moves them calls <see cref="BeginAdvance"/>, then <see cref="Put"/> for
/// each of them, and only then publishes the view without them. A reader that found a key elsewhere offers it by
/// <see cref="TryPromote"/> with the generation of its view, and is refused if that is no longer the current one.
/// </para>
/// <para>
/// That keeps stale entries out. <see cref="TryPromote"/> and <see cref="Put"/> of one key exclude each other by the
/// lock of the key's stripe. A promotion under that lock before <see cref="Put"/> is replaced by it; one after sees the
/// new generation. So a reader with the new view never gets a version that is older than one that has left the tail.
/// A reader with an older view may get a version that it must not see yet, and has to compare sequences.
/// </para>
/// <para>
/// The table behind is made in the background when some keys have been offered, as the first one in a process takes
/// long against an open. Until then nothing is found and nothing kept. Besides the bound, FASTER has 8 MiB of overflow
/// buckets allocated, of which it touches what it uses, and about 10 KB for each of up to 64 callers at a time.
/// </para>
/// </remarks>
public sealed class HotKeyIndex : IDisposable
{
    /// <summary>The least bound on memory, in bytes.</summary>
    public const long MemoryBytesMin = 1 << 20;

    private const int StripeCount = 64;

    // Who reads less than this does without a table.
    private const int OffersWithoutTable = 64;

    private readonly Lock[] _stripes = new Lock[StripeCount];
    private readonly Lock _creationGate = new();
    private readonly long _memoryBytes;
    private Task<HotKeyTable>? _creation;
    private HotKeyTable? _table;
    private int _offers;
    private ulong _generation;
    private bool _isDisposed; // Changes under the locks of all stripes.

    /// <summary>Makes an empty index. No file is ever made.</summary>
    /// <param name="memoryBytes">Bound on the memory of log and hash table, in bytes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The bound is below <see cref="MemoryBytesMin"/>.</exception>
    public HotKeyIndex(long memoryBytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(memoryBytes, MemoryBytesMin);
        for (int i = 0; i < StripeCount; i++) _stripes[i] = new();
        _memoryBytes = memoryBytes;
    }

    /// <summary>Counts look-ups of readers; null for nobody. To be set before there are any.</summary>
    public LookUpCount? LookUps { get; set; }

    /// <summary>How often records have begun to leave the tail.</summary>
    public ulong Generation => Volatile.Read(ref _generation);

    /// <summary>About how many entries are held; replaced ones count until they fall out.</summary>
    public long EntryCount => Volatile.Read(ref _table)?.EntryCount ?? 0;

    /// <summary>Bytes of log and hash table: at most the bound, except while a page waits for readers to leave it.
    /// </summary>
    public long MemoryBytes => Volatile.Read(ref _table)?.MemoryBytes ?? 0;

    /// <summary>Finds the newest version of a key. Any thread; takes no lock and allocates nothing.</summary>
    /// <param name="key">Salted hash of the key, uniform in all bits.</param>
    /// <param name="entry">What was found, else default.</param>
    /// <returns>False if the key is not here, which says nothing about the store.</returns>
    public bool TryFind(WideHash key, out HotEntry entry)
    {
        if (Volatile.Read(ref _table) is HotKeyTable table) return table.TryFind(key, out entry);
        entry = default;
        return false;
    }

    /// <summary>Makes the table now, if nobody has yet; from then on entries are kept.</summary>
    /// <returns>Ends when it is there; fails if it could not be made.</returns>
    /// <exception cref="ObjectDisposedException">The index is disposed of.</exception>
    public Task WarmUpAsync() => BeginTable() ?? throw new ObjectDisposedException(nameof(HotKeyIndex));

    /// <summary>Offers the newest version of a key as a reader found it outside of the tail. Any thread.</summary>
    /// <param name="key">Salted hash of the key.</param>
    /// <param name="entry">Its newest version that has left the tail. A reader that looks at an older sequence may know
    /// only an older version, and must not offer that.</param>
    /// <param name="generation">The generation of the reader's view.</param>
    /// <returns>False if the generation is not the current one, if a higher sequence is there, or if the index is not
    /// yet or no longer working.</returns>
    public bool TryPromote(WideHash key, in HotEntry entry, ulong generation)
    {
        if (generation != Generation) return false;
        if (Volatile.Read(ref _table) is not HotKeyTable table)
        {
            if (Interlocked.Increment(ref _offers) == OffersWithoutTable) BeginTable();
            return false;
        }

        lock (StripeOf(key))
        {
            return generation == Generation && !_isDisposed && table.TryInsert(key, entry);
        }
    }

    /// <summary>
    /// Begins to move records out of the tail: from now on promotions of older generations are refused. One thread.
    /// </summary>
    public void BeginAdvance() => Interlocked.Increment(ref _generation);

    /// <summary>
    /// Takes a version that leaves the tail; an older one is replaced. The thread of <see cref="BeginAdvance"/>.
    /// </summary>
    /// <param name="key">Salted hash of the key.</param>
    /// <param name="entry">The version. If several of a key leave, in any order.</param>
    /// <exception cref="ObjectDisposedException">The index is disposed of.</exception>
    /// <remarks>If it throws, the view without the record must not be published.</remarks>
    public void Put(WideHash key, in HotEntry entry)
    {
        lock (StripeOf(key))
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            // Before there is a table there is no entry that this one would have to replace.
            Volatile.Read(ref _table)?.TryInsert(key, entry);
        }
    }

    /// <summary>
    /// Takes a version that leaves the tail if the key is here: what was not asked for lately need not come in. The
    /// thread of <see cref="BeginAdvance"/>.
    /// </summary>
    /// <param name="key">Salted hash of the key.</param>
    /// <param name="entry">The version. If several of a key leave, in any order.</param>
    /// <exception cref="ObjectDisposedException">The index is disposed of.</exception>
    /// <remarks>If it throws, the view without the record must not be published.</remarks>
    public void Refresh(WideHash key, in HotEntry entry)
    {
        lock (StripeOf(key))
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            Volatile.Read(ref _table)?.Refresh(key, entry);
        }
    }

    /// <summary>Frees everything when the calls under way have ended. Later look-ups find nothing.</summary>
    public void Dispose()
    {
        if (!TryBeginDispose()) return;
        Task<HotKeyTable>? creation;
        lock (_creationGate) creation = _creation;
        // Waits without throwing: a table that could not be made has nothing to free.
        if (creation is not null) Task.WaitAny(creation);
        Interlocked.Exchange(ref _table, null)?.Dispose();
    }

    /// <summary>The lock under which entries of a key are taken.</summary>
    internal Lock StripeOf(WideHash key) => _stripes[(int)key.High & (StripeCount - 1)];

    private bool TryBeginDispose()
    {
        foreach (Lock stripe in _stripes) stripe.Enter();
        bool isFirst = !_isDisposed;
        _isDisposed = true;
        foreach (Lock stripe in _stripes) stripe.Exit();
        return isFirst;
    }

    private Task<HotKeyTable>? BeginTable()
    {
        lock (_creationGate)
        {
            // Whoever disposes says so first, and then looks under the lock whether there is a table to wait for.
            if (!_isDisposed) _creation ??= Task.Run(CreateTable);
            return _creation;
        }
    }

    private HotKeyTable CreateTable()
    {
        HotKeyTable table = new(new HotKeyMemory(_memoryBytes));
        Volatile.Write(ref _table, table);
        return table;
    }
}
