using Feedlog.Format.Indexes;
using Feedlog.Fsck.Words;
using Feedlog.Indexing.Keyword;

namespace Feedlog.Tests.Unit.Spec;

/// <summary>Makes and reads the parts of a file of words that stand in FORMAT.md section 15.8.</summary>
public sealed class WordVectorTests
{
    private static readonly SpecDocument s_spec = SpecDocument.Current;

    private static readonly int[] s_slots = [.. Enumerable.Range(0, 39).Select(i => 100 + 30 * i), 1400];

    private static readonly int[] s_frequencies =
        [.. Enumerable.Range(0, 40).Select(i => i switch { 5 => 2, 20 => 11, _ => 1 })];

    private static readonly (string Term, TermEntry Entry)[] s_terms =
    [
        ("alpha", new() { SlotCount = 1, FirstSlot = 7, Frequency = 1 }),
        ("alphabetically-sorted", new() { SlotCount = 1, FirstSlot = 300, Frequency = 4 }),
        ("alpine", new() { SlotCount = 40, Place = 5000, FirstSlot = 100 }),
        ("beta", new() { SlotCount = 300, Place = 5100, TablePlace = 5520, BlockCount = 3 }),
    ];

    [Fact]
    public void Block_Written_IsTheVector()
    {
        byte[] bytes = new byte[PostingBlock.BytesMax];
        int sizeBytes = PostingBlock.Write(bytes, s_slots, s_frequencies);
        Assert.Equal(s_spec.Vector("posting-block"), bytes[..sizeBytes]);
    }

    [Fact]
    public void Block_Read_HasThesePostings()
    {
        byte[] vector = s_spec.Vector("posting-block");
        byte[] page = new byte[IndexPageLayout.PageBytes];
        vector.CopyTo(page, 40);
        DecodedBlock block = new();
        Assert.True(block.TryReadHeader(page, 40, s_slots[0]) && block.TryReadFrequencies(page));
        Assert.True(block.TryReadSlots(page, 1401));
        Assert.Equal(s_slots, block.Slots.ToArray());
        Assert.Equal(s_frequencies, Enumerable.Range(0, block.Count).Select(block.Frequencies.Of));
        BlockReader reader = new();
        Assert.True(reader.TryRead(vector, s_slots[0]));
        Assert.Equal(s_slots, reader.Slots.ToArray());
        Assert.Equal(s_frequencies, reader.Frequencies.ToArray());
    }

    [Fact]
    public void TableEntry_IsWrittenAndReadAgain()
    {
        byte[] vector = s_spec.Vector("posting-table-entry");
        byte[] entry = new byte[PostingBlockLayout.EntryBytes];
        int sizeBytes = s_spec.Vector("posting-block").Length;
        BlockEntry.Write(entry, s_slots[0], sizeBytes, vector.AsSpan(PostingBlockLayout.Impacts));
        Assert.Equal(vector, entry);
        Assert.Equal(s_slots[0], BlockEntry.ReadFirstSlot(vector, out int readBytes));
        Assert.Equal(sizeBytes, readBytes);
    }

    [Fact]
    public void TermPage_IsWrittenAndReadAgain()
    {
        byte[] vector = s_spec.Vector("term-page-entries");
        byte[] page = new byte[IndexPageLayout.PayloadBytes];
        byte[] value = new byte[TermEntry.BytesMax];
        TermPageWriter writer = new(level: 0);
        foreach ((string term, TermEntry entry) in s_terms)
            Assert.True(writer.TryAdd(Bytes(term), value.AsSpan(0, entry.Write(value))));
        writer.Take(page);
        Assert.Equal(vector, page[..vector.Length]);

        Assert.True(TermPage.TryRead(page, out TermPage read));
        foreach ((string term, TermEntry entry) in s_terms)
        {
            Assert.True(read.TryFind(Bytes(term), out int at, out bool isEqual) && isEqual, term);
            Assert.True(read.TryReadValue(ref at, out TermEntry found));
            Assert.Equal(entry, found);
        }
    }

    private static byte[] Bytes(string word) => [1, .. word.Select(letter => (byte)letter)];
}
