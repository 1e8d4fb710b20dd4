using Feedlog.Cold;
using Feedlog.Format;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Shards that are replaced by shards: small ones of a month, and chunks that are read often.</summary>
public sealed class MergeTests
{
    private static readonly ArchiveOptions s_all = new() { KeepSegments = 0 };

    private readonly MemoryStorage _storage = new();
    private readonly ManualTime _time = new();

    // Without a cache, every read of a record unpacks its chunk.
    private FeedlogOptions Options => new() { SegmentBytes = 4096, TimeProvider = _time, ColdCacheBytes = 0 };

    [Fact]
    public async Task SmallShards_OfAMonth_BecomeOneOfEachSort()
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(_storage, Options);
        ArchiveOptions rare = s_all with { RawKinds = ["rare"] };
        FeedlogSnapshot? early = null;
        for (int run = 0; run < 3; run++)
        {
            await ColdStores.FillAsync(store, 20);
            ArchiveResult result = await store.ArchiveAsync(rare);
            Assert.Equal((2, run == 0 ? 0 : 2), (result.Shards, result.Merged));
            early ??= store.OpenSnapshot();
        }

        Record[] before = await store.ScanAsync().ToArrayAsync();
        Assert.Equal((15, 60), (Slots(isRaw: true), Slots(isRaw: true) + Slots(isRaw: false)));
        Assert.Equal(0, (await store.ArchiveAsync(rare)).Merged);
        Assert.Equal((2, 4), (ManifestFile.Read(_storage).Shards.Count, FileCount));
        Assert.Equal(19, early!.Scan().Count());
        early.Dispose();
        Assert.Equal(2, FileCount);
        await ColdStores.AssertSameAsync(before, store);
    }

    [Fact]
    public async Task ReaderBeside_FindsWhatWasMergedAway_BeforeAndAfterARefresh()
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(_storage, Options);
        await ColdStores.FillAsync(store, 60);
        await store.ArchiveAsync(s_all);
        await using FeedlogStore beside = await FeedlogStore.OpenReadOnlyAsync(_storage, Options);
        Record[] before = await store.ScanAsync().ToArrayAsync();
        await using FeedlogStore besideAll = await FeedlogStore.OpenReadOnlyAsync(_storage, Options);

        for (int run = 0; run < 2; run++)
        {
            await store.AppendAsync(new RecordDraft($"A new record {run}") { Timestamp = ColdStores.Time(3) });
            Assert.Equal(1, (await store.ArchiveAsync(s_all)).Merged);
        }

        await ColdStores.AssertSameAsync(before, beside);
        Assert.True(besideAll.TryGet(before[0].Id, out _));
        Assert.True(beside.Refresh());
        await ColdStores.AssertSameAsync(await store.ScanAsync().ToArrayAsync(), beside);
    }

    [Fact]
    public async Task ManifestOfAReader_ThatIsReplacedAgain_IsReadAgain()
    {
        FaultStorage hooked = new(_storage);
        await using FeedlogStore store = await FeedlogStore.OpenAsync(_storage, Options);
        await ColdStores.FillAsync(store, 20);
        Record[] before = await store.ScanAsync().ToArrayAsync();
        await using FeedlogStore beside = await FeedlogStore.OpenReadOnlyAsync(hooked, Options);
        await store.ArchiveAsync(s_all);
        int merges = 0;
        // Between its reading of the manifest and of the shard, the writer merges the shard away; twice.
        hooked.Hook = (call, path) =>
        {
            bool isShard = call == StorageCalls.Open && path.EndsWith(StoreLayout.ShardSuffix, StringComparison.Ordinal);
            if (!isShard || merges == 2) return;
            merges++;
            store.AppendAsync(new RecordDraft("Later") { Timestamp = ColdStores.Time(3) }).AsTask().GetAwaiter().GetResult();
            Assert.Equal(1, store.ArchiveAsync(s_all).AsTask().GetAwaiter().GetResult().Merged);
            // The file goes when the last of the writer's own threads has let go of it.
            IndexWork.UntilAsync(() => !ColdFiles.Paths(_storage.List).Contains(path), "the file is gone").GetAwaiter().GetResult();
        };

        Assert.True(beside.TryGet(before[5].Id, out Record? found));
        Assert.Equal((2, before[5].Content), (merges, found.Content));
        merges = 0;
        Assert.Equal(before.Select(record => record.Id), (await beside.ScanAsync().ToArrayAsync()).Select(record => record.Id));
        Assert.Equal(2, merges);
    }

    [Fact]
    public async Task ShardWithAFlippedBit_IsNotMergedAway()
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(_storage, Options);
        await ColdStores.FillAsync(store, 20);
        await store.ArchiveAsync(s_all);
        await ColdStores.FillAsync(store, 20);
        ShardEntry damaged = Assert.Single(ManifestFile.Read(_storage).Shards);
        ColdStores.FlipBit(_storage, damaged.Path, ShardLayout.HeaderBytes + ShardChunkLayout.HeadBytes + 99, 4);

        FeedlogCorruptException failure = await Assert.ThrowsAsync<FeedlogCorruptException>(
            async () => await store.ArchiveAsync(s_all));

        Assert.Equal(damaged.Path, failure.File);
        Assert.Equal((2, 2), (ManifestFile.Read(_storage).Shards.Count, FileCount));
    }

    [Fact]
    public async Task ChunksThatAreUnpackedOften_AreUncompressedFromThenOn_AndStaySo()
    {
        const int chunkSlots = FormatLimits.ChunkSlotsMax;
        await using FeedlogStore store = await FeedlogStore.OpenAsync(_storage, Options);
        await ColdStores.FillAsync(store, 3 * chunkSlots);
        ArchiveOptions promoting = s_all with { PromoteAfter = 5, Codec = ArchiveCodec.Brotli };
        await store.ArchiveAsync(promoting);
        Record[] before = await store.ScanAsync().ToArrayAsync();
        Record often = before[2 * chunkSlots];
        for (int i = 0; i < promoting.PromoteAfter; i++)
        {
            Assert.Equal(0, (await store.ArchiveAsync(promoting)).Promoted);
            Assert.True(store.TryGet(often.Id, out _));
        }

        Assert.Equal(0, (await store.ArchiveAsync(promoting with { PromoteAfter = 0 })).Promoted);
        Assert.Equal(0, (await store.ArchiveAsync(promoting with { IsDryRun = true })).Promoted);
        ArchiveResult result = await store.ArchiveAsync(promoting);

        Assert.Equal((1, 0), (result.Promoted, (await store.ArchiveAsync(promoting)).Promoted));
        Assert.True(IsRaw(often.Id));
        int raw = Slots(isRaw: true);
        Assert.InRange(raw, 1, chunkSlots);
        Assert.Equal(3 * chunkSlots, raw + Slots(isRaw: false));
        await ColdStores.AssertSameAsync(before, store);
        await ColdStores.FillAsync(store, 3);
        Assert.True((await store.ArchiveAsync(promoting with { PromoteAfter = 0 })).Merged > 0);
        Assert.Equal((true, raw), (IsRaw(often.Id), Slots(isRaw: true)));
    }

    [Fact]
    public void UnpackCounts_OfMoreChunksThanTheTableHas_KeepThoseThatAreUnpackedMost()
    {
        UnpackCounts counts = new();
        for (int i = 0; i < 100_000; i++)
        {
            counts.Add(1, i);
            if (i % 10 == 0) counts.Add(2, 8);
        }

        Assert.True(counts.AtLeast(1).Sum(shard => shard.Count()) <= 4096);
        (long OffsetBytes, int Count) most = Assert.Single(counts.AtLeast(100).SelectMany(shard => shard));
        Assert.Equal(8, most.OffsetBytes);
        Assert.Empty(counts.AtLeast(100)[1]);
    }

    private int FileCount => ColdFiles.Paths(_storage.List).Count();

    private bool IsRaw(RecordId id) => ColdStores.Chunks(_storage).Any(chunk => chunk.Head.Codec == ShardCodec.Raw &&
        Enumerable.Range(0, chunk.SlotCount).Any(slot => chunk.FrameOf(slot).Header.Id == id.Value));

    private int Slots(bool isRaw) =>
        ColdStores.Chunks(_storage).Where(chunk => chunk.Head.Codec == ShardCodec.Raw == isRaw).Sum(chunk => chunk.SlotCount);
}
