using Feedlog.Format;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Archiving: what moves, what stays, and that nobody who reads notices.</summary>
public sealed class ArchiveTests
{
    private static readonly ArchiveOptions s_all = new() { KeepSegments = 0 };

    private readonly ManualTime _time = new();

    private FeedlogOptions Options => new() { SegmentBytes = 4096, TimeProvider = _time };

    [Theory]
    [InlineData(ArchiveCodec.Lz4)]
    [InlineData(ArchiveCodec.Brotli)]
    public async Task Archive_All_LeavesShardsInPlaceOfSegments(ArchiveCodec codec)
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options))
        {
            await ColdStores.FillAsync(store, 60);
            Record[] before = await store.ScanAsync().ToArrayAsync();

            ArchiveResult result = await store.ArchiveAsync(s_all with { Codec = codec });
            ArchiveResult again = await store.ArchiveAsync(s_all);

            Assert.Equal((60L, 1L, 2), (result.Archived, result.Dead, result.Shards));
            Assert.True(result.BytesAfter > 0 && result.Segments > 2, result.ToString());
            Assert.Equal((0L, 0, 0), (again.Archived, again.Segments, again.Shards));
            StoreStats stats = store.GetStats();
            Assert.Equal((1, 2, result.BytesAfter), (stats.Segments, stats.Shards, stats.BytesCold));
            await ColdStores.AssertSameAsync(before, store);
            await AssertOneSegmentIsLeftAsync(storage);
        }

        await using FeedlogStore reopened = await FeedlogStore.OpenAsync(storage, Options);
        Assert.Equal((true, ""), (reopened.OpenReport.WasClean, reopened.OpenReport.IndexFault));
        Assert.True(reopened.TryGet("key 5", out Record? found));
        Assert.Equal(Tier.Cold, found.Tier);
    }

    [Fact]
    public async Task Archive_WithRules_TakesWhatNoneKeeps()
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(new MemoryStorage(), Options);
        await ColdStores.FillAsync(store, 60);
        int segments = store.GetStats().Segments;

        Assert.Equal(0, (await store.ArchiveAsync(new ArchiveOptions { Before = ColdStores.Time(0) })).Segments);
        Assert.Equal(0, (await store.ArchiveAsync(new ArchiveOptions { KeepBytes = 1 << 20 })).Segments);
        Assert.Equal(0, (await store.ArchiveAsync(new ArchiveOptions { KeepSegments = segments })).Segments);
        Assert.Equal(1, (await store.ArchiveAsync(new ArchiveOptions { KeepSegments = segments - 1 })).Segments);
        ArchiveResult dry = await store.ArchiveAsync(s_all with { IsDryRun = true });
        Assert.True(dry.Archived > 0 && dry.Segments == segments - 2 && dry.Shards == 0, dry.ToString());
        ArchiveResult half = await store.ArchiveAsync(new ArchiveOptions { Before = ColdStores.Time(30) });
        Assert.InRange(half.Segments, 1, segments - 2);
        Assert.Equal(segments - 1 - half.Segments, store.GetStats().Segments);
    }

    [Fact]
    public async Task Archive_WithoutARule_IsRefused()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        await Assert.ThrowsAsync<ArgumentException>(async () => await store.ArchiveAsync(new ArchiveOptions()));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await store.ArchiveAsync(s_all with { BytesPerSecond = -1 }));
        Assert.Equal(0, (await store.ArchiveAsync(s_all)).Segments);
    }

    [Fact]
    public async Task Archive_ProtectedKinds_StayUncompressed()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await ColdStores.FillAsync(store, 40);
        await store.ArchiveAsync(s_all with { RawKinds = ["rare"], RawTags = ["even"] });

        IEnumerable<ShardChunk> raw =
            ColdStores.Chunks(storage).Where(chunk => chunk.Head.Codec == ShardCodec.Raw);
        Assert.Equal(20, raw.Sum(chunk => chunk.SlotCount));
    }

    [Fact]
    public async Task Snapshots_OfBefore_KeepTheirFilesUntilTheyGo()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await ColdStores.FillAsync(store, 40);
        int files = storage.List(StoreLayout.HotFolder).Count;
        using (FeedlogSnapshot snapshot = store.OpenSnapshot())
        {
            await store.ArchiveAsync(s_all);
            Assert.Equal(files + 1, storage.List(StoreLayout.HotFolder).Count);
            Assert.True(snapshot.TryGet("key 3", null, out Record? found));
            Assert.Equal(Tier.Hot, found.Tier);
        }

        await AssertOneSegmentIsLeftAsync(storage);
    }

    [Fact]
    public async Task ReaderBeside_FindsWhatWasMoved_BeforeAndAfterARefresh()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await ColdStores.FillAsync(store, 60);
        Record[] before = await store.ScanAsync().ToArrayAsync();
        await using FeedlogStore beside = await FeedlogStore.OpenReadOnlyAsync(storage, Options);

        await store.ArchiveAsync(s_all);

        await ColdStores.AssertSameAsync(before, beside);
        await store.AppendAsync("a new record");
        Assert.True(beside.Refresh());
        await ColdStores.AssertSameAsync([.. before, (await store.ScanAsync().LastAsync())], beside);
        await Assert.ThrowsAsync<FeedlogException>(async () => await beside.ArchiveAsync(s_all));
    }

    [Fact]
    public async Task Opening_RemovesWhatWasReplaced_AndLeavesWhatNobodyKnows()
    {
        MemoryStorage storage = new();
        byte[] segment;
        string shard;
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options))
        {
            await ColdStores.FillAsync(store, 20);
            segment = ColdStores.ReadFile(storage, StoreLayout.Segment(1));
            await store.ArchiveAsync(s_all);
            shard = ManifestFile.Read(storage).Shards[0].Path;
        }

        string stray = StoreLayout.Shard(new ShardMonth(1999, 1), 77);
        foreach (string folder in StoreLayout.ShardFolders(new ShardMonth(1999, 1))) storage.CreateFolder(folder);
        ColdStores.WriteFile(storage, StoreLayout.Segment(1), segment);
        ColdStores.WriteFile(storage, shard + StoreLayout.DraftSuffix, segment);
        ColdStores.WriteFile(storage, stray, segment);
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options))
        {
            Assert.Equal([stray], store.OpenReport.StrayFiles);
            Assert.Single(storage.List(StoreLayout.HotFolder));
            await ColdStores.FillAsync(store, 5);
            await store.ArchiveAsync(s_all);
        }

        Manifest manifest = ManifestFile.Read(storage);
        Assert.True(manifest.LastShard > 77);
        Assert.Equal([stray], ColdFiles.Paths(storage.List).Except(manifest.Shards.Select(entry => entry.Path)));
        shard = manifest.Shards[0].Path;
        storage.Delete(shard);
        FeedlogCorruptException missing = await Assert.ThrowsAsync<FeedlogCorruptException>(
            async () => await FeedlogStore.OpenAsync(storage, Options));
        Assert.Equal(shard, missing.File);
    }

    // A view that a thread in the background asked for holds the files for a moment more.
    private static Task AssertOneSegmentIsLeftAsync(MemoryStorage storage) =>
        IndexWork.UntilAsync(() => storage.List(StoreLayout.HotFolder).Count == 1, "one segment is left");
}
