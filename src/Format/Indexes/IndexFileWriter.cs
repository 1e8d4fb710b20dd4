using System.Buffers;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Format.Indexes;

/// <summary>Writes an index file page by page; it is a file only once it is finished. One thread.</summary>
/// <remarks>Page 0 is written last, so what was not finished cannot be taken for an index file.</remarks>
public sealed class IndexFileWriter : IDisposable
{
    // Large enough that the number of writes does not matter, small beside what a merge may use.
    private const int BufferPages = 256;

    private readonly IStorage _storage;
    private readonly IStorageFile _file;
    private readonly StoreIdentity _store;
    private readonly ulong _number;
    private readonly IndexFileKind _kind;
    private readonly long _createdAtMs;
    private readonly List<IndexSectionEntry> _sections = [];
    private readonly string _path;
    private byte[] _buffer;
    private long _bufferFirstPage = 1;
    private int _bufferedPages;
    private IndexSectionEntry _section;
    private long _entryCount;
    private int _offsetBytes = IndexPageLayout.PageBytes;
    private bool _isPageOpen;
    private bool _isFinished;

    /// <summary>Creates the file, and its folder if it is not there.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="number">Its number, never used before.</param>
    /// <param name="kind">What it will hold.</param>
    /// <param name="createdAtMs">The time, ms since 1970 UTC.</param>
    /// <exception cref="IOException">The file exists already or cannot be created.</exception>
    public IndexFileWriter(
        IStorage storage, StoreIdentity store, ulong number, IndexFileKind kind, long createdAtMs)
    {
        _storage = storage;
        _store = store;
        _number = number;
        _kind = kind;
        _createdAtMs = createdAtMs;
        _path = StoreLayout.IndexFile(kind, number);
        storage.CreateFolder(StoreLayout.IndexFolder);
        _file = storage.Open(_path, StorageOpen.Create);
        _buffer = ArrayPool<byte>.Shared.Rent(BufferPages * IndexPageLayout.PageBytes);
    }

    /// <summary>Ends the current section, if there is one, and begins another; one without entries leaves no trace.
    /// </summary>
    /// <param name="type">What it holds; higher than that of the section before.</param>
    /// <param name="entryBytes">Size of its entries: 4, 8, 16, 32 or 64 bytes.</param>
    public void BeginSection(IndexSectionType type, int entryBytes)
    {
        if (type <= _section.Type) throw new InvalidOperationException($"Section {type} comes after {_section.Type}.");
        if (!IndexSection.IsEntrySize((uint)entryBytes)) throw new ArgumentOutOfRangeException(nameof(entryBytes));
        EndSection();
        _section = new IndexSectionEntry
        {
            Type = type,
            EntryBytes = entryBytes,
            FirstPage = _bufferFirstPage + _bufferedPages,
            EntryCount = 0,
        };
    }

    /// <summary>The next entry of the current section, zeroed, to be filled before the next call.</summary>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public Span<byte> Add()
    {
        int entryBytes = _section.EntryBytes;
        if (_offsetBytes + entryBytes > IndexPageLayout.PayloadBytes) BeginPage();
        Span<byte> entry = _buffer.AsSpan(
            _bufferedPages * IndexPageLayout.PageBytes + _offsetBytes, entryBytes);
        _offsetBytes += entryBytes;
        _entryCount++;
        return entry;
    }

    /// <summary>Adds entries as they stand in another file: those of one page, from its beginning.</summary>
    /// <param name="entries">Their bytes; only the last page of a section may be shorter than a payload can be.</param>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void AddEntries(ReadOnlySpan<byte> entries)
    {
        BeginPage();
        _offsetBytes = entries.Length;
        _entryCount += entries.Length / _section.EntryBytes;
        entries.CopyTo(_buffer.AsSpan(_bufferedPages * IndexPageLayout.PageBytes));
    }

    /// <summary>The payload of a new page of the current section, a stream of bytes: zeroed, to be filled before the
    /// next call.</summary>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public Span<byte> AddPage()
    {
        if (_section.EntryBytes != IndexSection.StreamEntryBytes)
            throw new InvalidOperationException("Only the pages of streams are written whole.");
        BeginPage();
        _offsetBytes = IndexPageLayout.PayloadBytes;
        _entryCount += IndexPageLayout.PayloadBytes / IndexSection.StreamEntryBytes;
        return _buffer.AsSpan(_bufferedPages * IndexPageLayout.PageBytes, IndexPageLayout.PayloadBytes);
    }

    /// <summary>Writes what is left and then page 0, and makes the file durable under its name.</summary>
    /// <param name="coverage">The stretch of the log that the file covers.</param>
    /// <param name="entryCount">Number of records of a run or of words, of pairs of deaths, or of vectors.</param>
    /// <param name="modelHash">Of vectors: the hash of the model's name.</param>
    /// <returns>What the manifest is to say of the file.</returns>
    /// <exception cref="IOException">The file could not be written or synced; it goes when this is disposed.
    /// </exception>
    public IndexFileEntry Finish(IndexCoverage coverage, long entryCount, ulong modelHash = 0)
    {
        EndSection();
        Flush();
        IndexFileHeader header = new()
        {
            StoreId = _store.Id,
            Entry = new IndexFileEntry
            {
                Number = _number,
                Kind = _kind,
                Coverage = coverage,
                EntryCount = entryCount,
                LengthBytes = _bufferFirstPage * IndexPageLayout.PageBytes,
                ModelHash = modelHash,
            },
            CreatedAtMs = _createdAtMs,
            Sections = _sections,
        };
        header.Write(_buffer, _store.Salt);
        _file.Write(0, _buffer.AsSpan(0, IndexPageLayout.PageBytes));
#if SABOTAGE
        if (!Sabotage.Is("drop-index-sync"))
#endif
        _file.Sync();
        _storage.SyncFolder(StoreLayout.IndexFolder);
        // The folder may be new, and its own name lies in the store's folder.
        _storage.SyncFolder("");
        _isFinished = true;
        return header.Entry;
    }

    /// <summary>Closes the file, and removes it unless it was finished.</summary>
    public void Dispose()
    {
        if (_buffer.Length == 0) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
        _file.Dispose();
        if (_isFinished) return;
        try
        {
            _storage.Delete(_path);
        }
        catch (IOException)
        {
            // It is in no manifest: a stray that the next writer removes.
        }
    }

    private void BeginPage()
    {
        if (_section.Type == IndexSectionType.None) throw new InvalidOperationException("No section was begun.");
        EndPage();
        if (_bufferedPages == BufferPages) Flush();
        _buffer.AsSpan(_bufferedPages * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes).Clear();
        _offsetBytes = 0;
        _isPageOpen = true;
    }

    private void EndPage()
    {
        if (!_isPageOpen) return;
        Span<byte> page = _buffer.AsSpan(_bufferedPages * IndexPageLayout.PageBytes, IndexPageLayout.PageBytes);
        IndexPage.Seal(page, _store.Salt, _number, _bufferFirstPage + _bufferedPages);
        _bufferedPages++;
        _isPageOpen = false;
        _offsetBytes = IndexPageLayout.PayloadBytes;
    }

    private void EndSection()
    {
        EndPage();
        if (_entryCount > 0) _sections.Add(_section with { EntryCount = _entryCount });
        _entryCount = 0;
    }

    private void Flush()
    {
        if (_bufferedPages == 0) return;
        _file.Write(
            _bufferFirstPage * IndexPageLayout.PageBytes,
            _buffer.AsSpan(0, _bufferedPages * IndexPageLayout.PageBytes));
        _bufferFirstPage += _bufferedPages;
        _bufferedPages = 0;
    }
}
