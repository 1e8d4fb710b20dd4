using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Failures of the storage: the right code, a remedy, the cause inside, and the store as sound as before.</summary>
public sealed class ErrorTests
{
    [Fact]
    public async Task Append_NoSpace_IsStorageFullAndReadingGoesOn()
    {
        FaultStorage storage = new(new CrashStorage());
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        RecordId there = (await store.AppendAsync("there")).Id;
        storage.Set(new StorageFault
        {
            Calls = StorageCalls.Write,
            Nth = 1,
            Errno = StorageFault.NoSpace,
            PathEnd = ".feed",
        });

        FeedlogException refusal = await Stores.RefusedAsync(
            FeedlogErrorCode.StorageFull, async () => await store.AppendAsync("no room"));

        Assert.NotEmpty(refusal.Remedy);
        Assert.IsAssignableFrom<IOException>(refusal.InnerException);
        Assert.True(store.TryGet(there, out _));
        Assert.Equal(["there"], await Stores.ContentsAsync(store));
        await store.AppendAsync("room again");
        Assert.Equal(["there", "room again"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task Append_WriteFails_IsStorageAndTheNextAppendWorks()
    {
        FaultStorage storage = new(new CrashStorage());
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        AppendResult first = await store.AppendAsync("first");
        storage.Set(new StorageFault { Calls = StorageCalls.Write, Nth = 1, WrittenPart = 0.7, PathEnd = ".feed" });

        FeedlogException refusal = await Stores.RefusedAsync(
            FeedlogErrorCode.Storage, async () => await store.AppendAsync("lost"));
        AppendResult next = await store.AppendAsync("next");

        Assert.NotEmpty(refusal.Remedy);
        Assert.True(next.Sequence > first.Sequence + 1, "The sequence of the failed append may have been seen.");
        Assert.Equal(["first", "next"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task AppendMany_WriteFails_WritesNoneOfThem()
    {
        FaultStorage storage = new(new CrashStorage());
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        storage.Set(new StorageFault { Calls = StorageCalls.Write, Nth = 1, WrittenPart = 0.9, PathEnd = ".feed" });
        RecordDraft[] drafts = [new("1") { Id = new RecordId(1) }, new("2") { Id = new RecordId(2) }];

        await Stores.RefusedAsync(FeedlogErrorCode.Storage, async () => await store.AppendManyAsync(drafts));

        Assert.Empty(await Stores.ContentsAsync(store));
        IReadOnlyList<AppendResult> again = await store.AppendManyAsync(drafts);
        Assert.All(again, result => Assert.Equal(AppendOutcome.Appended, result.Outcome));
    }

    [Fact]
    public async Task Append_SyncFails_IsPoisonedForGood()
    {
        FaultStorage storage = new(new CrashStorage());
        await using FeedlogStore store = await Stores.OpenAsync(storage);
        await store.AppendAsync("there");
        storage.Set(new StorageFault { Calls = StorageCalls.Sync, Nth = 1 });

        FeedlogPoisonedException first = await Assert.ThrowsAsync<FeedlogPoisonedException>(
            async () => await store.AppendAsync("unknown"));
        storage.Set(null);

        Assert.Contains("eopen", first.Remedy, StringComparison.Ordinal);
        foreach (Durability durability in Enum.GetValues<Durability>())
        {
            AppendOptions options = new() { Durability = durability };
            await Assert.ThrowsAsync<FeedlogPoisonedException>(
                async () => await store.AppendAsync(new RecordDraft("x"), options));
        }

        Assert.Throws<FeedlogPoisonedException>(() => store.Append(new RecordDraft("x")));
        await Assert.ThrowsAsync<FeedlogPoisonedException>(async () => await store.FlushAsync());
        await Assert.ThrowsAsync<FeedlogPoisonedException>(
            async () => await store.AppendManyAsync([new RecordDraft("x")]));
        Assert.Equal(["there"], await Stores.ContentsAsync(store));
    }

    [Fact]
    public async Task Dispose_AfterASyncFailed_SaysThatAcknowledgedAppendsMayBeLost()
    {
        FaultStorage storage = new(new CrashStorage());
        FeedlogStore store = await Stores.OpenAsync(storage);
        await store.AppendAsync("first");
        await store.AppendAsync(new RecordDraft("unsynced"), new AppendOptions { Durability = Durability.None });
        storage.Set(new StorageFault { Calls = StorageCalls.Sync, Nth = 1 });
        await Assert.ThrowsAsync<FeedlogPoisonedException>(async () => await store.FlushAsync());

        await Assert.ThrowsAsync<FeedlogPoisonedException>(async () => await store.DisposeAsync());

        storage.Set(null);
        await using FeedlogStore again = await Stores.OpenAsync(storage);
        Assert.Equal("first", (await Stores.ContentsAsync(again))[0]);
    }

    [Fact]
    public async Task Read_TheDeviceFails_IsStorageAndTheNextReadWorks()
    {
        FaultStorage storage = new(new CrashStorage());
        await using FeedlogStore store =
            await Stores.OpenAsync(storage, new FeedlogOptions { ReadMode = ReadMode.Positioned });
        RecordId id = (await store.AppendAsync("there", "k")).Id;
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        Func<object>[] reads =
        [
            () => store.TryGet(id, out _),
            () => store.TryGet("k", out _),
            () => store.TryGetBySequence(1, out _),
            () => store.TryBorrow(id, out _),
            () => snapshot.Scan().ToArray(),
            () => snapshot.History("k").ToArray(),
            () => snapshot.Search("there"),
            () => snapshot.Range(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).ToArray(),
        ];
        foreach (Func<object> read in reads)
        {
            // For good: a fault that comes once may be met by the thread that indexes words.
            storage.Set(new StorageFault { Calls = StorageCalls.Read, Nth = 1, IsPersistent = true });
            FeedlogException failure = Assert.ThrowsAny<FeedlogException>(read);
            Assert.Equal(FeedlogErrorCode.Storage, failure.Code);
            Assert.NotEmpty(failure.Remedy);
            storage.Set(null);
            read();
        }
    }

    [Theory]
    [InlineData(StorageCalls.Open)]
    [InlineData(StorageCalls.Read)]
    [InlineData(StorageCalls.List)]
    [InlineData(StorageCalls.Map)]
    public async Task Open_TheDeviceFails_IsStorageAndTheLockIsFree(StorageCalls calls)
    {
        FaultStorage storage = new(new CrashStorage());
        FeedlogOptions options = new() { ReadMode = ReadMode.Mapped };
        await using (FeedlogStore store = await Stores.OpenAsync(storage, options)) await store.AppendAsync("there");
        storage.Set(new StorageFault { Calls = calls, Nth = 1, IsPersistent = true });

        FeedlogException failure =
            await Stores.RefusedAsync(FeedlogErrorCode.Storage, () => Stores.OpenAsync(storage, options));
        await Stores.RefusedAsync(
            FeedlogErrorCode.Storage, async () => await FeedlogStore.OpenReadOnlyAsync(storage, options));

        Assert.NotEmpty(failure.Remedy);
        storage.Set(null);
        await using FeedlogStore again = await Stores.OpenAsync(storage, options);
        Assert.Equal(["there"], await Stores.ContentsAsync(again));
    }

    [Fact]
    public async Task Refresh_TheDeviceFails_IsStorageAndTheNextRefreshWorks()
    {
        FaultStorage storage = new(new CrashStorage());
        await using FeedlogStore writing = await Stores.OpenAsync(storage);
        await using FeedlogStore reading = await FeedlogStore.OpenReadOnlyAsync(storage, new FeedlogOptions());
        await writing.AppendAsync("new");
        storage.Set(new StorageFault { Calls = StorageCalls.Read, Nth = 1, IsPersistent = true });

        FeedlogException failure = Assert.ThrowsAny<FeedlogException>(() => reading.Refresh());

        Assert.Equal(FeedlogErrorCode.Storage, failure.Code);
        storage.Set(null);
        Assert.True(reading.Refresh());
        Assert.Equal(["new"], await Stores.ContentsAsync(reading));
    }
}
