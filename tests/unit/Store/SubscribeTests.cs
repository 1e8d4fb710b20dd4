using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Tests.Unit.Format.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>The change feed by situation.</summary>
public sealed class SubscribeTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_while = TimeSpan.FromMilliseconds(200);

    private readonly ManualTime _time = new();

    [Fact]
    public async Task Changes_OfEveryKind_SayWhatTheyDidAndWhatTheyEnded()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult plain = await store.AppendAsync("plain");
        AppendResult first = await store.AppendAsync(new RecordDraft("first") { Key = "k", Stream = "s" });
        AppendResult other = await store.AppendAsync(new RecordDraft("same key, no stream") { Key = "k" });
        AppendResult second = await store.AppendAsync(new RecordDraft("second") { Key = "k", Stream = "s" });
        Assert.True(await store.DeleteAsync("k", "s"));
        Assert.True(await store.DeleteAsync(plain.Id));
        AppendResult third = await store.AppendAsync(new RecordDraft("third") { Key = "k", Stream = "s" });
        Assert.True(await store.DeleteAsync(other.Id));

        Change[] changes = await TakeAsync(store.Subscribe(), 8);

        Assert.Equal([1UL, 2, 3, 4, 5, 6, 7, 8], changes.Select(change => change.Sequence));
        AssertAppended(changes[0], plain.Id, "plain", null);
        AssertAppended(changes[1], first.Id, "first", null);
        AssertAppended(changes[2], other.Id, "same key, no stream", null);
        AssertAppended(changes[3], second.Id, "second", first);
        AssertDeleted(changes[4], "k", "s", second);
        AssertDeleted(changes[5], null, null, plain);
        AssertAppended(changes[6], third.Id, "third", null);
        AssertDeleted(changes[7], null, null, other);
    }

    [Fact]
    public async Task Change_ThatSupersedesAnExpiredRecord_EndsIt()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        AppendResult expired = await store.AppendAsync(
            new RecordDraft("short-lived") { Key = "k" }, new AppendOptions { ExpiresAt = _time.Now.AddSeconds(1) });
        _time.Advance(TimeSpan.FromMinutes(1));
        AppendResult next = await store.AppendAsync("next", "k");

        Change[] changes = await TakeAsync(store.Subscribe(), 2);

        Assert.Equal(AppendOutcome.Appended, next.Outcome);
        AssertAppended(changes[0], expired.Id, "short-lived", null);
        AssertAppended(changes[1], next.Id, "next", expired);
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Subscriber_FromAnySequence_GetsEverythingFromThereOn(ReadMode readMode)
    {
        const int count = 1000;
        await using FeedlogStore store =
            Stores.InMemory(_time, new FeedlogOptions { SegmentBytes = 16 * 1024, ReadMode = readMode });
        await AppendAsync(store, 0, count);
        Assert.True(store.GetStats().Segments > 10);

        foreach (ulong from in (ulong[])[0, 1, 2, 49, 50, 51, 255, 256, 257, 511, 999, 1000])
        {
            int expected = count - (int)Math.Max(from, 1) + 1;
            Change[] changes = await TakeAsync(store.Subscribe(from), expected);
            Assert.Equal(
                Enumerable.Range((int)Math.Max(from, 1), expected).Select(i => (ulong)i),
                changes.Select(change => change.Sequence));
            Assert.Equal($"r{count - 1}", changes[^1].Record?.Content);
        }
    }

    [Fact]
    public async Task Subscribers_ThatWait_AllGetWhatComesLater()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        Task<Change[]>[] waiting =
            [.. Enumerable.Range(0, 5).Select(i => TakeAsync(store.Subscribe((ulong)i), 11 - Math.Max(i, 1)))];
        await Task.Delay(s_while);
        Assert.All(waiting, each => Assert.False(each.IsCompleted));

        for (int i = 0; i < 10; i++) await AppendAsync(store, i, 1);
        Change[][] got = await Task.WhenAll(waiting).WaitAsync(s_patience);

        for (int i = 0; i < got.Length; i++)
        {
            Assert.Equal(
                Enumerable.Range(Math.Max(i, 1), got[i].Length).Select(sequence => (ulong)sequence),
                got[i].Select(change => change.Sequence));
        }
    }

    [Fact]
    public async Task Subscriber_FromASequenceToCome_WaitsForIt()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        Task<Change[]> waiting = TakeAsync(store.Subscribe(8), 2);
        await AppendAsync(store, 0, 7);
        await Task.Delay(s_while);
        Assert.False(waiting.IsCompleted);

        await AppendAsync(store, 7, 5);

        Change[] got = await waiting.WaitAsync(s_patience);
        Assert.Equal([8UL, 9], got.Select(change => change.Sequence));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Record_ThatIsNotSynced_ComesAfterItsSyncAndNotBefore(bool isBeside)
    {
        using BlockedSync blocked = new();
        await using FeedlogStore store = await blocked.OpenAsync();
        (Action<StorageCalls, string>? block, blocked.Storage.Hook) = (blocked.Storage.Hook, null);
        await store.AppendAsync("durable");
        blocked.Storage.Hook = block;
        await using FeedlogStore? beside = isBeside ? await FeedlogStore.OpenReadOnlyAsync(
            blocked.Storage, new FeedlogOptions()) : null;
        FeedlogStore reader = beside ?? store;
        await using IAsyncEnumerator<Change> feed = reader.Subscribe().GetAsyncEnumerator();
        Assert.True(await feed.MoveNextAsync());
        Assert.Equal("durable", feed.Current.Record?.Content);

        AppendResult result = await store.AppendAsync(
            new RecordDraft("not yet"), new AppendOptions { Durability = Durability.Interval });
        Task<bool> next = feed.MoveNextAsync().AsTask();
        blocked.WaitUntilSyncing();
        reader.Refresh();
        bool isPublished = reader.TryGet(result.Id, out _);
        await Task.Delay(s_while);
        bool cameTooSoon = next.IsCompleted;
        blocked.Release();

        Assert.True(isPublished);
        Assert.False(cameTooSoon, "It came before it was durable.");
        Assert.True(await next.WaitAsync(s_patience));
        Assert.Equal(result.Sequence, feed.Current.Sequence);
    }

    [Fact]
    public async Task Records_ThatNobodySyncs_ComeWhenTheirSegmentIsSealed()
    {
        FeedlogOptions options = new() { SegmentBytes = 4096 };
        await using FeedlogStore store = Stores.InMemory(_time, options);
        await store.AppendAsync("durable");
        AppendOptions unsynced = new() { Durability = Durability.None };
        int written = 1;
        while (store.GetStats().Segments == 1)
        {
            await store.AppendAsync(new RecordDraft(new string('x', 300)), unsynced);
            written++;
        }

        // The last one opened the second segment and is not synced.
        await using IAsyncEnumerator<Change> feed = store.Subscribe().GetAsyncEnumerator();
        for (int i = 1; i < written; i++) Assert.True(await feed.MoveNextAsync());
        Task<bool> next = feed.MoveNextAsync().AsTask();
        await Task.Delay(s_while);
        Assert.False(next.IsCompleted);

        await store.FlushAsync();
        Assert.True(await next.WaitAsync(s_patience));
        Assert.Equal((ulong)written, feed.Current.Sequence);
    }

    [Fact]
    public async Task Record_WhoseSyncFailed_NeverComes()
    {
        FaultStorage storage = new(new CrashStorage());
        FeedlogStore store = await Stores.OpenAsync(storage);
        await store.AppendAsync("durable");
        storage.Set(new StorageFault { Calls = StorageCalls.Sync, Nth = 1 });
        await Assert.ThrowsAsync<FeedlogPoisonedException>(async () => await store.AppendAsync("lost"));

        await using IAsyncEnumerator<Change> feed = store.Subscribe().GetAsyncEnumerator();
        Assert.True(await feed.MoveNextAsync());
        Task<bool> next = feed.MoveNextAsync().AsTask();
        await Task.Delay(s_while);
        Assert.False(next.IsCompleted);
        await store.DisposeAsync();

        Assert.False(await next.WaitAsync(s_patience));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Feed_ThatIsCancelledWhileItWaits_EndsAtOnceAndTheStoreGoesOn(bool isBeside)
    {
        CrashStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        await using FeedlogStore? beside =
            isBeside ? await FeedlogStore.OpenReadOnlyAsync(storage, new FeedlogOptions()) : null;
        using CancellationTokenSource cancel = new();
        await using IAsyncEnumerator<Change> feed = (beside ?? store).Subscribe(0, cancel.Token).GetAsyncEnumerator();
        Task<bool> next = feed.MoveNextAsync().AsTask();
        await Task.Delay(s_while);
        Assert.False(next.IsCompleted);

        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await next.WaitAsync(s_patience));

        await store.AppendAsync("after");
        Assert.Single(await TakeAsync((beside ?? store).Subscribe(), 1));
    }

    [Fact]
    public async Task Feed_ThatIsCancelledBetweenTwoChanges_DeliversNoOther()
    {
        await using FeedlogStore store = Stores.InMemory(_time);
        await AppendAsync(store, 0, 10);
        using CancellationTokenSource cancel = new();
        int got = 0;

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
        {
            await foreach (Change _ in store.Subscribe().WithCancellation(cancel.Token))
            {
                if (++got == 3) await cancel.CancelAsync();
            }
        });

        Assert.Equal(3, got);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Feed_WhenTheStoreIsClosed_Ends(bool isBeside)
    {
        CrashStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        await AppendAsync(store, 0, 3);
        FeedlogStore reader = isBeside ? await FeedlogStore.OpenReadOnlyAsync(storage, new FeedlogOptions()) : store;
        Task<int> counting = reader.Subscribe().CountAsync().AsTask();
        await Task.Delay(s_while);
        Assert.False(counting.IsCompleted);

        await reader.DisposeAsync();

        Assert.Equal(3, await counting.WaitAsync(s_patience));
        Assert.Throws<ObjectDisposedException>(() => reader.Subscribe());
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Damage_IsReportedAfterWhatLiesBeforeIt_AndCanBePassed(ReadMode readMode)
    {
        MemoryStorage storage = new();
        await using FeedlogStore store =
            await Stores.OpenAsync(storage, new FeedlogOptions { ReadMode = readMode });
        await AppendAsync(store, 0, 10);
        Flip(storage, sequence: 6);

        List<ulong> got = [];
        FeedlogCorruptException damage = await Assert.ThrowsAsync<FeedlogCorruptException>(async () =>
        {
            await foreach (Change change in store.Subscribe()) got.Add(change.Sequence);
        });

        Assert.Equal([1UL, 2, 3, 4, 5], got);
        Assert.Equal(StoreLayout.Segment(1), damage.File);
        await Assert.ThrowsAsync<FeedlogCorruptException>(async () => await TakeAsync(store.Subscribe(6), 1));
        Assert.Equal([7UL, 8], (await TakeAsync(store.Subscribe(7), 2)).Select(change => change.Sequence));
    }

    [Fact]
    public async Task Subscriber_AfterAnUncleanEnd_GoesOnBehindTheGap()
    {
        CrashStorage storage = new();
        FeedlogStore store = await Stores.OpenAsync(storage);
        await AppendAsync(store, 0, 3);
        Change last = (await TakeAsync(store.Subscribe(), 3))[^1];
        storage = await Stores.KillAsync(storage, store);

        await using FeedlogStore next = await Stores.OpenAsync(storage);
        Task<Change[]> waiting = TakeAsync(next.Subscribe(last.Sequence + 1), 1);
        await Task.Delay(s_while);
        Assert.False(waiting.IsCompleted);
        AppendResult result = await next.AppendAsync("behind the gap");

        Change change = Assert.Single(await waiting.WaitAsync(s_patience));
        Assert.Equal(result.Sequence, change.Sequence);
        Assert.True(change.Sequence > last.Sequence + 1000);
    }

    [Fact]
    public async Task ReadOnlyStore_BesideAWriterThatWasKilled_GetsWhatWasSyncedOnly()
    {
        CrashStorage storage = new();
        FeedlogStore store = await Stores.OpenAsync(storage, new FeedlogOptions
        {
            SyncInterval = TimeSpan.FromMinutes(1),
        });
        await AppendAsync(store, 0, 3);
        await store.AppendAsync(new RecordDraft("unsynced"), new AppendOptions { Durability = Durability.Interval });
        storage = await Stores.KillAsync(storage, store);

        await using FeedlogStore beside = await FeedlogStore.OpenReadOnlyAsync(storage, new FeedlogOptions());
        Assert.Equal(4, await beside.ScanAsync().CountAsync());
        await using IAsyncEnumerator<Change> feed = beside.Subscribe().GetAsyncEnumerator();
        for (int i = 0; i < 3; i++) Assert.True(await feed.MoveNextAsync());
        Task<bool> next = feed.MoveNextAsync().AsTask();
        await Task.Delay(s_while);
        Assert.False(next.IsCompleted);

        // Recovery makes it durable.
        await using FeedlogStore recovered = await Stores.OpenAsync(storage);
        Assert.True(await next.WaitAsync(s_patience));
        Assert.Equal("unsynced", feed.Current.Record?.Content);
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task ReadOnlyStore_WhoseLastSegmentWasSealedMeanwhile_ReadsAllOfIt(ReadMode readMode)
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await Stores.OpenAsync(storage, new FeedlogOptions { SegmentBytes = 4096 });
        await using FeedlogStore beside =
            await FeedlogStore.OpenReadOnlyAsync(storage, new FeedlogOptions { ReadMode = readMode });

        await AppendAsync(store, 0, 100);

        Assert.Equal(100, (await TakeAsync(beside.Subscribe(), 100)).Length);
        Assert.Equal(100, await beside.ScanAsync().CountAsync());
    }

    [LinuxFact]
    public async Task Subscribers_ThatWaitOrWereLeft_HoldNoFile()
    {
        using TempStore temp = new();
        FeedlogStore store = await temp.OpenAsync(new FeedlogOptions { SegmentBytes = 16 * 1024 });
        await AppendAsync(store, 0, 1000);
        IAsyncEnumerator<Change> left = store.Subscribe().GetAsyncEnumerator();
        Assert.True(await left.MoveNextAsync());
        await using IAsyncEnumerator<Change> waits = store.Subscribe(1001).GetAsyncEnumerator();
        Task<bool> waiting = waits.MoveNextAsync().AsTask();
        Assert.NotEmpty(HeldFiles(temp.Folder));

        await store.DisposeAsync();

        Assert.Empty(HeldFiles(temp.Folder));
        Assert.False(await waiting.WaitAsync(s_patience));
        await left.DisposeAsync();
    }

    private static async Task AppendAsync(FeedlogStore store, int first, int count)
    {
        AppendOptions options = new() { Durability = Durability.None };
        for (int i = first; i < first + count; i++) await store.AppendAsync(new RecordDraft($"r{i}"), options);
        await store.FlushAsync();
    }

    private static async Task<Change[]> TakeAsync(IAsyncEnumerable<Change> feed, int count) =>
        await feed.Take(count).ToArrayAsync().AsTask().WaitAsync(s_patience);

    private static void AssertAppended(Change change, RecordId id, string content, AppendResult? ended)
    {
        Assert.Equal(ChangeKind.Appended, change.Kind);
        Assert.NotNull(change.Record);
        Assert.Equal(id, change.Record.Id);
        Assert.Equal(content, change.Record.Content);
        Assert.Equal(change.Sequence, change.Record.Sequence);
        Assert.Null(change.Key);
        Assert.Null(change.Stream);
        AssertEnded(change, ended);
    }

    private static void AssertDeleted(Change change, string? key, string? stream, AppendResult ended)
    {
        Assert.Equal(ChangeKind.Deleted, change.Kind);
        Assert.Null(change.Record);
        Assert.Equal(key, change.Key);
        Assert.Equal(stream, change.Stream);
        AssertEnded(change, ended);
    }

    private static void AssertEnded(Change change, AppendResult? ended)
    {
        Assert.Equal(ended?.Id, change.Ended);
        Assert.Equal(ended?.Sequence ?? 0, change.EndedSequence);
    }

    // Damages the first byte of the content of a frame in the first segment.
    private static void Flip(MemoryStorage storage, ulong sequence)
    {
        using IStorageFile file = storage.Open(StoreLayout.Segment(1), StorageOpen.Write);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        for (int at = SegmentLayout.HeaderBytes; ;)
        {
            FrameHeader header = FrameHeader.Parse(bytes.AsSpan(at), 0);
            if (header.TakesSlot && header.Sequence == sequence)
            {
                file.Write(at + FrameLayout.HeaderBytes, [(byte)~bytes[at + FrameLayout.HeaderBytes]]);
                return;
            }

            at += header.TotalLengthBytes;
        }
    }

    private static string[] HeldFiles(string folder)
    {
        IEnumerable<string> open = new DirectoryInfo("/proc/self/fd").EnumerateFiles()
            .Select(file => file.LinkTarget ?? "");
        IEnumerable<string> mapped = File.ReadAllLines("/proc/self/maps");
        return [.. open.Concat(mapped).Where(line => line.Contains(folder, StringComparison.Ordinal))];
    }
}
