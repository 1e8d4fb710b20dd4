using System.Text;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Ranking;
using Feedlog.Tests.Unit.Indexes;

namespace Feedlog.Tests.Unit.Keyword;

public sealed class KeywordPartTests
{
    [Theory]
    [InlineData(1, 1, 10)]
    [InlineData(2, 200, 30)]
    [InlineData(3, 5000, 40)]
    [InlineData(4, 2000, 20000)]
    public void Part_SaysOfSlotsAndTermsWhatTheRecordsSay(int seed, int slotCount, int vocabulary)
    {
        WordModel model = new(seed, slotCount, vocabulary);
        using KeywordPart mapped = model.Open(model.Build(..));
        using KeywordPart byPosition = model.Open(model.Build(..), isMapped: false);
        AssertIsModel(model, mapped, ..);
        AssertIsModel(model, byPosition, ..);
    }

    [Fact]
    public void Builder_UsedAgain_ForgetsWhatWasBefore()
    {
        WordModel model = new(5, 600, 50);
        KeywordBuilder builder = new();
        model.Build(300.., builder);
        using KeywordPart part = model.Open(model.Build(..300, builder));
        AssertIsModel(model, part, ..300);
    }

    [Theory]
    [InlineData(11, 300, 30, 7)]
    [InlineData(12, 5000, 30, 3)]
    [InlineData(13, 20_000, 12, 2)]
    [InlineData(14, 3000, 5000, 5)]
    public void Merge_SaysWhatTheRecordsSay(int seed, int slotCount, int vocabulary, int partCount)
    {
        WordModel model = new(seed, slotCount, vocabulary);
        KeywordPart[] parts = KeywordSearchTests.Cut(model, partCount);
        using KeywordPart merged = model.Open(model.Merge(parts, ..));
        AssertIsModel(model, merged, ..);
        // One part is copied page by page; blocks that were copied are merged again.
        using KeywordPart half = model.Open(model.Merge(parts[..1], ..(slotCount / partCount)));
        AssertIsModel(model, half, ..(slotCount / partCount));
        using KeywordPart again = model.Open(model.Merge([half, .. parts[1..]], ..));
        AssertIsModel(model, again, ..);
    }

    [Fact]
    public void Merge_OfPartsOutOfOrder_IsRefused()
    {
        WordModel model = new(6, 100, 10);
        KeywordPart[] parts = KeywordSearchTests.Cut(model, 2);
        Assert.Throws<ArgumentException>(() => model.Merge([parts[1], parts[0]], ..));
    }

    [Fact]
    public void BlocksTooLargeForATable_AreCut_AndMergedAsTheyAre()
    {
        const int count = 5000;
        MemoryStorage storage = new();
        storage.CreateFolder("");
        IndexFileEntry[] entries = [Write(1), Write(2)];
        using KeywordPart first = Open(entries[0]);
        using KeywordPart second = Open(entries[1]);
        IndexFileEntry whole = KeywordMerger.Merge(
            [first, second], storage, LogModel.Store, 3, Coverage(1, 2 * count), 0, CancellationToken.None);
        using KeywordPart merged = Open(whole);
        SortedDictionary<int, int> postings = Walk(merged)["0177"];
        Assert.Equal(2 * count, postings.Count);
        Assert.All(postings, posting => Assert.Equal(int.MaxValue - posting.Key % count, posting.Value));

        IndexFileEntry Write(int number)
        {
            IndexCoverage coverage = Coverage((number - 1) * count + 1, number * count);
            using WordFileWriter writer = new(storage, LogModel.Store, (ulong)number, 0);
            writer.WriteSlots(new OneStretch(count, coverage.FirstSequence));
            writer.BeginTerm([1, (byte)'w']);
            for (int slot = 0; slot < count; slot++) writer.Add(slot, int.MaxValue - slot);
            writer.EndTerm();
            return writer.Finish(coverage);
        }

        KeywordPart Open(IndexFileEntry entry)
        {
            Assert.True(KeywordPart.TryOpen(storage, LogModel.Store, entry, null, out KeywordPart? part, out _));
            return part;
        }

        static IndexCoverage Coverage(int first, int last) => new()
        {
            FirstSequence = (ulong)first,
            LastSequence = (ulong)last,
            FirstGroup = (ulong)first,
            LastGroup = (ulong)last,
            LastCommit = 7,
            EndSegment = 1,
            EndOffsetBytes = 4096,
        };
    }

    private sealed class OneStretch(int slotCount, ulong firstSequence) : ISlotSource
    {
        public int SlotCount => slotCount;

        public IReadOnlyList<Stretch> Stretches { get; } = [new(firstSequence, 0)];

        public bool Read(int slot, out byte length, out long timestampMs)
        {
            (length, timestampMs) = ((byte)(1 + slot % 200), slot);
            return true;
        }
    }

    internal static Dictionary<string, SortedDictionary<int, int>> Walk(KeywordPart part)
    {
        Dictionary<string, SortedDictionary<int, int>> terms = [];
        TermWalk walk = new(part);
        byte[] before = [];
        while (walk.MoveNext())
        {
            Assert.True(walk.Term.SequenceCompareTo(before) > 0);
            before = walk.Term.ToArray();
            Assert.True(part.TryFindTerm(before, out TermEntry found));
            Assert.Equal(walk.Entry, found);
            SortedDictionary<int, int> postings = [];
            PostingList list = PostingList.Open(part, found);
            for (int block = 0; block < list.FirstSlots.Length; block++)
            {
                list.Load(block);
                list.LoadSlots();
                list.LoadFrequencies();
                for (int i = 0; i < list.Block.Count; i++)
                    postings.Add(list.Block.Slots[i], list.Block.Frequencies.Of(i));
            }

            Assert.Equal(found.SlotCount, postings.Count);
            terms.Add(Convert.ToHexString(before), postings);
        }

        return terms;
    }

    private static void AssertIsModel(WordModel model, KeywordPart part, Range slots)
    {
        (int start, int count) = slots.GetOffsetAndLength(model.Slots.Count);
        Assert.Equal(count, part.SlotCount);
        Dictionary<string, SortedDictionary<int, int>> expected = [];
        long lengthSum = 0;
        int recordCount = 0;
        for (int slot = 0; slot < count; slot++)
        {
            WordRecord? record = model.Slots[start + slot];
            WordChunk chunk = part.Chunk(slot / 64);
            Assert.Equal(record is not null, (chunk.Records >> (slot % 64) & 1) != 0);
            Assert.Equal(model.Sequences[start + slot], part.SequenceOf(slot));
            Assert.Equal(slot + 1, part.CountUpTo(model.Sequences[start + slot]));
            Assert.Equal(recordCount, part.CountRecords(slot, out long lengthBefore));
            Assert.Equal(lengthSum, lengthBefore);
            if (record is null) continue;

            recordCount++;
            lengthSum += LengthCode.Decode(LengthCode.Encode(record.Words.Length));
            Assert.Equal(LengthCode.Encode(record.Words.Length), part.Lengths[slot]);
            Assert.Equal(record.TimestampMs, part.TimestampMs(chunk, slot));
            Assert.InRange(record.TimestampMs, chunk.TimeMinMs, chunk.TimeMaxMs);
            foreach (string word in record.Words)
            {
                string term = "01" + Convert.ToHexString(Encoding.UTF8.GetBytes(word));
                if (!expected.TryGetValue(term, out SortedDictionary<int, int>? postings))
                    expected.Add(term, postings = []);
                postings[slot] = postings.GetValueOrDefault(slot) + 1;
            }
        }

        Assert.Equal(recordCount, part.RecordCount);
        Assert.Equal(0, part.CountUpTo(model.Sequences[start] - 1));
        Dictionary<string, SortedDictionary<int, int>> words = Walk(part)
            .Where(term => term.Key.StartsWith("01", StringComparison.Ordinal)).ToDictionary();
        Assert.Equal(expected.Keys.Order(StringComparer.Ordinal), words.Keys.Order(StringComparer.Ordinal));
        foreach ((string term, SortedDictionary<int, int> postings) in expected) Assert.Equal(postings, words[term]);
    }
}
