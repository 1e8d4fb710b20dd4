using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Keyword;

/// <summary>Writes a file of words: slots first, then terms in their order with their postings. One thread.</summary>
/// <remarks>
/// Memory does not grow with the file, but for a byte a slot and the pages that lead to the terms: pages of terms go
/// between the postings, and what leads to them is a hundredth of them.
/// </remarks>
internal sealed class WordFileWriter : IDisposable
{
    // Between two terms a page with less room than this is ended, if pages of terms are waiting for one.
    private const int SmallRoomBytes = 384;
    private const int WaitingPagesMax = 16;

    // A block costs more than its postings: what is left of a page is filled with one only if it is worth it.
    private const int CutBlockBytesMin = 96;

    private readonly IndexFileWriter _writer;
    private readonly ByteStreamWriter _stream;
    private readonly TermTree _tree;
    private readonly List<(byte[] First, byte[] Page)> _waiting = [];
    private readonly TermPageWriter _terms = new(level: 0);
    private readonly int[] _slots = new int[PostingBlockLayout.CountMax];
    private readonly int[] _frequencies = new int[PostingBlockLayout.CountMax];
    private readonly byte[] _block = new byte[PostingBlock.BytesMax];
    private readonly byte[] _term = new byte[PostingBlockLayout.TermBytesMax];
    private byte[] _table = new byte[256 * PostingBlockLayout.EntryBytes];
    private byte[] _lengths = [];
    private long _recordCount;
    private long _firstPlace;
    private int _termBytes;
    private int _pending;
    private int _blockCount;
    private int _slotCount;

    /// <summary>Creates the file.</summary>
    /// <exception cref="IOException">The file exists already or cannot be created.</exception>
    public WordFileWriter(IStorage storage, StoreIdentity store, ulong number, long nowMs)
    {
        _writer = new IndexFileWriter(storage, store, number, IndexFileKind.Words, nowMs);
        _stream = new ByteStreamWriter(_writer);
        _tree = new TermTree();
    }

    /// <summary>Writes what the file says of slots, once and before all terms.</summary>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void WriteSlots(ISlotSource source)
    {
        _lengths = SlotSections.Write(_writer, _stream, source, out _recordCount);
        _stream.Begin(IndexSectionType.Postings);
    }

    /// <summary>Begins a term.</summary>
    /// <param name="term">Above the one before.</param>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void BeginTerm(ReadOnlySpan<byte> term)
    {
        bool isTimely = _stream.LeftBytes < SmallRoomBytes || _stream.IsAtPageStart ||
            _waiting.Count >= WaitingPagesMax;
        if (_waiting.Count > 0 && isTimely) PlaceWaiting();
        term.CopyTo(_term);
        _termBytes = term.Length;
        _pending = 0;
        _blockCount = 0;
        _slotCount = 0;
    }

    /// <summary>Adds a posting of the term.</summary>
    /// <param name="slot">Above the one before.</param>
    /// <param name="frequency">At least 1.</param>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void Add(int slot, int frequency)
    {
        if (_pending == PostingBlockLayout.CountMax) WriteFirstPending();
        _slots[_pending] = slot;
        _frequencies[_pending++] = frequency;
        _slotCount++;
    }

    /// <summary>Adds a block as it stands in another file, of a term that has more than 128 postings in all.</summary>
    /// <param name="firstSlot">Its first slot, above the last one of the block before.</param>
    /// <param name="count">Number of its postings.</param>
    /// <param name="block">Its bytes.</param>
    /// <param name="impacts">Its impacts.</param>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void AddBlock(int firstSlot, int count, ReadOnlySpan<byte> block, ReadOnlySpan<byte> impacts)
    {
        WritePending();
        WriteBlock(firstSlot, block, impacts);
        _slotCount += count;
    }

    /// <summary>Ends the term; one without postings leaves no trace.</summary>
    /// <exception cref="IOException">Pages could not be written.</exception>
    public void EndTerm()
    {
        if (_slotCount == 0) return;
        TermEntry entry;
        if (_slotCount == 1)
        {
            entry = new TermEntry { SlotCount = 1, FirstSlot = _slots[0], Frequency = _frequencies[0] };
        }
        else if (_slotCount <= PostingBlockLayout.CountMax)
        {
            int blockBytes = PostingBlock.Write(_block, _slots.AsSpan(0, _pending), _frequencies.AsSpan(0, _pending));
            long place = _stream.Align(blockBytes);
            _stream.Write(_block.AsSpan(0, blockBytes));
            entry = new TermEntry { SlotCount = _slotCount, FirstSlot = _slots[0], Place = place };
        }
        else
        {
            WritePending();
            long tablePlace = _stream.Align(PostingBlockLayout.EntryBytes, PostingBlockLayout.EntryBytes);
            _stream.Write(_table.AsSpan(0, _blockCount * PostingBlockLayout.EntryBytes));
            entry = new TermEntry
            {
                SlotCount = _slotCount,
                Place = _firstPlace,
                TablePlace = tablePlace,
                BlockCount = _blockCount,
            };
        }

        AddToDictionary(entry);
    }

    /// <summary>Writes what is left, and makes the file durable under its name.</summary>
    /// <param name="coverage">The stretch of the log that the file covers.</param>
    /// <returns>What the manifest is to say of the file.</returns>
    /// <exception cref="IOException">The file could not be written or synced.</exception>
    public IndexFileEntry Finish(IndexCoverage coverage)
    {
        if (_terms.Count > 0) EndTermPage();
        PlaceWaiting();
        _stream.EndPage();
        _stream.Begin(IndexSectionType.TermPages);
        _tree.Write(_stream);
        return _writer.Finish(coverage, _recordCount);
    }

    /// <summary>Closes the file, and removes it unless it was finished.</summary>
    public void Dispose() => _writer.Dispose();

    private void WritePending()
    {
        while (_pending > 0) WriteFirstPending();
    }

    // Writes as many as fit a block, or what is left of the page if that is worth a block.
    private void WriteFirstPending()
    {
        int roomBytes = _stream.LeftBytes < CutBlockBytesMin
            ? PostingBlockLayout.SizeMax
            : Math.Min(_stream.LeftBytes, PostingBlockLayout.SizeMax);
        int count = _pending;
        int blockBytes = PostingBlock.Write(_block, _slots.AsSpan(0, count), _frequencies.AsSpan(0, count));
        while (blockBytes > roomBytes)
        {
            count = Math.Max(1, Math.Min(count - 1, count * roomBytes / blockBytes));
            blockBytes = PostingBlock.Write(_block, _slots.AsSpan(0, count), _frequencies.AsSpan(0, count));
        }

        Span<byte> impacts = stackalloc byte[2 * PostingBlockLayout.ImpactCount];
        Impacts.Write(_slots.AsSpan(0, count), _frequencies.AsSpan(0, count), _lengths, impacts);
        WriteBlock(_slots[0], _block.AsSpan(0, blockBytes), impacts);
        _pending -= count;
        _slots.AsSpan(count, _pending).CopyTo(_slots);
        _frequencies.AsSpan(count, _pending).CopyTo(_frequencies);
    }

    private void WriteBlock(int firstSlot, ReadOnlySpan<byte> block, ReadOnlySpan<byte> impacts)
    {
        long place = _stream.Align(block.Length);
        _stream.Write(block);
        if (_blockCount == 0) _firstPlace = place;
        int at = _blockCount++ * PostingBlockLayout.EntryBytes;
        if (at == _table.Length) Array.Resize(ref _table, 2 * _table.Length);
        BlockEntry.Write(_table.AsSpan(at), firstSlot, block.Length, impacts);
    }

    private void AddToDictionary(in TermEntry entry)
    {
        Span<byte> value = stackalloc byte[TermEntry.BytesMax];
        int valueBytes = entry.Write(value);
        ReadOnlySpan<byte> term = _term.AsSpan(0, _termBytes);
        if (_terms.TryAdd(term, value[..valueBytes])) return;
        EndTermPage();
        if (!_terms.TryAdd(term, value[..valueBytes])) throw new ArgumentException("The term does not fit a page.");
    }

    private void EndTermPage()
    {
        byte[] first = _terms.FirstTerm.ToArray();
        byte[] page = new byte[IndexPageLayout.PayloadBytes];
        _terms.Take(page);
        _waiting.Add((first, page));
    }

    private void PlaceWaiting()
    {
        _stream.EndPage();
        foreach ((byte[] first, byte[] page) in _waiting)
        {
            _tree.Add(first, _stream.Place / IndexPageLayout.PayloadBytes);
            _stream.Write(page);
            _stream.EndPage();
        }

        _waiting.Clear();
    }
}
