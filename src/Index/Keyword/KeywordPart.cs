using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Indexing.Keyword;

/// <summary>Reads a file of words. Any thread.</summary>
/// <remarks>
/// Every look-up throws <see cref="IndexDamageException"/> when it comes across a damaged page or one that contradicts
/// another, and <see cref="IOException"/> when a page cannot be read. Opening reads page 0; what is told of slots is
/// loaded with the first question, a byte a slot.
/// </remarks>
public sealed class KeywordPart : IDisposable
{
    private readonly IndexFileReader _file;
    private readonly IndexSection _chunks;
    private readonly IndexSection _timestamps;
    private readonly IndexSection _postings;
    private readonly IndexSection _termPages;
    private LoadedSlots? _slots;
    private TermTop? _top;

    private KeywordPart(IndexFileReader file)
    {
        _file = file;
        // A section that is left out is one without entries.
        file.TryGetSection(IndexSectionType.Chunks, out _chunks);
        file.TryGetSection(IndexSectionType.Timestamps, out _timestamps);
        file.TryGetSection(IndexSectionType.Postings, out _postings);
        file.TryGetSection(IndexSectionType.TermPages, out _termPages);
    }

    /// <summary>What the manifest says of the file.</summary>
    public IndexFileEntry Entry => _file.FileEntry;

    /// <summary>The stretch of the log that the part covers.</summary>
    public IndexCoverage Coverage => _file.FileEntry.Coverage;

    /// <summary>Number of records.</summary>
    public long RecordCount => _file.FileEntry.EntryCount;

    /// <summary>Number of slots.</summary>
    public int SlotCount => Slots.Lengths.Length;

    /// <summary>How many pages were touched so far, page 0 not counted.</summary>
    public long VerifiedPages => _file.VerifiedPages;

    /// <summary>The file.</summary>
    internal IndexFileReader File => _file;

    /// <summary>The section of the postings and of the pages of terms.</summary>
    internal IndexSection Postings => _postings;

    /// <summary>The section of the pages that lead to the terms.</summary>
    internal IndexSection TermPages => _termPages;

    /// <summary>The length codes of all slots.</summary>
    internal byte[] Lengths => Slots.Lengths;

    /// <summary>Where sequences go on with a gap.</summary>
    internal IReadOnlyList<Stretch> Stretches => Slots.Stretches;

    private LoadedSlots Slots => Volatile.Read(ref _slots) ?? Load();

    /// <summary>Opens a file of words: checks page 0 and the length of the file.</summary>
    /// <param name="storage">Where.</param>
    /// <param name="store">The store that the file should belong to.</param>
    /// <param name="entry">What the manifest says of it.</param>
    /// <param name="pages">Keeps pages of a file that is read by position; null to map it.</param>
    /// <param name="part">The part, when the result is true.</param>
    /// <param name="fault">What is wrong, when the result is false.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static bool TryOpen(
        IStorage storage,
        StoreIdentity store,
        IndexFileEntry entry,
        IndexPageCache? pages,
        [NotNullWhen(true)] out KeywordPart? part,
        out FormatFault fault)
    {
        part = null;
        fault = FormatFault.BadType;
        if (entry.Kind != IndexFileKind.Words) return false;
        if (!IndexFileReader.TryOpen(storage, store, entry, pages, out IndexFileReader? file, out fault))
            return false;
        part = new KeywordPart(file);
        return true;
    }

    /// <summary>How many slots have a sequence that is not above one.</summary>
    public int CountUpTo(ulong sequence)
    {
        LoadedSlots slots = Slots;
        int stretch = slots.StretchOf(sequence);
        if (stretch < 0) return 0;
        ulong behind = sequence - slots.Stretches[stretch].FirstSequence + 1;
        int limit = stretch + 1 < slots.Stretches.Length ? slots.Stretches[stretch + 1].FirstSlot : SlotCount;
        int first = slots.Stretches[stretch].FirstSlot;
        return first + (int)Math.Min(behind, (ulong)(limit - first));
    }

    /// <summary>The sequence of a slot, below <see cref="SlotCount"/>.</summary>
    public ulong SequenceOf(int slot)
    {
        Stretch[] stretches = Slots.Stretches;
        int low = 0;
        int high = stretches.Length - 1;
        while (low < high)
        {
            int middle = (low + high + 1) / 2;
            if (stretches[middle].FirstSlot <= slot) low = middle;
            else high = middle - 1;
        }

        return stretches[low].FirstSequence + (ulong)(slot - stretches[low].FirstSlot);
    }

    /// <summary>Counts the first slots: how many are records, and how long these are together.</summary>
    /// <param name="slotLimit">How many slots; at most <see cref="SlotCount"/>.</param>
    /// <param name="lengthSum">The sum of their lengths, as their codes tell them, in words.</param>
    public long CountRecords(int slotLimit, out long lengthSum)
    {
        lengthSum = 0;
        if (slotLimit == 0) return 0;
        int last = (slotLimit - 1) / WordChunkLayout.SlotCount;
        WordChunk chunk = Chunk(last);
        lengthSum = chunk.LengthBefore;
        int first = last * WordChunkLayout.SlotCount;
        for (int slot = first; slot < slotLimit; slot++) lengthSum += LengthCode.Decode(Lengths[slot]);
        if (slotLimit == SlotCount) return RecordCount;

        ulong mask = ulong.MaxValue >> (WordChunkLayout.SlotCount - (slotLimit - first));
        long count = BitOperations.PopCount(chunk.Records & mask);
        for (int i = 0; i < last; i++) count += BitOperations.PopCount(Chunk(i).Records);
        return count;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    /// <summary>What is told of 64 slots together.</summary>
    internal WordChunk Chunk(int index)
    {
        WordChunk chunk = WordChunk.Read(_file.Entry(_chunks, index));
        return chunk.TimeWidthBytes <= sizeof(ulong) ? chunk : throw _file.Contradiction(_chunks);
    }

    /// <summary>The timestamp of a record, ms since 1970 UTC.</summary>
    internal long TimestampMs(in WordChunk chunk, int slot)
    {
        if (chunk.TimeWidthBytes == 0) return chunk.TimeMinMs;
        long place = chunk.TimesPlace + (long)(slot % WordChunkLayout.SlotCount) * chunk.TimeWidthBytes;
        long page = Math.DivRem(place, IndexPageLayout.PayloadBytes, out long offset);
        if (page >= _timestamps.PageCount) throw _file.Contradiction(_chunks);
        ReadOnlySpan<byte> bytes = _file.PaddedPage(_timestamps, page)[(int)offset..];
        ulong value = BinaryPrimitives.ReadUInt64LittleEndian(bytes);
        return chunk.TimeMinMs + (long)(value & ulong.MaxValue >> (64 - 8 * chunk.TimeWidthBytes));
    }

    /// <summary>Finds a term.</summary>
    internal bool TryFindTerm(ReadOnlySpan<byte> term, out TermEntry entry)
    {
        entry = default;
        if (_termPages.EntryCount == 0) return false;
        TermTop top = Volatile.Read(ref _top) ?? LoadTop();
        if (top.Cache is not TermCache cache) return TryReadTerm(top, term, out entry);
        int place = TermCache.PlaceOf(term);
        if (cache.TryGet(place, term, out entry)) return entry.SlotCount > 0;
        bool isFound = TryReadTerm(top, term, out entry);
        cache.Set(place, term, entry);
        return isFound;
    }

    private bool TryReadTerm(TermTop top, ReadOnlySpan<byte> term, out TermEntry entry)
    {
        entry = default;
        TermPage page = top.TryFind(term, out long number)
            ? TermTreeReader.ReadTerms(this, number)
            : TermTreeReader.Descend(this, term, out _, out _, out _);
        if (!page.TryFind(term, out int at, out bool isEqual)) throw _file.Contradiction(_postings);
        if (!isEqual) return false;
        if (!page.TryReadValue(ref at, out entry)) throw _file.Contradiction(_postings);
        return true;
    }

    private TermTop LoadTop()
    {
        TermTop loaded = TermTop.Load(this);
        return Interlocked.CompareExchange(ref _top, loaded, null) ?? loaded;
    }

    private LoadedSlots Load()
    {
        LoadedSlots loaded = LoadedSlots.Load(_file, _chunks.EntryCount);
        return Interlocked.CompareExchange(ref _slots, loaded, null) ?? loaded;
    }
}
