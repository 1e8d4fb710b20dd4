using System.Buffers.Binary;
using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Sealed;

/// <summary>A sorted section of entries of two words, with the first entry of each of its pages beside it.</summary>
internal sealed class FencedSection
{
    /// <summary>Size of an entry in bytes: two words.</summary>
    public const int EntryBytes = 16;

    /// <summary>How many entries a full page holds.</summary>
    public const int EntriesPerPage = IndexPageLayout.PayloadBytes / EntryBytes;

    private readonly IndexFileReader _reader;
    private readonly IndexSection _section;
    private readonly IndexSection _fences;

    private FencedSection(IndexFileReader reader, IndexSection section, IndexSection fences)
    {
        _reader = reader;
        _section = section;
        _fences = fences;
    }

    /// <summary>Number of entries.</summary>
    public long Count => _section.EntryCount;

    /// <summary>Finds the section and its fences, which follow it by number.</summary>
    /// <returns>False if one of them does not fit the other; both may be missing.</returns>
    public static bool TryOpen(IndexFileReader reader, IndexSectionType type, out FencedSection? section)
    {
        section = null;
        bool hasEntries = reader.TryGetSection(type, out IndexSection entries);
        bool hasFences = reader.TryGetSection(type + 1, out IndexSection fences);
        if (!hasEntries && !hasFences) return true;
        if (!hasEntries || !hasFences || fences.EntryCount != entries.PageCount) return false;
        section = new FencedSection(reader, entries, fences);
        return true;
    }

    /// <summary>The bytes of an entry.</summary>
    public ReadOnlySpan<byte> Entry(long index) => _reader.Entry(_section, index);

    /// <summary>How many entries have a word that is below the bound; the entries must rise by that word.</summary>
    /// <param name="wordOffset">Offset of the word in an entry.</param>
    /// <param name="bound">The bound.</param>
    public long CountBelow(int wordOffset, ulong bound)
    {
        long low = 0;
        long high = _fences.EntryCount;
        while (low < high)
        {
            long middle = low + (high - low) / 2;
            if (Word(_reader.Entry(_fences, middle), wordOffset) < bound) low = middle + 1;
            else high = middle;
        }

        if (low == 0) return 0;
        long first = (low - 1) * EntriesPerPage;
        ReadOnlySpan<byte> page = _reader.Page(_section.FirstPage + low - 1);
        int inPageLow = 0;
        int inPageHigh = (int)Math.Min(EntriesPerPage, Count - first);
        while (inPageLow < inPageHigh)
        {
            int middle = inPageLow + (inPageHigh - inPageLow) / 2;
            if (Word(page[(middle * EntryBytes)..], wordOffset) < bound) inPageLow = middle + 1;
            else inPageHigh = middle;
        }

        return first + inPageLow;
    }

    private static ulong Word(ReadOnlySpan<byte> entry, int wordOffset) =>
        BinaryPrimitives.ReadUInt64LittleEndian(entry[wordOffset..]);
}
