using Feedlog.Format.Indexes;

namespace Feedlog.Indexing.Keyword;

/// <summary>Where the blocks of a term lie; for a term with more postings than one slot.</summary>
/// <param name="part">The part.</param>
/// <param name="entry">What its dictionary says of the term.</param>
internal readonly struct TermBlocks(KeywordPart part, in TermEntry entry)
{
    private readonly TermEntry _entry = entry;
    private readonly long _pageCount = part.Postings.PageCount;

    /// <summary>Number of blocks.</summary>
    public int Count => _entry.HasTable ? _entry.BlockCount : 1;

    /// <summary>The entries of the table from one on, as far as they lie in the same page; only with a table.</summary>
    public ReadOnlySpan<byte> Entries(int block)
    {
        long place = _entry.TablePlace + (long)block * PostingBlockLayout.EntryBytes;
        ReadOnlySpan<byte> page = Page(place, out int offset);
        int left = Math.Min(
            (IndexPageLayout.PayloadBytes - offset) / PostingBlockLayout.EntryBytes, _entry.BlockCount - block);
        return page.Slice(offset, left * PostingBlockLayout.EntryBytes);
    }

    /// <summary>Reads where all blocks begin.</summary>
    /// <param name="firstSlots">The first slot of each.</param>
    /// <param name="places">Its place in section Postings.</param>
    public void Read(Span<int> firstSlots, Span<long> places)
    {
        long place = _entry.Place;
        if (!_entry.HasTable)
        {
            (firstSlots[0], places[0]) = (_entry.FirstSlot, place);
            return;
        }

        int before = -1;
        int left = IndexPageLayout.PayloadBytes - (int)(place % IndexPageLayout.PayloadBytes);
        for (int i = 0; i < firstSlots.Length;)
        {
            ReadOnlySpan<byte> entries = Entries(i);
            for (; entries.Length > 0; entries = entries[PostingBlockLayout.EntryBytes..], i++)
            {
                int first = BlockEntry.ReadFirstSlot(entries, out int sizeBytes);
                if (first <= before || first >= part.SlotCount) throw Contradiction();
                if (sizeBytes > left)
                {
                    // Blocks lie one behind the other, each on one page.
                    place += left;
                    left = IndexPageLayout.PayloadBytes;
                }

                firstSlots[i] = before = first;
                places[i] = place;
                place += sizeBytes;
                left -= sizeBytes;
            }
        }
    }

    /// <summary>The page in which a place lies, with its trailer.</summary>
    /// <param name="place">A place in section Postings.</param>
    /// <param name="offset">Where in the page it is.</param>
    public ReadOnlySpan<byte> Page(long place, out int offset)
    {
        long page = Math.DivRem(place, IndexPageLayout.PayloadBytes, out long inPage);
        offset = (int)inPage;
        if ((ulong)page >= (ulong)_pageCount) throw Contradiction();
        return part.File.PaddedPage(part.Postings, page);
    }

    /// <summary>Says that the page in which a place lies is about to be read there. Only a hint.</summary>
    public void Prefetch(long place, int lengthBytes)
    {
        long page = Math.DivRem(place, IndexPageLayout.PayloadBytes, out long offset);
        if ((ulong)page >= (ulong)_pageCount) return;
        IndexSection postings = part.Postings;
        part.File.Prefetch(
            postings.FirstPage + page, (int)offset + IndexPageLayout.Payload,
            Math.Min(lengthBytes, IndexPageLayout.PayloadBytes - (int)offset));
    }

    /// <summary>An exception that says that the postings cannot be what was written.</summary>
    public IndexDamageException Contradiction() => part.File.Contradiction(part.Postings);
}
