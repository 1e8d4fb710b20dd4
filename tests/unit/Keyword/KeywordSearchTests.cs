using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Keyword;

public sealed class KeywordSearchTests
{
    public static TheoryData<int, int, int, int> Models()
    {
        TheoryData<int, int, int, int> models = new();
        int seed = 1;
        foreach (int slotCount in (int[])[1, 5, 64, 400, 3000])
        {
            foreach (int partCount in (int[])[1, 2, 7]) models.Add(seed++, slotCount, 60, Math.Min(partCount, slotCount));
        }

        models.Add(seed++, 6000, 12, 2);
        models.Add(seed++, 3000, 4000, 3);
        return models;
    }

    [Theory]
    [MemberData(nameof(Models))]
    public void Search_FindsWhatLookingAtEveryRecordFinds(int seed, int slotCount, int vocabulary, int partCount)
    {
        WordModel model = new(seed, slotCount, vocabulary);
        KeywordPart[] parts = Cut(model, partCount);
        ModelRecords records = new(model);
        Random random = new(seed);
        QueryMaker maker = new(random, vocabulary);
        int queryCount = slotCount > 1000 ? 60 : 150;
        for (int i = 0; i < queryCount; i++)
        {
            QueryNode tree = maker.Next();
            SearchLimits limits = NextLimits(random, model);
            int count = random.Next(3) switch { 0 => 1, 1 => 10, _ => random.Next(1, 2 * slotCount) };
            ScoredSequence[] expected = new WordOracle(model, limits.LastSequence).Search(tree, limits, count);
            ScoredSequence[] found = Search(parts, tree, limits, count, records);
            Assert.True(
                expected.Length == found.Length, $"Seed {seed}, query {i} {tree}: {found.Length} of {expected.Length}.");
            for (int hit = 0; hit < expected.Length; hit++)
            {
                bool isSame = expected[hit].Sequence == found[hit].Sequence &&
                    Math.Abs(expected[hit].Score - found[hit].Score) < 1e-9;
                Assert.True(isSame, $"Seed {seed}, query {i} {tree}: {found[hit]} for {expected[hit]} at {hit}.");
            }
        }
    }

    [Fact]
    public void Search_OfWhatIsPreferredWithoutScoring_KeepsTheNewest()
    {
        WordModel model = new(98, 2000, 40);
        KeywordPart[] parts = Cut(model, 2);
        QueryNode preferred = QueryTree.Prefer(
            new FieldNode(FieldName.Kind, FieldValue.Of("k1"u8.ToArray())), new TermNode(new TermText("w30"u8), 1));
        QueryNode tree = QueryTree.Prefer(AllNode.Instance, preferred);
        for (int count = 1; count < 500; count += 20)
        {
            ScoredSequence[] expected = new WordOracle(model, ulong.MaxValue).Search(tree, new SearchLimits(), count);
            ScoredSequence[] found = Search(parts, tree, new SearchLimits(), count, new ModelRecords(model));
            Assert.Equal(expected.Select(hit => hit.Sequence), found.Select(hit => hit.Sequence));
        }
    }

    [Fact]
    public void Search_BehindACursor_GoesOnWhereItEnded()
    {
        WordModel model = new(99, 2000, 40);
        KeywordPart[] parts = Cut(model, 3);
        ModelRecords records = new(model);
        QueryNode tree = QueryTree.Or(
            new TermNode(new TermText("w1"u8), 1), new TermNode(new TermText("w2"u8), 1));
        ScoredSequence[] all = Search(parts, tree, new SearchLimits(), 5000, records);
        List<ScoredSequence> paged = [];
        ScoredSequence? after = null;
        while (true)
        {
            ScoredSequence[] page = Search(parts, tree, new SearchLimits { After = after }, 7, records);
            if (page.Length == 0) break;
            paged.AddRange(page);
            after = page[^1];
        }

        Assert.True(all.Length > 100);
        Assert.Equal(all, paged);
    }

    internal static KeywordPart[] Cut(WordModel model, int partCount)
    {
        KeywordPart[] parts = new KeywordPart[partCount];
        for (int i = 0; i < partCount; i++)
        {
            int start = (int)((long)model.Slots.Count * i / partCount);
            int limit = (int)((long)model.Slots.Count * (i + 1) / partCount);
            parts[i] = model.Open(model.Build(start..limit), isMapped: i % 2 == 0);
        }

        return parts;
    }

    internal static ScoredSequence[] Search(
        IReadOnlyList<KeywordPart> parts, QueryNode tree, in SearchLimits limits, int count, ISearchedRecords records)
    {
        KeywordCounts counts = new(tree);
        foreach (KeywordPart part in parts) counts.Add(part, limits.LastSequence);
        TopK best = new(count);
        KeywordSearch search = new(tree, counts, Bm25Parameters.Default, records, limits, best);
        foreach (KeywordPart part in parts.Reverse()) search.Run(part);
        ScoredSequence[] hits = new ScoredSequence[best.Count];
        best.CopyRanked(hits);
        return hits;
    }

    internal static SearchLimits NextLimits(Random random, WordModel model)
    {
        SearchLimits limits = new();
        if (random.Next(4) == 0)
            limits = limits with { LastSequence = model.Sequences[random.Next(model.Sequences.Count)] };
        long[] times = [.. model.Slots.OfType<WordRecord>().Select(record => record.TimestampMs)];
        if (random.Next(3) == 0 && times.Length > 0)
            limits = limits with { FromMs = times[random.Next(times.Length)] };
        if (random.Next(3) == 0 && times.Length > 0) limits = limits with { ToMs = times[random.Next(times.Length)] };
        return limits;
    }
}
