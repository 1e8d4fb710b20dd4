using Feedlog.Indexing.Keyword;
using Feedlog.Indexing.Query;
using Feedlog.Indexing.Ranking;

namespace Feedlog.Tests.Unit.Keyword;

/// <summary>Several threads find exactly what one finds, whoever takes what when, and nobody outlives the call.</summary>
public sealed class SharedSearchTests
{
    [Theory]
    [InlineData(1, 400, 60, 1)]
    [InlineData(2, 400, 4, 3)]
    [InlineData(3, 3000, 60, 2)]
    [InlineData(4, 3000, 8, 4)]
    [InlineData(5, 6000, 12, 2)]
    public void TwoSearches_ThatTakeRangesInTurn_FindWhatOneFinds(int seed, int slotCount, int vocabulary, int partCount)
    {
        Random random = new(seed);
        World world = new(seed, slotCount, vocabulary, partCount);
        for (int i = 0; i < 300; i++)
        {
            (QueryNode tree, SearchLimits limits, int count) = world.NextQuestion(random);
            TopK best = new(count);
            SharedTop shared = new(best);
            TopK[] own = [new(count, shared), new(count, shared)];
            KeywordSearch[] searches = [.. own.Select(top => world.Search(tree, limits, top, world.Records))];
            List<KeywordRange> ranges = world.Cut(searches[0], random.Next(1, slotCount));
            // Mostly in stretches, as a thread that waits leaves many to the other.
            int turn = 0;
            foreach (KeywordRange range in ranges)
            {
                if (random.Next(3) == 0) turn = 1 - turn;
                searches[turn].Run(range);
            }

            foreach (KeywordSearch search in searches) search.Release();
            AssertSame(world, tree, limits, Ranked(best), count, $"Seed {seed}, query {i}");
        }
    }

    [Theory]
    [InlineData(11, 3000, 60, 2)]
    [InlineData(12, 3000, 8, 3)]
    public void Run_WithThreads_FindsWhatOneFinds(int seed, int slotCount, int vocabulary, int partCount)
    {
        Random random = new(seed);
        World world = new(seed, slotCount, vocabulary, partCount);
        for (int i = 0; i < 100; i++)
        {
            (QueryNode tree, SearchLimits limits, int count) = world.NextQuestion(random);
            TopK best = new(count);
            List<KeywordRange> ranges = world.Cut(world.Search(tree, limits, best, world.Records), random.Next(20, 400));
            using CountdownEvent begun = new(Math.Clamp(ranges.Count, 1, 2));
            SharedSearch.Run(ranges, 2, best, (_, own) =>
            {
                // Both are there when the first looks at a slot.
                begun.Signal();
                begun.Wait();
                return world.Search(tree, limits, own, new YieldingRecords(world.Records));
            }, CancellationToken.None);
            AssertSame(world, tree, limits, Ranked(best), count, $"Seed {seed}, query {i}");
        }
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void Run_WhenOneThreadEnds_ThrowsThat_AndNobodyIsAtWorkAnyMore(int failing, bool isCancelled)
    {
        World world = new(21, 3000, 8, 2);
        TermNode tree = new(new TermText("w1"u8), 1);
        using CancellationTokenSource source = new();
        TopK best = new(1000);
        List<KeywordRange> ranges = world.Cut(world.Search(tree, new SearchLimits(), best, world.Records), 30);
        using CountdownEvent begun = new(2);
        FailingRecords[] records = new FailingRecords[2];
        Action search = () => SharedSearch.Run(ranges, 2, best, (worker, own) =>
        {
            Action? act = null;
            if (worker == failing) act = isCancelled ? source.Cancel : () => throw new InvalidDataException();
            records[worker] = new FailingRecords(world.Records, act, source.Token);
            begun.Signal();
            begun.Wait();
            return world.Search(tree, new SearchLimits(), own, records[worker]);
        }, source.Token);

        if (isCancelled) Assert.Throws<OperationCanceledException>(search);
        else Assert.Throws<InvalidDataException>(search);
        Assert.All(records, one => Assert.False(one.IsAtWork));
        Assert.All(records, one => Assert.True(one.Asked >= FailingRecords.AskedBefore || one != records[failing]));
    }

    private static void AssertSame(
        World world, QueryNode tree, SearchLimits limits, ScoredSequence[] found, int count, string place)
    {
        ScoredSequence[] alone = world.Alone(tree, limits, count);
        bool isSame = alone.SequenceEqual(found);
        ScoredSequence[] expected = isSame ? alone : world.ByReadingAll(tree, limits, count);
        Assert.True(
            isSame,
            $"{place}, {tree}, {limits}: found {string.Join(' ', found.Except(alone))} and not " +
            $"{string.Join(' ', alone.Except(found))}, which {(expected.SequenceEqual(alone) ? "is" : "is not")} right");
    }

    private static ScoredSequence[] Ranked(TopK best)
    {
        ScoredSequence[] ranked = new ScoredSequence[best.Count];
        best.CopyRanked(ranked);
        return ranked;
    }

    private sealed class World
    {
        private readonly WordModel _model;
        private readonly KeywordPart[] _parts;
        private readonly QueryMaker _maker;
        private KeywordCounts? _counts;

        public World(int seed, int slotCount, int vocabulary, int partCount)
        {
            _model = new WordModel(seed, slotCount, vocabulary);
            _parts = KeywordSearchTests.Cut(_model, partCount);
            _maker = new QueryMaker(new Random(seed), vocabulary);
            Records = new ModelRecords(_model);
        }

        public ModelRecords Records { get; }

        public (QueryNode Tree, SearchLimits Limits, int Count) NextQuestion(Random random)
        {
            QueryNode tree = _maker.Next();
            SearchLimits limits = KeywordSearchTests.NextLimits(random, _model);
            int count = random.Next(3) switch { 0 => 1, 1 => 10, _ => random.Next(1, 200) };
            _counts = null;
            if (random.Next(3) != 0) return (tree, limits, count);
            ScoredSequence[] page = Alone(tree, limits, count);
            if (page.Length > 0) limits = limits with { After = page[random.Next(page.Length)] };
            return (tree, limits, count);
        }

        public ScoredSequence[] Alone(QueryNode tree, SearchLimits limits, int count) =>
            KeywordSearchTests.Search(_parts, tree, limits, count, Records);

        public ScoredSequence[] ByReadingAll(QueryNode tree, SearchLimits limits, int count) =>
            new WordOracle(_model, limits.LastSequence).Search(tree, limits, count);

        public KeywordSearch Search(QueryNode tree, SearchLimits limits, TopK best, ISearchedRecords records) =>
            new(tree, Counts(tree, limits), Bm25Parameters.Default, records, limits, best);

        public List<KeywordRange> Cut(KeywordSearch search, int slotsMax)
        {
            List<KeywordRange> ranges = [];
            foreach (KeywordPart part in _parts.Reverse()) search.AddRanges(part, slotsMax, ranges);
            return ranges;
        }

        // All searches of a question lean on the same counts, as they do in a store.
        private KeywordCounts Counts(QueryNode tree, SearchLimits limits)
        {
            if (_counts is not null) return _counts;
            KeywordCounts counts = new(tree);
            foreach (KeywordPart part in _parts) counts.Add(part, limits.LastSequence);
            return _counts = counts;
        }
    }

    // Lets the other thread go first now and then, in the middle of a range.
    private sealed class YieldingRecords(ISearchedRecords records) : ISearchedRecords
    {
        private int _asked;

        public void Prefetch(ulong sequence) => records.Prefetch(sequence);

        public bool IsLive(ulong sequence)
        {
            if (_asked++ % 3 == 0) Thread.Yield();
            return records.IsLive(sequence);
        }

        public bool HasPhrase(ulong sequence, PhraseNode phrase) => records.HasPhrase(sequence, phrase);
    }

    // The one acts after some questions, the other takes its time with each.
    private sealed class FailingRecords(ISearchedRecords records, Action? act, CancellationToken token)
        : ISearchedRecords
    {
        public const int AskedBefore = 5;

        private int _asked;
        private bool _isAtWork;

        public int Asked => Volatile.Read(ref _asked);

        public bool IsAtWork => Volatile.Read(ref _isAtWork);

        public void Prefetch(ulong sequence)
        {
        }

        public bool IsLive(ulong sequence)
        {
            Volatile.Write(ref _isAtWork, true);
            if (act is null) Thread.Sleep(1);
            if (Interlocked.Increment(ref _asked) == AskedBefore && act is not null) Fail();
            Volatile.Write(ref _isAtWork, false);
            token.ThrowIfCancellationRequested();
            return records.IsLive(sequence);
        }

        public bool HasPhrase(ulong sequence, PhraseNode phrase) => records.HasPhrase(sequence, phrase);

        private void Fail()
        {
            Volatile.Write(ref _isAtWork, false);
            act!(); // The caller has looked.
        }
    }
}
