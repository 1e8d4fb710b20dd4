using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Indexes;

/// <summary>Reads an index file; each page is checked before its first byte is handed out. Any thread.</summary>
/// <remarks>
/// Mapped, the bytes handed out are those of the mapping and must not be used after this was disposed. By position,
/// they lie in pages on the heap, of which a cache keeps some.
/// </remarks>
public sealed class IndexFileReader : IDisposable
{
    private const int PagesPerWord = 64;

    // The first pages that are read are asked for, with what lies close by: who opens a store for one record need not
    // wait until megabytes around each of them are read, as some disks are set to. Who stays is well served by that.
    private const int AskedPages = 32;
    private const long AskedBytes = 64 * 1024;

    private readonly IStorageFile _file;
    private readonly IStorageView? _view;
    private readonly IndexFileHeader _header;
    private readonly ulong _salt;
    private readonly long _pageCount;

    // Mapped: a bit for each page that was checked. Any reader sets bits, none clears them.
    private readonly ulong[] _checked = [];

    // By position.
    private readonly IndexPageCache? _cache;
    private readonly long _cachedFile;
    private long _verifiedPages;

    private IndexFileReader(IStorageFile file, StoreIdentity store, IndexFileHeader header, IndexPageCache? pages)
    {
        _file = file;
        _header = header;
        _salt = store.Salt;
        _pageCount = header.Entry.LengthBytes / IndexPageLayout.PageBytes;
        if (pages is not null)
        {
            _cache = pages;
            _cachedFile = pages.AddFile();
            return;
        }

        _view = file.Map(header.Entry.LengthBytes);
        _checked = new ulong[(_pageCount + PagesPerWord - 1) / PagesPerWord];
    }

    /// <summary>What the manifest says of the file.</summary>
    public IndexFileEntry FileEntry => _header.Entry;

    /// <summary>The sections, in the order in which they lie in the file.</summary>
    public IReadOnlyList<IndexSectionEntry> Sections => _header.Sections;

    /// <summary>The file's path, relative to the store's folder.</summary>
    public string Path => _file.Path;

    /// <summary>How many pages were checked so far, page 0 not counted; by position, each time that one was read.
    /// </summary>
    public long VerifiedPages => Volatile.Read(ref _verifiedPages);

    /// <summary>Opens a file and checks page 0 and the length, and nothing else.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that the file should belong to.</param>
    /// <param name="entry">What the manifest says of it.</param>
    /// <param name="pages">Keeps pages of a file that is read by position; null to map it.</param>
    /// <param name="reader">The reader, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorage storage,
        StoreIdentity store,
        IndexFileEntry entry,
        IndexPageCache? pages,
        [NotNullWhen(true)] out IndexFileReader? reader,
        out FormatFault fault)
    {
        reader = null;
        IStorageFile file = storage.Open(StoreLayout.IndexFile(entry.Kind, entry.Number), StorageOpen.Read);
        try
        {
            byte[] page = new byte[IndexPageLayout.PageBytes];
            int lengthBytes = file.Read(0, page);
            ReadOnlySpan<byte> bytes = page.AsSpan(0, lengthBytes);
            if (!IndexFileHeader.TryRead(bytes, store, entry.Number, out IndexFileHeader? header, out fault))
                return false;

            if (header.Entry != entry) fault = FormatFault.WrongPlace;
            else if (file.LengthBytes != entry.LengthBytes)
                fault = file.LengthBytes < entry.LengthBytes ? FormatFault.Truncated : FormatFault.BadLength;
            if (fault == FormatFault.None) reader = new IndexFileReader(file, store, header, pages);
            return reader is not null;
        }
        finally
        {
            if (reader is null) file.Dispose();
        }
    }

    /// <summary>Finds a section; it is left out of the file if it would have no entries.</summary>
    public bool TryGetSection(IndexSectionType type, out IndexSection section)
    {
        foreach (IndexSectionEntry entry in _header.Sections)
        {
            if (entry.Type != type) continue;
            section = new IndexSection(entry.EntryBytes, entry.FirstPage, entry.EntryCount);
            return true;
        }

        section = default;
        return false;
    }

    /// <summary>The bytes of an entry of a section of this file.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    /// <exception cref="IndexDamageException">Its page is damaged.</exception>
    /// <exception cref="IOException">Its page cannot be read.</exception>
    public ReadOnlySpan<byte> Entry(in IndexSection section, long index)
    {
        if ((ulong)index >= (ulong)section.EntryCount) ThrowNoEntry(index);
        long page = section.PageOf(index, out int offsetBytes);
        return Slice(page, offsetBytes, section.EntryBytes);
    }

    /// <summary>The bytes of an entry and of all behind it in its page: of one at least.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such entry.</exception>
    /// <exception cref="IndexDamageException">Its page is damaged.</exception>
    /// <exception cref="IOException">Its page cannot be read.</exception>
    public ReadOnlySpan<byte> Entries(in IndexSection section, long index)
    {
        if ((ulong)index >= (ulong)section.EntryCount) ThrowNoEntry(index);
        long page = section.PageOf(index, out int offsetBytes);
        long leftBytes = (section.EntryCount - index) * section.EntryBytes;
        return Slice(page, offsetBytes, (int)Math.Min(IndexPageLayout.PayloadBytes - offsetBytes, leftBytes));
    }

    /// <summary>Says that an entry is about to be read: it is fetched meanwhile. Only a hint.</summary>
    public void Prefetch(in IndexSection section, long index)
    {
        long page = section.PageOf(index, out int offsetBytes);
        _view?.Prefetch(page * IndexPageLayout.PageBytes + offsetBytes, section.EntryBytes);
    }

    /// <summary>Says that some bytes of a page are about to be read: they are fetched meanwhile. Only a hint.
    /// </summary>
    public void Prefetch(long page, int offsetBytes, int lengthBytes) =>
        _view?.Prefetch(page * IndexPageLayout.PageBytes + offsetBytes, lengthBytes);

    /// <summary>The payload of a page.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such page.</exception>
    /// <exception cref="IndexDamageException">The page is damaged.</exception>
    /// <exception cref="IOException">The page cannot be read.</exception>
    public ReadOnlySpan<byte> Page(long page)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((ulong)page, (ulong)_pageCount);
        return Slice(page, IndexPageLayout.Payload, IndexPageLayout.PayloadBytes);
    }

    /// <summary>Payload and trailer of a page of a section: who reads by vectors may read past the payload.</summary>
    /// <param name="section">A section of this file.</param>
    /// <param name="page">Which page of the section.</param>
    /// <exception cref="ArgumentOutOfRangeException">The section has no such page.</exception>
    /// <exception cref="IndexDamageException">The page is damaged.</exception>
    /// <exception cref="IOException">The page cannot be read.</exception>
    public ReadOnlySpan<byte> PaddedPage(scoped in IndexSection section, long page)
    {
        if ((ulong)page >= (ulong)section.PageCount) ThrowNoEntry(page);
        return Slice(section.FirstPage + page, IndexPageLayout.Payload, IndexPageLayout.PageBytes);
    }

    /// <summary>An exception that says that checked bytes of this file cannot be what was written.</summary>
    /// <param name="section">The section whose entries contradict each other.</param>
    public IndexDamageException Contradiction(in IndexSection section) =>
        new(Path, section.FirstPage * IndexPageLayout.PageBytes, FormatFault.BadOrder);

    /// <inheritdoc/>
    public void Dispose()
    {
        _view?.Dispose();
        _file.Dispose();
    }

    [DoesNotReturn]
    private static void ThrowNoEntry(long index) => throw new ArgumentOutOfRangeException(
        nameof(index), index, "The section has no such entry.");

    private ReadOnlySpan<byte> Slice(long page, int offsetBytes, int lengthBytes)
    {
        if (_view is not null)
        {
            ulong word = Volatile.Read(ref _checked[page / PagesPerWord]);
            if ((word & 1UL << (int)(page % PagesPerWord)) == 0) CheckMapped(page);
            return _view.Slice(page * IndexPageLayout.PageBytes + offsetBytes, lengthBytes);
        }

        // There is a view or a cache.
        IndexCachedPage cached = _cache!.Find(_cachedFile, page) ?? Load(page);
        return cached.Bytes.AsSpan(offsetBytes, lengthBytes);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void CheckMapped(long page)
    {
        // Only called when there is a view.
        long offsetBytes = page * IndexPageLayout.PageBytes;
        if (VerifiedPages < AskedPages) _view!.Ask(offsetBytes / AskedBytes * AskedBytes, AskedBytes);
        Check(page, _view!.Slice(offsetBytes, IndexPageLayout.PageBytes));
        ulong bit = 1UL << (int)(page % PagesPerWord);
        ulong before = Interlocked.Or(ref _checked[page / PagesPerWord], bit);
        if ((before & bit) == 0) Interlocked.Increment(ref _verifiedPages);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private IndexCachedPage Load(long page)
    {
        byte[] bytes = GC.AllocateUninitializedArray<byte>(IndexPageLayout.PageBytes);
        int lengthBytes = _file.Read(page * IndexPageLayout.PageBytes, bytes);
        Check(page, bytes.AsSpan(0, lengthBytes));
        IndexCachedPage cached = new(_cachedFile, page, bytes);
        _cache!.Add(cached); // Mapped pages are not loaded.
        Interlocked.Increment(ref _verifiedPages);
        return cached;
    }

    private void Check(long page, ReadOnlySpan<byte> bytes)
    {
        FormatFault fault = IndexPage.Check(bytes, _salt, _header.Entry.Number, page);
#if SABOTAGE
        if (Sabotage.Is("skip-page-checksum")) return;
#endif
        if (fault != FormatFault.None)
            throw new IndexDamageException(Path, page * IndexPageLayout.PageBytes, fault);
    }
}
