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
            await FillAsync(store, 60);
            Record[] before = await store.ScanAsync().ToArrayAsync();

            ArchiveResult result = await store.ArchiveAsync(s_all with { Codec = codec });
            ArchiveResult again = await store.ArchiveAsync(s_all);

            Assert.Equal((60L, 1L, 2), (result.Archived, result.Dead, result.Shards));
            Assert.True(result.BytesAfter > 0 && result.Segments > 2, result.ToString());
            Assert.Equal((0L, 0, 0), (again.Archived, again.Segments, again.Shards));
            StoreStats stats = store.GetStats();
            Assert.Equal((1, 2, result.BytesAfter), (stats.Segments, stats.Shards, stats.BytesCold));
            Assert.Single(storage.List(StoreLayout.HotFolder));
            await AssertSameAsync(before, store);
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
        await FillAsync(store, 60);
        int segments = store.GetStats().Segments;

        Assert.Equal(0, (await store.ArchiveAsync(new ArchiveOptions { Before = Time(0) })).Segments);
        Assert.Equal(0, (await store.ArchiveAsync(new ArchiveOptions { KeepBytes = 1 << 20 })).Segments);
        Assert.Equal(0, (await store.ArchiveAsync(new ArchiveOptions { KeepSegments = segments })).Segments);
        Assert.Equal(1, (await store.ArchiveAsync(new ArchiveOptions { KeepSegments = segments - 1 })).Segments);
        ArchiveResult dry = await store.ArchiveAsync(s_all with { IsDryRun = true });
        Assert.True(dry.Archived > 0 && dry.Segments == segments - 2 && dry.Shards == 0, dry.ToString());
        ArchiveResult half = await store.ArchiveAsync(new ArchiveOptions { Before = Time(30) });
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
        await FillAsync(store, 40);
        await store.ArchiveAsync(s_all with { RawKinds = ["rare"], RawTags = ["even"] });

        int raw = 0;
        foreach (ShardEntry entry in ManifestFile.Read(storage).Shards)
        {
            Assert.True(ShardReader.TryOpen(storage, entry.Path, false, out ShardReader? reader, out _));
            using (reader)
            {
                ShardWalk walk = new(reader);
                while (walk.MoveNext())
                    raw += walk.Chunk!.Head.Codec == ShardCodec.Raw ? walk.Chunk.SlotCount : 0;
                Assert.Equal(FormatFault.None, walk.Fault);
            }
        }

        Assert.Equal(20, raw);
    }

    [Fact]
    public async Task BitFlipInADraft_AnywhereAndBeforeItIsPublished_IsCaughtAndTheLogStays()
    {
        const int flips = 60;
        Random random = new(4711);
        for (int i = 0; i < flips; i++)
        {
            MemoryStorage medium = new();
            FaultStorage storage = new(medium);
            await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
            await FillAsync(store, 12);
            Record[] before = await store.ScanAsync().ToArrayAsync();
            double at = random.NextDouble();
            int bit = random.Next(8);
            storage.Hook = (call, path) => FlipDraft(medium, call, path, at, bit);

            FeedlogCorruptException failure = await Assert.ThrowsAsync<FeedlogCorruptException>(
                async () => await store.ArchiveAsync(s_all));

            storage.Hook = null;
            Assert.EndsWith(StoreLayout.DraftSuffix, failure.File, StringComparison.Ordinal);
            Assert.Equal((0, before.Length), (store.GetStats().Shards, await store.ScanAsync().CountAsync()));
            Assert.DoesNotContain(ColdFiles.Paths(medium.List), path => path.Contains(".shard", StringComparison.Ordinal));
            Assert.True((await store.ArchiveAsync(s_all)).Shards > 0);
            await AssertSameAsync(before, store);
        }
    }

    [Fact]
    public async Task Snapshots_OfBefore_KeepTheirFilesUntilTheyGo()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(store, 40);
        int files = storage.List(StoreLayout.HotFolder).Count;
        using (FeedlogSnapshot snapshot = store.OpenSnapshot())
        {
            await store.ArchiveAsync(s_all);
            Assert.Equal(files + 1, storage.List(StoreLayout.HotFolder).Count);
            Assert.True(snapshot.TryGet("key 3", null, out Record? found));
            Assert.Equal(Tier.Hot, found.Tier);
        }

        Assert.Single(storage.List(StoreLayout.HotFolder));
    }

    [Fact]
    public async Task ReaderBeside_FindsWhatWasMoved_BeforeAndAfterARefresh()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(store, 60);
        Record[] before = await store.ScanAsync().ToArrayAsync();
        await using FeedlogStore beside = await FeedlogStore.OpenReadOnlyAsync(storage, Options);

        await store.ArchiveAsync(s_all);

        await AssertSameAsync(before, beside);
        await store.AppendAsync("a new record");
        Assert.True(beside.Refresh());
        await AssertSameAsync([.. before, (await store.ScanAsync().LastAsync())], beside);
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
            await FillAsync(store, 20);
            segment = ReadFile(storage, StoreLayout.Segment(1));
            await store.ArchiveAsync(s_all);
            shard = ManifestFile.Read(storage).Shards[0].Path;
        }

        string stray = StoreLayout.Shard(new ShardMonth(1999, 1), 77);
        foreach (string folder in StoreLayout.ShardFolders(new ShardMonth(1999, 1))) storage.CreateFolder(folder);
        WriteFile(storage, StoreLayout.Segment(1), segment);
        WriteFile(storage, shard + StoreLayout.DraftSuffix, segment);
        WriteFile(storage, stray, segment);
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options))
        {
            Assert.Equal([stray], store.OpenReport.StrayFiles);
            Assert.Single(storage.List(StoreLayout.HotFolder));
            await FillAsync(store, 5);
            await store.ArchiveAsync(s_all);
        }

        Manifest manifest = ManifestFile.Read(storage);
        Assert.True(manifest.LastShard > 77);
        Assert.Equal([stray], ColdFiles.Paths(storage.List).Except(manifest.Shards.Select(entry => entry.Path)));
        storage.Delete(shard);
        FeedlogCorruptException missing = await Assert.ThrowsAsync<FeedlogCorruptException>(
            async () => await FeedlogStore.OpenAsync(storage, Options));
        Assert.Equal(shard, missing.File);
    }

    private static void FlipDraft(MemoryStorage medium, StorageCalls call, string path, double at, int bit)
    {
        bool isDraft = path.EndsWith(StoreLayout.ShardSuffix + StoreLayout.DraftSuffix, StringComparison.Ordinal);
        if (call != StorageCalls.Open || !isDraft || !ColdFiles.Paths(medium.List).Contains(path)) return;
        using IStorageFile file = medium.Open(path, StorageOpen.Write);
        byte[] one = new byte[1];
        long offset = (long)(at * file.LengthBytes);
        file.Read(offset, one);
        one[0] ^= (byte)(1 << bit);
        file.Write(offset, one);
    }

    private static byte[] ReadFile(MemoryStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return bytes;
    }

    private static void WriteFile(MemoryStorage storage, string path, byte[] bytes)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Create);
        file.Write(0, bytes);
    }

    private static DateTimeOffset Time(int day) => new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    // A record a day, over two months and a bit at most; one key is written twice.
    private static async Task FillAsync(FeedlogStore store, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await store.AppendAsync(new RecordDraft
            {
                Content = $"Record {i}: " + string.Join(' ', Enumerable.Range(i, 60)),
                Key = i == count - 1 ? "key 0" : $"key {i}",
                Kind = i % 4 == 1 ? "rare" : null,
                Tags = i % 4 == 0 ? ["even", "more"] : [],
                Timestamp = Time(Math.Min(i, 57)),
            });
        }
    }

    private static async Task AssertSameAsync(Record[] expected, FeedlogStore store)
    {
        Record[] actual = await store.ScanAsync().ToArrayAsync();
        Assert.Equal(expected.Select(Describe), actual.Select(Describe));
        foreach (Record record in expected)
        {
            Assert.True(store.TryGet(record.Id, out Record? found));
            Assert.Equal(Describe(record), Describe(found));
        }

        Record[] range = await store.RangeAsync(Time(0), Time(1000)).ToArrayAsync();
        Assert.Equal(expected.Length, range.Length);
        Assert.Equal(expected.Length, (await store.SearchAsync("record", new SearchOptions { Limit = 100 }).CountAsync()));
    }

    private static string Describe(Record record) => $"{record} {record.Key} {record.Kind} {record.Timestamp:O}";
}
