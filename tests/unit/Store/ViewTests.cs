using System.Text;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Ranges, scans, snapshots and views of the past.</summary>
public sealed class ViewTests
{
    private readonly ManualTime _time = new();

    [Fact]
    public async Task Range_ByTimestamp_IsHalfOpenAndOrderedByTimeThenArrival()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        DateTimeOffset noon = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await AppendAtAsync(store, "late", noon.AddMinutes(2));
        await AppendAtAsync(store, "early", noon);
        await AppendAtAsync(store, "same as early", noon);
        await AppendAtAsync(store, "at the end", noon.AddMinutes(3));
        await AppendAtAsync(store, "just before", noon.AddMilliseconds(-1));

        string[] found = await RangeAsync(store, noon, noon.AddMinutes(3), null);

        Assert.Equal(["early", "same as early", "late"], found);
    }

    [Fact]
    public async Task Range_Reverse_IsTheExactReverse()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        for (int i = 0; i < 100; i++) await AppendAtAsync(store, $"r{i}", _time.Now.AddMilliseconds(i * 37 % 20));

        string[] forward = await RangeAsync(store, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, null);
        string[] backward = await RangeAsync(
            store, DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new RangeOptions { Reverse = true });

        Assert.Equal(100, forward.Length);
        Assert.Equal(forward.Reverse(), backward);
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(1, 1)]
    [InlineData(7, 7)]
    [InlineData(1000, 20)]
    public async Task Range_WithALimit_GivesThatMany(long limit, int expected)
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        for (int i = 0; i < 20; i++) await AppendAtAsync(store, $"r{i}", _time.Now.AddSeconds(i));

        RangeOptions options = new() { Limit = limit };
        string[] forward = await RangeAsync(store, _time.Now, _time.Now.AddDays(1), options);
        string[] backward = await RangeAsync(store, _time.Now, _time.Now.AddDays(1), options with { Reverse = true });

        Assert.Equal(Enumerable.Range(0, expected).Select(i => $"r{i}"), forward);
        Assert.Equal(Enumerable.Range(0, expected).Select(i => $"r{19 - i}"), backward);
    }

    [Fact]
    public async Task Range_WithFilters_GivesWhatPassesAllOfThem()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        RecordDraft all = new("all") { Stream = "s", Kind = "k", Tags = ["a", "b"], Timestamp = _time.Now };
        await store.AppendAsync(all);
        await store.AppendAsync(all with { Content = "other stream", Stream = "t" });
        await store.AppendAsync(all with { Content = "no stream", Stream = null });
        await store.AppendAsync(all with { Content = "other kind", Kind = "K" });
        await store.AppendAsync(all with { Content = "one tag", Tags = ["a"] });
        await store.AppendAsync(all with { Content = "three tags", Tags = ["c", "b", "a"] });

        string[] found = await RangeAsync(store, _time.Now, _time.Now.AddSeconds(1), new RangeOptions
        {
            Stream = "s",
            Kind = "k",
            Tags = ["a", "b"],
        });

        Assert.Equal(["all", "three tags"], found);
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task RangeCursor_LendsEachRecordUntilItMoves_AndAllocatesNothingForIt(ReadMode mode)
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { ReadMode = mode });
        for (int i = 0; i < 2000; i++) await AppendAtAsync(store, $"record {i}", _time.Now.AddSeconds(i));
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        RangeCursor cursor = snapshot.OpenRange(_time.Now, _time.Now.AddSeconds(1900));
        Assert.Throws<InvalidOperationException>(() => cursor.Record.Id);
        for (int i = 0; i < 100; i++) Assert.True(cursor.MoveNext());

        long before = GC.GetAllocatedBytesForCurrentThread();
        int lent = 100;
        while (cursor.MoveNext()) lent += cursor.Record.Content.StartsWith("record "u8) ? 1 : 1000;
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        Assert.Equal(1900, lent);
        Assert.InRange(allocated, 0, 8 * 1024);
        Assert.Throws<InvalidOperationException>(() => cursor.Record.Id);
        snapshot.Dispose();
        cursor.Dispose();
        cursor.Dispose();
        Assert.Throws<ObjectDisposedException>(() => cursor.MoveNext());
        Assert.Throws<ObjectDisposedException>(() => snapshot.OpenRange(_time.Now, _time.Now));
    }

    [Fact]
    public async Task Range_FromAfterTo_IsEmpty()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await AppendAtAsync(store, "there", _time.Now);

        Assert.Empty(await RangeAsync(store, _time.Now.AddDays(1), _time.Now.AddDays(-1), null));
        Assert.Empty(await RangeAsync(store, _time.Now, _time.Now, null));
    }

    [Fact]
    public async Task Range_BoundsBetweenMilliseconds_IncludeWhatLiesBetweenThem()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        DateTimeOffset whole = new(2026, 1, 1, 12, 0, 0, TimeSpan.Zero);
        await AppendAtAsync(store, "whole", whole);

        Assert.Single(await RangeAsync(store, whole.AddTicks(-1), whole.AddTicks(1), null));
        Assert.Empty(await RangeAsync(store, whole.AddTicks(1), whole.AddTicks(9000), null));
    }

    [Fact]
    public async Task Scan_FromASequence_BeginsThere()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        for (int i = 0; i < 10; i++) await store.AppendAsync($"r{i}");
        await store.DeleteAsync((await store.ScanAsync(5).FirstAsync()).Id);

        Assert.Equal(["r5", "r6", "r7", "r8", "r9"], await ContentsFromAsync(store, 5));
        Assert.Equal(["r9"], await ContentsFromAsync(store, 10));
        Assert.Empty(await ContentsFromAsync(store, 11));
        Assert.Empty(await ContentsFromAsync(store, ulong.MaxValue));
    }

    [Fact]
    public async Task Scan_WhileRecordsAreAppended_ShowsTheMomentItBegan()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        for (int i = 0; i < 10; i++) await store.AppendAsync($"r{i}");
        int seen = 0;
        await foreach (Record _ in store.ScanAsync())
        {
            seen++;
            await store.AppendAsync("more");
        }

        Assert.Equal(10, seen);
        Assert.Equal(20, (await Stores.ContentsAsync(store)).Length);
    }

    [Fact]
    public async Task Snapshot_WhileTheStoreGoesOn_KeepsItsAnswers()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(
            new FeedlogOptions { SegmentBytes = 4096, TimeProvider = _time });
        AppendResult old = await store.AppendAsync("old word", "k");
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        for (int i = 0; i < 40; i++) await store.AppendAsync(new string('x', 500), "k");
        await store.DeleteAsync("k");

        Assert.Equal(old.Sequence, snapshot.Sequence);
        Assert.True(snapshot.TryGet("k", null, out Record? found));
        Assert.Equal("old word", found.Content);
        Assert.True(snapshot.TryGet(old.Id, out _));
        Assert.True(snapshot.TryGetBySequence(old.Sequence, out _));
        Assert.Single(snapshot.Scan());
        Assert.Single(snapshot.Search("word"));
        Assert.Single(snapshot.Range(DateTimeOffset.MinValue, DateTimeOffset.MaxValue));
        Assert.Equal(VersionEnd.Current, Assert.Single(snapshot.History("k")).End);
        Assert.Equal(VersionEnd.Current, Assert.Single(snapshot.History(old.Id)).End);
    }

    [Fact]
    public async Task Snapshot_AfterItWasDisposed_Refuses()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync("there", "k");
        FeedlogSnapshot snapshot = store.OpenSnapshot();
        snapshot.Dispose();
        snapshot.Dispose();

        Assert.Throws<ObjectDisposedException>(() => snapshot.TryGet("k", null, out _));
        Assert.Throws<ObjectDisposedException>(() => snapshot.TryGet(new RecordId(1), out _));
        Assert.Throws<ObjectDisposedException>(() => snapshot.Search("there"));
        Assert.Throws<ObjectDisposedException>(() => snapshot.Scan().Count());
    }

    [Fact]
    public async Task AsOf_ASequence_ShowsTheStoreAsItWas()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult first = await store.AppendAsync("1", "k");
        AppendResult second = await store.AppendAsync("2", "k");
        await store.DeleteAsync("k");
        ulong deleted = store.LastSequence;

        Assert.Equal([], Contents(store, 0));
        Assert.Equal(["1"], Contents(store, first.Sequence));
        Assert.Equal(["2"], Contents(store, second.Sequence));
        Assert.Equal([], Contents(store, deleted));
        Assert.Equal([], Contents(store, ulong.MaxValue));
        using FeedlogSnapshot past = store.AsOf(second.Sequence);
        Assert.Equal(second.Sequence, past.Sequence);
        Assert.Equal(
            [VersionEnd.Current, VersionEnd.Superseded], past.History("k").Select(version => version.End));
    }

    [Fact]
    public async Task AsOf_ATime_ShowsTheStoreAsItWas()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        DateTimeOffset start = _time.Now;
        await store.AppendAsync(new RecordDraft("1") { Key = "k", Timestamp = start.AddYears(-20) });
        _time.Advance(TimeSpan.FromMinutes(1));
        await store.AppendAsync("2", "k");

        Assert.Equal([], Contents(store, start.AddSeconds(-1)));
        Assert.Equal(["1"], Contents(store, start));
        Assert.Equal(["1"], Contents(store, start.AddSeconds(59)));
        Assert.Equal(["2"], Contents(store, start.AddMinutes(1)));
        Assert.Equal(["2"], Contents(store, start.AddYears(1)));
    }

    [Fact]
    public async Task AsOf_ATimeAfterAnExpiry_DoesNotShowWhatHadExpiredThen()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        DateTimeOffset start = _time.Now;
        await store.AppendAsync(new RecordDraft("short"), new AppendOptions { ExpiresAt = start.AddSeconds(10) });
        _time.Advance(TimeSpan.FromSeconds(30));
        await store.AppendAsync("later");

        Assert.Equal(["short"], Contents(store, start.AddSeconds(9)));
        Assert.Equal([], Contents(store, start.AddSeconds(20)));
        Assert.Equal(["later"], Contents(store, start.AddSeconds(30)));
    }

    [Fact]
    public async Task Stats_OfALittleStore_CountWhatIsThere()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { TimeProvider = _time });
        Assert.Equal(0, store.GetStats().Frames);
        Assert.Null(store.GetStats().Oldest);
        await AppendAtAsync(store, "oldest", _time.Now.AddDays(-1));
        await store.AppendAsync("1", "k");
        await store.AppendAsync("2", "k");
        await AppendAtAsync(store, "gone", _time.Now.AddDays(5));
        await store.DeleteAsync((await store.ScanAsync().LastAsync()).Id);

        StoreStats stats = store.GetStats();

        Assert.Equal(2, stats.Frames);
        Assert.Equal(2, stats.Deleted);
        Assert.Equal(1, stats.Segments);
        Assert.Equal(0, stats.Shards);
        Assert.True(stats.BytesHot > 0);
        Assert.Equal(store.LastSequence, stats.LastSequence);
        Assert.Equal(_time.Now.AddDays(-1).ToUnixTimeMilliseconds(), stats.Oldest?.ToUnixTimeMilliseconds());
        Assert.Equal(_time.NowMs, stats.Newest?.ToUnixTimeMilliseconds());
    }

    [Fact]
    public async Task Search_Words_FindsLiveRecordsThatHoldThem()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await store.AppendAsync("the green lantern");
        await store.AppendAsync("a red lantern, a Lantern, LANTERNS");
        await store.AppendAsync("nothing of the kind");

        SearchHit[] hits = await store.SearchAsync("lantern").ToArrayAsync();

        Assert.Equal(2, hits.Length);
        Assert.Equal("a red lantern, a Lantern, LANTERNS", hits[0].Record.Content);
        Assert.True(hits[0].Score > hits[1].Score);
        Assert.Empty(await store.SearchAsync("absent").ToArrayAsync());
        Assert.Empty(await store.SearchAsync("").ToArrayAsync());
        Assert.Empty(await store.SearchAsync(" ,;- ").ToArrayAsync());
    }

    [Fact]
    public async Task Search_WithFiltersAndALimit_GivesWhatPasses()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        for (int i = 0; i < 30; i++)
        {
            await store.AppendAsync(new RecordDraft($"word number {i}")
            {
                Stream = i % 2 == 0 ? "even" : "odd",
                Kind = i % 3 == 0 ? "third" : null,
                Tags = i % 5 == 0 ? ["fifth"] : null,
                Timestamp = _time.Now.AddMinutes(i),
            });
        }

        SearchOptions all = new() { Limit = 100 };
        Assert.Equal(10, await store.SearchAsync("word").CountAsync());
        Assert.Equal(30, await store.SearchAsync("word", all).CountAsync());
        Assert.Equal(15, await store.SearchAsync("word", all with { Stream = "even" }).CountAsync());
        Assert.Equal(5, await store.SearchAsync("word", all with { Stream = "even", Kind = "third" }).CountAsync());
        Assert.Equal(6, await store.SearchAsync("word", all with { Tags = ["fifth"] }).CountAsync());
        SearchOptions hour = all with { From = _time.Now.AddMinutes(10), To = _time.Now.AddMinutes(20) };
        Assert.Equal(10, await store.SearchAsync("word", hour).CountAsync());
        SearchHit[] tied = await store.SearchAsync("word", all).ToArrayAsync();
        Assert.Equal(tied.Select(hit => hit.Record.Sequence).OrderDescending(), tied.Select(hit => hit.Record.Sequence));
    }

    private static string[] Contents(FeedlogStore store, ulong sequence)
    {
        using FeedlogSnapshot snapshot = store.AsOf(sequence);
        return snapshot.Scan().Select(record => record.Content).ToArray();
    }

    private static string[] Contents(FeedlogStore store, DateTimeOffset time)
    {
        using FeedlogSnapshot snapshot = store.AsOf(time);
        return snapshot.Scan().Select(record => record.Content).ToArray();
    }

    private static async Task<string[]> ContentsFromAsync(FeedlogStore store, ulong from) =>
        await store.ScanAsync(from).Select(record => record.Content).ToArrayAsync();

    private static async Task AppendAtAsync(FeedlogStore store, string content, DateTimeOffset time) =>
        await store.AppendAsync(new RecordDraft(content) { Timestamp = time });

    private static async Task<string[]> RangeAsync(
        FeedlogStore store, DateTimeOffset from, DateTimeOffset to, RangeOptions? options)
    {
        string[] copied = await store.RangeAsync(from, to, options).Select(record => record.Content).ToArrayAsync();
        List<string> lent = [];
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        using RangeCursor cursor = snapshot.OpenRange(from, to, options);
        while (cursor.MoveNext()) lent.Add(Encoding.UTF8.GetString(cursor.Record.Content));
        Assert.Equal(copied, lent);
        return copied;
    }
}
