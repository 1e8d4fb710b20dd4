using System.Buffers.Binary;
using Feedlog.Format;
using Feedlog.Format.Indexes;
using Feedlog.Fsck.Indexes;

namespace Feedlog.Fsck.Words;

/// <summary>
/// Goes through all terms of a file of words and their postings: the tree of pages that leads to them, their order, and
/// that each posting is of a record. FORMAT.md sections 7.9 and 7.10.
/// </summary>
/// <param name="file">The file, whose pages are sound.</param>
/// <param name="slots">What it says of slots.</param>
/// <param name="sums">Takes what it says of postings; null if nobody asks.</param>
/// <param name="report">Takes what is wrong.</param>
internal sealed class WordTerms(IndexFileInPlace file, WordSlots slots, WordSums? sums, SectionReport report)
{
    private readonly BlockReader _block = new();
    private readonly byte[] _term = new byte[PostingBlockLayout.TermBytesMax];
    private readonly byte[] _page = new byte[IndexPageLayout.PayloadBytes];
    private readonly byte[] _terms = new byte[IndexPageLayout.PayloadBytes];
    private readonly byte[] _lastTerm = new byte[PostingBlockLayout.TermBytesMax];
    private readonly byte[] _entry = new byte[PostingBlockLayout.EntryBytes];
    private int _lastTermBytes;
    private string _fault = "";

    /// <summary>Goes through all.</summary>
    /// <returns>False, with a finding, if something is wrong.</returns>
    public bool Run(CheckContext context)
    {
        using SectionPages tree = new(context, file, IndexSectionType.TermPages);
        using SectionPages postings = new(context, file, IndexSectionType.Postings);
        List<(byte[] First, long Page)> wanted = [];
        int level = 0;
        for (long page = 0; page < tree.Count; page++)
        {
            context.CancellationToken.ThrowIfCancellationRequested();
            tree.Page(page).CopyTo(_page);
            if (!TryReadTree(page, ref level, wanted, postings)) return Fail(IndexSectionType.TermPages, page);
        }

        // The root is alone on its level.
        if (tree.Count > 0 && wanted.Count != 1) _fault = $"its last page leads to {wanted.Count} others";
        return _fault.Length == 0 || Fail(IndexSectionType.TermPages, tree.Count - 1);
    }

    // Pages of one level lead to the pages of the level below in their order; here these have gone by already.
    private bool TryReadTree(
        long page, ref int level, List<(byte[] First, long Page)> wanted, SectionPages postings)
    {
        Span<byte> term = stackalloc byte[PostingBlockLayout.TermBytesMax];
        TermPageReader reader = new(_page, term);
        if (reader.Level == level + 1) level++;
        if (reader.Level != level || level == 0) return Say($"its level is {reader.Level}");
        byte[] first = [];
        while (reader.MoveNext())
        {
            if (first.Length == 0) first = reader.Term.ToArray();
            if (!reader.TryTake(out ulong child)) break;
            bool isRight = level == 1
                ? TryReadTerms(postings, (long)child, reader.Term)
                : IsNext(wanted, (long)child, reader.Term);
            if (!isRight) return Say($"page {child} is not what it leads to");
        }

        if (reader.Fault.Length > 0) return Say(reader.Fault);
        wanted.Add((first, page));
        return true;
    }

    private static bool IsNext(List<(byte[] First, long Page)> wanted, long page, ReadOnlySpan<byte> term)
    {
        bool isNext = wanted.Count > 0 && wanted[0].Page == page && term.SequenceEqual(wanted[0].First);
        if (isNext) wanted.RemoveAt(0);
        return isNext;
    }

    private bool TryReadTerms(SectionPages postings, long page, ReadOnlySpan<byte> first)
    {
        if (page < 0 || page >= postings.Count) return Say("there is no such page");
        postings.Page(page).CopyTo(_terms);
        TermPageReader reader = new(_terms, _term);
        if (reader.Level != 0) return Say($"a page of terms has level {reader.Level}");
        bool isFirst = true;
        while (reader.MoveNext())
        {
            if (isFirst && !reader.Term.SequenceEqual(first)) return Say("its first term is another");
            ReadOnlySpan<byte> last = _lastTerm.AsSpan(0, _lastTermBytes);
            if (reader.Term.SequenceCompareTo(last) <= 0) return Say("a term is out of order");
            isFirst = false;
            if (!TryReadPostings(ref reader, postings)) return Say("the postings of a term are wrong");
            reader.Term.CopyTo(_lastTerm);
            _lastTermBytes = reader.Term.Length;
        }

        return reader.Fault.Length == 0 || Say(reader.Fault);
    }

    private bool TryReadPostings(ref TermPageReader reader, SectionPages postings)
    {
        ulong hash = sums is null ? 0 : Checksum.Xxh3(reader.Term);
        if (!reader.TryTake(out ulong head)) return false;
        ulong count = head / 2;
        if (head % 2 == 0) return TryAdd(hash, (long)count, 1, -1);
        if (!reader.TryTake(out ulong second) || !reader.TryTake(out ulong third)) return false;
        if (count == 1) return third > 1 && TryAdd(hash, (long)second, (long)third, -1);
        if (count <= PostingBlockLayout.CountMax)
        {
            return count > 1 && _block.TryRead(postings.At((long)second), (long)third) &&
                (ulong)_block.Count == count && TryAddBlock(hash, -1);
        }

        return reader.TryTake(out ulong blocks) &&
            TryReadTable(hash, (long)count, (long)second, (long)(second + third), (long)blocks, postings);
    }

    private bool TryReadTable(
        ulong hash, long count, long place, long tablePlace, long blockCount, SectionPages postings)
    {
        if (tablePlace % PostingBlockLayout.EntryBytes != 0 || blockCount > count) return false;
        int last = -1;
        long found = 0;
        for (long i = 0; i < blockCount; i++)
        {
            ReadOnlySpan<byte> table = postings.At(tablePlace + i * PostingBlockLayout.EntryBytes);
            if (table.Length < _entry.Length) return false;
            table[.._entry.Length].CopyTo(_entry);
            long slot = BinaryPrimitives.ReadUInt32LittleEndian(_entry) & 0xFFFFFF;
            int sizeBytes = _entry[PostingBlockLayout.Size] + PostingBlockLayout.SizeMin;
            // Blocks lie one behind the other; one that would not end on the page lies on the next.
            long left = IndexPageLayout.PayloadBytes - place % IndexPageLayout.PayloadBytes;
            if (sizeBytes > left) place += left;
            bool isRight = _block.TryRead(postings.At(place), slot) && _block.SizeBytes == sizeBytes &&
                TryAddBlock(hash, last) &&
                IsBounded(_entry.AsSpan(PostingBlockLayout.Impacts));
            if (!isRight) return false;
            place += sizeBytes;
            last = _block.Slots[^1];
            found += _block.Count;
        }

        return found == count;
    }

    // What searches leave out they leave out because of these.
    private bool IsBounded(ReadOnlySpan<byte> impacts)
    {
        ReadOnlySpan<int> blockSlots = _block.Slots;
        ReadOnlySpan<int> frequencies = _block.Frequencies;
        for (int i = 0; i < blockSlots.Length; i++)
        {
            if (!IsBounded(impacts, frequencies[i], slots.Length(blockSlots[i]))) return false;
        }

        return true;
    }

    private static bool IsBounded(ReadOnlySpan<byte> impacts, int frequency, byte length)
    {
        for (int i = 0; i < 2 * PostingBlockLayout.ImpactCount; i += 2)
        {
            byte bound = impacts[i];
            if (impacts[i + 1] <= length && bound > 0 && (bound >= frequency || bound == byte.MaxValue)) return true;
        }

        return false;
    }

    private bool TryAddBlock(ulong hash, int last)
    {
        for (int i = 0; i < _block.Count; i++)
        {
            if (!TryAdd(hash, _block.Slots[i], _block.Frequencies[i], last)) return false;
            last = _block.Slots[i];
        }

        return true;
    }

    private bool TryAdd(ulong hash, long slot, long frequency, int last)
    {
        if (slot <= last || slot >= slots.Count || frequency < 1 || !slots.IsRecord((int)slot)) return false;
        sums?.AddPosting(hash, slots.Sequence((int)slot), frequency);
        return true;
    }

    // What was said first is the cause.
    private bool Say(string fault)
    {
        if (_fault.Length == 0) _fault = fault;
        return false;
    }

    private bool Fail(IndexSectionType section, long page) =>
        report.Inconsistent(section, null, $"page {page} of it: {_fault}");
}
