using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;

namespace Feedlog.Indexing.Keyword;

/// <summary>Makes one file of words of several that follow each other.</summary>
/// <remarks>
/// Goes through the terms of all in their common order. Blocks are copied as they are but where they are so small that
/// joining them pays; of one part, all pages. Memory: a byte a slot, and what leads to the pages of terms.
/// </remarks>
public static class KeywordMerger
{
    // Of terms with fewer postings all blocks are made anew, and are full again; of others those less than half full.
    private const int CopiedCountMin = 8 * PostingBlockLayout.CountMax;
    private const int CopiedBlockMin = PostingBlockLayout.CountMax / 2;

    /// <summary>Merges.</summary>
    /// <param name="oldestFirst">The parts, in the order of their sequences.</param>
    /// <param name="storage">Where the new file goes.</param>
    /// <param name="store">The store that it belongs to.</param>
    /// <param name="number">Its number, never used before.</param>
    /// <param name="coverage">The stretch of the log that the parts cover together.</param>
    /// <param name="nowMs">The time, ms since 1970 UTC.</param>
    /// <param name="token">Ends the pass; nothing stays behind.</param>
    /// <returns>What the manifest is to say of the file.</returns>
    /// <exception cref="IndexDamageException">A page of a part is damaged.</exception>
    /// <exception cref="IOException">A file could not be read, written or synced.</exception>
    /// <exception cref="OperationCanceledException">The token says so.</exception>
    public static IndexFileEntry Merge(
        IReadOnlyList<KeywordPart> oldestFirst,
        IStorage storage,
        StoreIdentity store,
        ulong number,
        IndexCoverage coverage,
        long nowMs,
        CancellationToken token)
    {
        ArgumentNullException.ThrowIfNull(oldestFirst);
        if (oldestFirst.Count == 1 && oldestFirst[0].Coverage == coverage)
            return IndexFileCopy.Write(oldestFirst[0].File, storage, store, number, nowMs, token);

        MergedSlots slots = new(oldestFirst);
        using WordFileWriter writer = new(storage, store, number, nowMs);
        writer.WriteSlots(slots);
        TermMerge terms = new(oldestFirst);
        DecodedBlock block = new();
        while (terms.MoveNext())
        {
            token.ThrowIfCancellationRequested();
            writer.BeginTerm(terms.Term);
            foreach (int part in terms.Parts)
                Add(writer, oldestFirst[part], terms.EntryOf(part), slots.BaseOf(part), block);
            writer.EndTerm();
        }

        return writer.Finish(coverage);
    }

    private static void Add(
        WordFileWriter writer, KeywordPart part, in TermEntry entry, int baseSlot, DecodedBlock block)
    {
        if (entry.SlotCount == 1)
        {
            if (entry.FirstSlot >= part.SlotCount) throw part.File.Contradiction(part.Postings);
            writer.Add(baseSlot + entry.FirstSlot, entry.Frequency);
            return;
        }

        TermBlocks blocks = new(part, entry);
        int[] firstSlots = new int[blocks.Count];
        long[] places = new long[blocks.Count];
        blocks.Read(firstSlots, places);
        int slotCount = 0;
        int nextSlot = 0;
        for (int i = 0; i < blocks.Count; i++)
        {
            int firstSlot = firstSlots[i];
            ReadOnlySpan<byte> page = blocks.Page(places[i], out int offset);
            bool isRead = block.TryReadHeader(page, offset, firstSlot) && block.TryReadFrequencies(page) &&
                block.TryReadSlots(page, part.SlotCount);
            if (!isRead || firstSlot < nextSlot) throw blocks.Contradiction();
            nextSlot = block.Slots[^1] + 1;
            slotCount += block.Count;
            if (entry.SlotCount >= CopiedCountMin && block.Count >= CopiedBlockMin)
            {
                writer.AddBlock(
                    baseSlot + firstSlot, block.Count, page.Slice(offset, block.SizeBytes),
                    blocks.Entries(i)[PostingBlockLayout.Impacts..PostingBlockLayout.EntryBytes]);
                continue;
            }

            for (int j = 0; j < block.Count; j++) writer.Add(baseSlot + block.Slots[j], block.Frequencies.Of(j));
        }

        if (slotCount != entry.SlotCount) throw blocks.Contradiction();
    }
}
