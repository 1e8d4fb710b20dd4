using System.Text;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Leases, cancellation, the queue, flushing and closing.</summary>
public sealed class LifetimeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Borrow_EveryField_IsThereWithoutACopy(ReadMode mode)
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { ReadMode = mode });
        AppendResult result = await store.AppendAsync(new RecordDraft("content")
        {
            Key = "k",
            Stream = "s",
            Kind = "note",
            Tags = ["red"],
            Metadata = "{}",
        });

        AssertBorrowed(store, result);
        Assert.False(store.TryBorrow(new RecordId(404), out _));
        Assert.False(store.TryBorrow("k"u8, [], out _));
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Lease_AfterRollsAndClosing_StillHoldsItsBytes(ReadMode mode)
    {
        using TempStore temp = new();
        FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { ReadMode = mode, SegmentBytes = 4096 });
        byte[] content = Encoding.UTF8.GetBytes(new string('c', 700));
        RecordId id = (await store.AppendAsync(new RecordDraft { ContentBytes = content })).Id;

        Borrow(store, id, content);
    }

    [Fact]
    public async Task Lease_AfterItWasDisposed_Refuses()
    {
        await using FeedlogStore store = Stores.InMemory();
        RecordId id = (await store.AppendAsync("x")).Id;

        Assert.True(UseAfterDispose(store, id));
    }

    [Fact]
    public async Task Append_CancelledBefore_WritesNothing()
    {
        await using FeedlogStore store = Stores.InMemory();
        CancellationToken cancelled = new(canceled: true);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.AppendAsync(new RecordDraft("x"), null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.AppendManyAsync([new RecordDraft("x")], null, cancelled));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.DeleteAsync("x", cancellationToken: cancelled));

        await store.FlushAsync();
        Assert.Equal(0UL, store.LastSequence);
    }

    [Fact]
    public async Task Append_CancelledWhileItIsSynced_EndsOnlyTheWait()
    {
        using BlockedSync blocked = new();
        await using FeedlogStore store = await blocked.OpenAsync();
        using CancellationTokenSource source = new();
        Task<AppendResult> append = store.AppendAsync(new RecordDraft("x"), null, source.Token).AsTask();
        blocked.WaitUntilSyncing();

        await source.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => append.WaitAsync(s_patience));
        blocked.Release();
        await store.FlushAsync();
        Assert.Equal(["x"], await Stores.ContentsAsync(store));
        Assert.Equal("y", (await AppendAndGetAsync(store, "y")).Content);
    }

    [Fact]
    public async Task Append_CancelledWhileTheQueueIsFull_WritesNothing()
    {
        using BlockedSync blocked = new();
        await using FeedlogStore store = await blocked.OpenAsync();
        Task[] queued = await FillAsync(store, blocked);
        using CancellationTokenSource source = new();
        Task<AppendResult> waiting = store.AppendAsync(Big("one too many"), null, source.Token).AsTask();
        Task<IReadOnlyList<AppendResult>> group =
            store.AppendManyAsync([Big("two too many")], null, source.Token).AsTask();
        Assert.False(waiting.IsCompleted);

        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting.WaitAsync(s_patience));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => group.WaitAsync(s_patience));

        blocked.Release();
        await Task.WhenAll(queued).WaitAsync(s_patience);
        await store.FlushAsync();
        Assert.Equal(queued.Length, (await Stores.ContentsAsync(store)).Length);
    }

    [Fact]
    public async Task Append_WhileTheQueueIsFull_WaitsAndThenGoesOn()
    {
        using BlockedSync blocked = new();
        await using FeedlogStore store = await blocked.OpenAsync();
        Task[] queued = await FillAsync(store, blocked);
        Task forgotten = Task.Factory.StartNew(
            () => store.Append(Big("forgotten")), CancellationToken.None, TaskCreationOptions.LongRunning,
            TaskScheduler.Default);
        Task<AppendResult> waiting = store.AppendAsync(Big("waiting")).AsTask();
        await Task.WhenAny(forgotten, Task.Delay(100));
        Assert.False(forgotten.IsCompleted, "Append must hold its caller while the queue is full.");
        Assert.False(waiting.IsCompleted);

        blocked.Release();
        await Task.WhenAll(queued).WaitAsync(s_patience);
        await forgotten.WaitAsync(s_patience);
        await waiting.WaitAsync(s_patience);
        await store.FlushAsync();
        Assert.Equal(queued.Length + 2, (await Stores.ContentsAsync(store)).Length);
    }

    [Fact]
    public async Task Append_ManyWhileASyncRuns_ShareTheNextOne()
    {
        using BlockedSync blocked = new();
        await using FeedlogStore store = await blocked.OpenAsync();
        Task<AppendResult> first = store.AppendAsync("first").AsTask();
        blocked.WaitUntilSyncing();
        Task<AppendResult>[] crowd = Enumerable.Range(0, 200)
            .Select(i => store.AppendAsync($"crowd {i}").AsTask()).ToArray();
        int before = blocked.Storage.Count(StorageCalls.Sync);

        blocked.Release();
        await first.WaitAsync(s_patience);
        await Task.WhenAll(crowd).WaitAsync(s_patience);

        int syncs = blocked.Storage.Count(StorageCalls.Sync) - before;
        Assert.True(syncs <= 3, $"{syncs} syncs for 200 appends that waited together.");
    }

    [Fact]
    public async Task Interval_WithoutAnythingElse_IsSyncedWithinTheInterval()
    {
        CrashStorage medium = new();
        FeedlogOptions options = new() { SyncInterval = TimeSpan.FromMilliseconds(20) };
        await using FeedlogStore store = await Stores.OpenAsync(medium, options);
        await store.AppendAsync("first");
        AppendResult result = await store.AppendAsync(
            new RecordDraft("later"), new AppendOptions { Durability = Durability.Interval });

        for (int i = 0; i < 500 && !await SurvivesAsync(medium, result.Id); i++) await Task.Delay(10);

        Assert.True(await SurvivesAsync(medium, result.Id), "An Interval append was not synced by itself.");
    }

    [Fact]
    public async Task Flush_AfterQuickAppends_MakesThemAllDurable()
    {
        CrashStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        for (int i = 0; i < 500; i++)
            store.Append(new RecordDraft($"r{i}"), new AppendOptions { Durability = Durability.None });

        await store.FlushAsync();

        await using FeedlogStore after = await Stores.OpenAsync(storage.Imagine(CrashImage.Nothing, new Random(1)));
        Assert.Equal(500, (await Stores.ContentsAsync(after)).Length);
    }

    [Fact]
    public async Task Flush_OfAnEmptyStore_Returns()
    {
        await using FeedlogStore store = Stores.InMemory();
        await store.FlushAsync();
        await store.FlushAsync();
    }

    [Fact]
    public async Task Dispose_WithAFullQueue_WritesEverythingFirst()
    {
        CrashStorage storage = new();
        FeedlogStore store = await Stores.OpenAsync(storage);
        Task<AppendResult>[] appends = Enumerable.Range(0, 300)
            .Select(i => store.AppendAsync(
                new RecordDraft($"r{i}"), new AppendOptions { Durability = (Durability)(i % 3) }).AsTask())
            .ToArray();
        for (int i = 0; i < 100; i++) store.Append(new RecordDraft($"forgotten {i}"));

        await store.DisposeAsync();

        await Task.WhenAll(appends).WaitAsync(s_patience);
        await using FeedlogStore after = await Stores.OpenAsync(storage.PowerLoss(CrashImage.Nothing, new Random(1)));
        Assert.True(after.OpenReport.WasClean);
        Assert.Equal(400, (await Stores.ContentsAsync(after)).Length);
    }

    [Fact]
    public async Task Dispose_Twice_DoesNothingMore()
    {
        FeedlogStore store = Stores.InMemory();
        await store.DisposeAsync();
        await store.DisposeAsync();
    }

    [Fact]
    public async Task Store_AfterItWasDisposed_RefusesEverything()
    {
        FeedlogStore store = Stores.InMemory();
        RecordId id = (await store.AppendAsync("x", "k")).Id;
        await store.DisposeAsync();

        Assert.Throws<ObjectDisposedException>(() => store.Append(new RecordDraft("x")));
        await RefusesAsync(async () => await store.AppendAsync("x"));
        await RefusesAsync(async () => await store.AppendManyAsync([new RecordDraft("x")]));
        await RefusesAsync(async () => await store.AppendBulkAsync([new RecordDraft("x")]));
        await RefusesAsync(async () => await store.DeleteAsync("k"));
        await RefusesAsync(async () => await store.DeleteAsync(id));
        await RefusesAsync(async () => await store.FlushAsync());
        Assert.Throws<ObjectDisposedException>(() => store.OpenSnapshot());
        Assert.Throws<ObjectDisposedException>(() => store.AsOf(1));
        Assert.Throws<ObjectDisposedException>(() => store.AsOf(DateTimeOffset.MaxValue));
        Assert.Throws<ObjectDisposedException>(() => store.TryGet("k", out _));
        Assert.Throws<ObjectDisposedException>(() => store.TryGet(id, out _));
        Assert.Throws<ObjectDisposedException>(() => store.TryGetBySequence(1, out _));
        Assert.Throws<ObjectDisposedException>(() => store.TryBorrow(id, out _));
        Assert.Throws<ObjectDisposedException>(() => store.TryBorrow("k"u8, [], out _));
        Assert.Throws<ObjectDisposedException>(() => store.GetStats());
        await RefusesAsync(async () => await store.ScanAsync().CountAsync());
        await RefusesAsync(async () => await store.HistoryAsync("k").CountAsync());
        await RefusesAsync(async () => await store.SearchAsync("x").CountAsync());
        await RefusesAsync(
            async () => await store.RangeAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).CountAsync());
    }

    [Fact]
    public async Task InMemory_TwoStores_KnowNothingOfEachOther()
    {
        await using FeedlogStore one = Stores.InMemory();
        await using FeedlogStore two = Stores.InMemory();
        await one.AppendAsync("only here", "k");

        Assert.False(two.TryGet("k", out _));
        Assert.False(one.IsReadOnly);
        Assert.NotEmpty(one.Place);
        Assert.Equal("standard", one.Analyzer);
        Assert.True(one.OpenReport.WasClean);
    }

    [Fact]
    public async Task InMemory_GrowingThroughManySegments_ReadsEverythingBack()
    {
        await using FeedlogStore store = Stores.InMemory(options: new FeedlogOptions { SegmentBytes = 64 * 1024 });
        byte[] content = new byte[1500];
        for (int i = 0; i < 400; i++)
        {
            content[0] = (byte)i;
            store.Append(new RecordDraft { ContentBytes = content.ToArray() });
        }

        await store.FlushAsync();

        byte[] firsts = await store.ScanAsync().Select(record => record.ContentBytes.Span[0]).ToArrayAsync();
        Assert.Equal(Enumerable.Range(0, 400).Select(i => (byte)i), firsts);
    }

    private static async Task<bool> SurvivesAsync(CrashStorage medium, RecordId id)
    {
        await using FeedlogStore after = await Stores.OpenAsync(medium.Imagine(CrashImage.Nothing, new Random(1)));
        return after.TryGet(id, out _);
    }

    private static async Task<Record> AppendAndGetAsync(FeedlogStore store, string content)
    {
        AppendResult result = await store.AppendAsync(content);
        Assert.True(store.TryGet(result.Id, out Record? found));
        return found;
    }

    private static RecordDraft Big(string content) => new(content.PadRight(16_000));

    private static async Task<Task[]> FillAsync(FeedlogStore store, BlockedSync blocked)
    {
        List<Task> queued = [store.AppendAsync("first").AsTask()];
        blocked.WaitUntilSyncing();
        const int fits = 3;
        for (int i = 0; i < fits; i++) queued.Add(store.AppendAsync(Big($"queued {i}")).AsTask());
        Task<AppendResult> last = store.AppendAsync(Big("last")).AsTask();
        queued.Add(last);
        await Task.Yield();
        return [.. queued];
    }

    private static void AssertBorrowed(FeedlogStore store, AppendResult result)
    {
        Assert.True(store.TryBorrow("k"u8, "s"u8, out RecordLease lease));
        using (lease)
        {
            Assert.Equal(result.Id, lease.Record.Id);
            Assert.Equal(result.Sequence, lease.Record.Sequence);
            Assert.Equal(result.Timestamp.ToUnixTimeMilliseconds(), lease.Record.TimestampMs);
            Assert.True(lease.Record.Content.SequenceEqual("content"u8));
            Assert.True(lease.Record.Key.SequenceEqual("k"u8));
            Assert.True(lease.Record.Stream.SequenceEqual("s"u8));
            Assert.True(lease.Record.Kind.SequenceEqual("note"u8));
            Assert.True(lease.Record.Metadata.SequenceEqual("{}"u8));
            Assert.True(lease.Record.HasTag("red"u8));
            Assert.False(lease.Record.HasTag("re"u8));
        }

        Assert.True(store.TryBorrow(result.Id, out RecordLease byId));
        byId.Dispose();
        byId.Dispose();
    }

    // A lease cannot cross an await: the rest of the story happens on this thread.
    private static void Borrow(FeedlogStore store, RecordId id, byte[] content)
    {
        Assert.True(store.TryBorrow(id, out RecordLease lease));
        using (lease)
        {
            for (int i = 0; i < 30; i++) store.AppendAsync(new string('x', 700)).AsTask().Wait(s_patience);
            store.DeleteAsync(id).AsTask().Wait(s_patience);
            Assert.True(lease.Record.Content.SequenceEqual(content));
            store.DisposeAsync().AsTask().Wait(s_patience);
            Assert.True(lease.Record.Content.SequenceEqual(content));
        }
    }

    private static bool UseAfterDispose(FeedlogStore store, RecordId id)
    {
        Assert.True(store.TryBorrow(id, out RecordLease lease));
        lease.Dispose();
        try
        {
            return lease.Record.Sequence == 0;
        }
        catch (ObjectDisposedException)
        {
            return true;
        }
    }

    private static Task<ObjectDisposedException> RefusesAsync(Func<Task> attempt) =>
        Assert.ThrowsAsync<ObjectDisposedException>(attempt);
}
