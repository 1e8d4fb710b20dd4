using Feedlog.Format.Indexes;
using Feedlog.Format.Stores;
using Feedlog.Search;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Tests.Unit.Store;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Search;

/// <summary>
/// Wherever words lie, in files, in memory or in nothing but the log, a search finds what reading every record finds:
/// the same hits, scores and order.
/// </summary>
public sealed class SearchIndexTests
{
    private const double ScoreTolerance = 1e-4;

    private static readonly DateTimeOffset s_start = new ManualTime().Now;

    // Small enough that a few dozen records make many parts and files.
    private static readonly FeedlogOptions s_small = new()
    {
        SegmentBytes = 4096,
        TailBytes = 1500,
        CloseTailBytes = 1,
        WordPartBytes = 400,
        WordFileBytes = 800,
        HotKeyBytes = 0,
    };

    // Every search is cut into many ranges, which two threads take from.
    private static readonly SearchSharing s_shared = new()
    {
        ThreadsMax = 2,
        FromNs = 0,
        RangesMin = 20,
        RangesMax = 100,
    };

    [Theory]
    [InlineData("standard", true, ReadMode.Mapped, false)]
    [InlineData("standard", true, ReadMode.Mapped, true)]
    [InlineData("english", false, ReadMode.Mapped, false)]
    [InlineData("english", false, ReadMode.Mapped, true)]
    [InlineData("code", true, ReadMode.Positioned, false)]
    [InlineData("code", true, ReadMode.Positioned, true)]
    [InlineData("none", true, ReadMode.Mapped, false)]
    public async Task RandomQueries_AreAnsweredAsByReadingAllRecords(
        string analyzer, bool sealsInline, ReadMode mode, bool isShared)
    {
        int seed = 100 + analyzer.Length;
        Random random = new(seed);
        int hitCount = 0;
        int rounds = TestLevel.Count(1, 10, 100);
        for (int round = 0; round < rounds; round++)
        {
            FeedlogOptions options = s_small with
            {
                Analyzer = analyzer,
                SealsInline = sealsInline,
                ReadMode = mode,
                SearchSharing = isShared ? s_shared : SearchSharing.Default,
            };
            await using SearchWorld world = new(random, options);
            for (int session = 0; session < 3; session++)
            {
                await world.GrowAsync(random.Next(5, 80));
                world.Time.Advance(TimeSpan.FromMilliseconds(25));
                // Halfway through, and when all that can be indexed is.
                hitCount += AssertSameNowAndThen(world, random, seed);
                if (!sealsInline)
                {
                    await UntilIndexedAsync(world.Store);
                    Assert.Equal(0, world.Store.GetStats().IndexLagFrames);
                }

                hitCount += AssertSameNowAndThen(world, random, seed);
                await AssertReadOnlyIsSameAsync(world, random, seed);
                await world.ReopenAsync(isKilled: random.Next(2) == 0);
                hitCount += AssertSameNowAndThen(world, random, seed);
            }

            Assert.NotEmpty(ManifestFile.Read(world.Storage).Words);
        }

        Assert.True(hitCount > 500 * rounds, $"Only {hitCount} hits: do the queries match anything?");
    }

    [Fact]
    public async Task Phrases_AreReadByTwoThreads_EachWithWhatItHasRead()
    {
        Random random = new(12);
        await using SearchWorld world = new(random, s_small with { SealsInline = true, SearchSharing = s_shared });
        await world.GrowAsync(600);
        using FeedlogSnapshot snapshot = world.Store.OpenSnapshot();
        Query query = Query.Parse("\"ant bee\" OR \"bee ant\" OR \"cat ant\" OR \"bee cat\"");
        SearchOptions options = new() { Limit = 1_000 };
        string expected = Text(snapshot.Scan(query, options));
        int rounds = TestLevel.Count(200, 1_000, 10_000);
        for (int i = 0; i < rounds; i++) Assert.Equal(expected, Text(snapshot.Search(query, options)));
    }

    [Fact]
    public async Task WordFiles_AreMergedAndFollowEachOtherFromTheFirstGroupOn()
    {
        await using SearchWorld world = new(new Random(7), s_small with { SealsInline = true });
        int filesMax = 0;
        for (int i = 0; i < 40; i++)
        {
            await world.GrowAsync(10);
            IReadOnlyList<IndexFileEntry> words = ManifestFile.Read(world.Storage).Words;
            filesMax = Math.Max(filesMax, words.Count);
        }

        Manifest manifest = ManifestFile.Read(world.Storage);
        Assert.InRange(filesMax, 3, 5);
        Assert.Equal(1UL, manifest.Words[0].Coverage.FirstGroup);
        Assert.Equal(manifest.Runs[^1].Coverage.LastGroup, manifest.Words[^1].Coverage.LastGroup);
        Assert.Equal(IndexWork.ListedPaths(world.Storage), IndexWork.PresentPaths(world.Storage));
    }

    [Fact]
    public async Task Appends_AreInAPartWithinATenthOfASecond()
    {
        await using SearchWorld world = new(new Random(8), new FeedlogOptions());
        await world.GrowAsync(20);
        await UntilIndexedAsync(world.Store);
        using FeedlogSnapshot snapshot = world.Store.OpenSnapshot();
        Assert.NotEmpty(snapshot.Search("ant OR bee OR cat"));
        Assert.Empty(ManifestFile.Read(world.Storage).Words);
    }

    [Fact]
    public async Task Store_WithoutWords_IsIndexedFromItsFirstGroupOnWhenItIsOpened()
    {
        Random random = new(9);
        await using SearchWorld world = new(random, s_small with { SealsInline = true });
        await world.GrowAsync(150);
        await world.ReopenAsync(isKilled: false);
        Manifest before = ManifestFile.Read(world.Storage);
        CrashStorage storage = world.Storage.Copy();
        foreach (IndexFileEntry file in before.Words) storage.Delete(IndexWork.PathOf(file));
        ManifestFile.Replace(storage, before with { Generation = before.Generation + 1, Words = [] });

        await using (FeedlogStore store = await Stores.OpenAsync(storage, world.Options with { SealsInline = false }))
        {
            Assert.Equal("", store.OpenReport.IndexFault);
            await UntilIndexedAsync(store);
            using FeedlogSnapshot snapshot = store.OpenSnapshot();
            AssertSame(snapshot, random, "indexed anew");
        }

        Manifest after = ManifestFile.Read(storage);
        Assert.Equal(1UL, after.Words[0].Coverage.FirstGroup);
        Assert.Equal(after.Runs[^1].Coverage.LastGroup, after.Words[^1].Coverage.LastGroup);
    }

    [Fact]
    public async Task Snapshot_KeepsItsWordsWhileFilesAreMadeAndMerged()
    {
        Random random = new(10);
        await using SearchWorld world = new(random, s_small with { SealsInline = false });
        List<(FeedlogSnapshot Snapshot, string Answer)> held = [];
        for (int i = 0; i < 12; i++)
        {
            await world.GrowAsync(20);
            FeedlogSnapshot snapshot = world.Store.OpenSnapshot();
            held.Add((snapshot, Answer(snapshot)));
        }

        await UntilIndexedAsync(world.Store);
        foreach ((FeedlogSnapshot snapshot, string answer) in held)
        {
            Assert.Equal(answer, Answer(snapshot));
            AssertSame(snapshot, random, "held");
            snapshot.Dispose();
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task DamagedWords_AreAnErrorAndMadeAnewWhileAllElseStays(bool isShared)
    {
        Random random = new(11);
        SearchSharing sharing = isShared ? s_shared : SearchSharing.Default;
        await using SearchWorld world = new(random, s_small with { SealsInline = true, SearchSharing = sharing });
        await world.GrowAsync(120);
        await world.ReopenAsync(isKilled: false);
        Manifest before = ManifestFile.Read(world.Storage);
        IndexFileEntry file = before.Words[0];
        for (long page = 1; page < file.LengthBytes / IndexPageLayout.PageBytes; page++)
            IndexWork.FlipBit(world.Storage, IndexWork.PathOf(file), page * IndexPageLayout.PageBytes + 17);

        FeedlogException refusal = await Stores.RefusedAsync(
            FeedlogErrorCode.Corrupt, async () => await world.Store.SearchAsync("ant").ToArrayAsync());
        Assert.Contains(IndexWork.PathOf(file), refusal.Message, StringComparison.Ordinal);
        await world.ReopenAsync(isKilled: false);

        Manifest after = ManifestFile.Read(world.Storage);
        Assert.Empty(after.Words);
        Assert.Equal(before.Runs, after.Runs);
        Assert.Equal(before.Deaths, after.Deaths);
        AssertSameNowAndThen(world, random, 11);
        await world.GrowAsync(60);
        await world.ReopenAsync(isKilled: false);
        Assert.NotEmpty(ManifestFile.Read(world.Storage).Words);
        AssertSameNowAndThen(world, random, 11);
    }

    private static int AssertSameNowAndThen(SearchWorld world, Random random, int seed)
    {
        ulong past = (ulong)random.NextInt64(0, (long)world.Store.LastSequence + 1);
        using FeedlogSnapshot now = world.Store.OpenSnapshot();
        using FeedlogSnapshot then = world.Store.AsOf(past);
        return AssertSame(now, random, $"seed {seed}") + AssertSame(then, random, $"seed {seed}, as of {past}");
    }

    private static async Task AssertReadOnlyIsSameAsync(SearchWorld world, Random random, int seed)
    {
        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(world.Storage, world.Options);
        using FeedlogSnapshot snapshot = reader.OpenSnapshot();
        AssertSame(snapshot, random, $"seed {seed}, beside the writer");
    }

    private static int AssertSame(FeedlogSnapshot snapshot, Random random, string place)
    {
        int hitCount = 0;
        for (int i = 0; i < 40; i++)
        {
            QuerySyntax syntax = RandomQueries.Syntax(random, depth: 3);
            Query query = Query.Parse(syntax.ToString());
            SearchOptions options = RandomOptions(random, snapshot, query);
            IReadOnlyList<SearchHit> expected = snapshot.Scan(query, options);
            IReadOnlyList<SearchHit> hits = snapshot.Search(query, options);
            Assert.True(
                expected.Select(hit => hit.Record.Sequence).SequenceEqual(hits.Select(hit => hit.Record.Sequence)),
                $"{place}: {syntax}: {Text(hits)}, not {Text(expected)}");
            for (int j = 0; j < hits.Count; j++)
            {
                Assert.True(
                    Math.Abs(expected[j].Score - hits[j].Score) < ScoreTolerance,
                    $"{place}: {syntax}: {hits[j].Score}, not {expected[j].Score}");
            }

            hitCount += hits.Count;
        }

        return hitCount;
    }

    private static SearchOptions RandomOptions(Random random, FeedlogSnapshot snapshot, Query query)
    {
        SearchOptions options = new()
        {
            Limit = random.Next(3) == 0 ? 1_000 : random.Next(1, 12),
            From = random.Next(4) == 0 ? s_start.AddMinutes(-random.Next(100)) : null,
            To = random.Next(4) == 0 ? s_start.AddMinutes(-random.Next(100)) : null,
        };
        if (random.Next(3) != 0) return options;
        IReadOnlyList<SearchHit> first = snapshot.Scan(query, options);
        return first.Count == 0 ? options : options with { After = first[random.Next(first.Count)].Cursor };
    }

    private static string Answer(FeedlogSnapshot snapshot) =>
        Text(snapshot.Search("ant OR \"bee cat\" OR kind:red", new SearchOptions { Limit = 20 }));

    private static string Text(IEnumerable<SearchHit> hits) =>
        string.Join(' ', hits.Select(hit => FormattableString.Invariant($"{hit.Record.Sequence}:{hit.Score:F6}")));

    private static Task UntilIndexedAsync(FeedlogStore store) => IndexWork.UntilAsync(
        () => store.IndexedSequence == store.LastSequence, "all words are in parts");
}
