using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;

namespace Feedlog.Tests.Unit.Store;

/// <summary>One bit of a new shard flips while it lies on the medium under its draft's name.</summary>
public sealed class DraftFlipTests
{
    private const int HeadStrideBytes = 12;
    private const int FooterStrideBytes = 8;
    private const int SmallSlots = 130;

    private static readonly ArchiveOptions s_all = new() { KeepSegments = 0 };

    /// <summary>Runs of archiving, of which the last one makes the draft, by merging if there are two; the draft's
    /// number; and how many records each run archives.</summary>
    public static TheoryData<int, ulong, int> Drafts() => new()
    {
        { 1, 1, SmallSlots },
        { 2, 3, SmallSlots / 2 },
        { 1, 1, (ShardChunkLayout.EntriesPerPage + 1) * 50 },
    };

    [Theory]
    [MemberData(nameof(Drafts))]
    public async Task BitFlip_InEachPartOfADraft_IsCaughtAndWhatItReplacesStays(int runs, ulong number, int records)
    {
        MemoryStorage medium = new();
        FaultStorage storage = new(medium);
        FeedlogOptions options = new() { SegmentBytes = 1 << 20, TimeProvider = new ManualTime() };
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, options);
        for (int run = 1; run <= runs; run++)
        {
            await store.AppendManyAsync([.. Enumerable.Range(0, records).Select(i => Draft(run, i))]);
            if (run < runs) await store.ArchiveAsync(s_all);
        }

        string draft = StoreLayout.ShardDraft(new ShardMonth(2026, 1), number);
        int listed = runs == 1 ? 0 : runs;
        byte[] bytes = [];
        await FailAsync(store, storage, draft, () => bytes = ColdStores.ReadFile(medium, draft), medium, 0, 1);
        List<long> places = Places(bytes, isDense: records <= SmallSlots);
        Random random = new(4711);
        foreach (long place in places)
        {
            await FailAsync(store, storage, draft, () => { }, medium, place, 1 << random.Next(8));
            Assert.Equal((listed, runs * records), (store.GetStats().Shards, await store.ScanAsync().CountAsync()));
            Assert.Equal(listed, ColdFiles.Paths(medium.List).Count());
        }

        ArchiveResult sound = await store.ArchiveAsync(s_all);
        Assert.Equal((runs == 1 ? 1 : 0, runs - 1, 1), (sound.Shards, sound.Merged, store.GetStats().Shards));
        Assert.Equal(bytes, ColdStores.ReadFile(medium, StoreLayout.Shard(new ShardMonth(2026, 1), number)));
        Assert.Equal(runs * records, await store.ScanAsync().CountAsync());
    }

    private static RecordDraft Draft(int run, int i) => new()
    {
        Content = $"Record {i} of run {run}: " + string.Join(' ', Enumerable.Range(i, 9)),
        Timestamp = ColdStores.Time(i % 20),
    };

    private static async Task FailAsync(
        FeedlogStore store, FaultStorage storage, string draft, Action before, MemoryStorage medium, long place, int bit)
    {
        storage.Hook = (call, path) =>
        {
            if (call != StorageCalls.Open || path != draft || !ColdFiles.Paths(medium.List).Contains(path)) return;
            before();
            ColdStores.FlipBit(medium, path, place, bit);
        };
        FeedlogCorruptException failure = await Assert.ThrowsAsync<FeedlogCorruptException>(
            async () => await store.ArchiveAsync(s_all));
        storage.Hook = null;
        Assert.Equal((draft, place), (failure.File, place));
    }

    // Header, each chunk with its head, its addresses and what it holds, what lies between, each page, the footer.
    private static List<long> Places(byte[] bytes, bool isDense)
    {
        MemoryStorage copy = new();
        copy.CreateFolder(StoreLayout.ColdFolder);
        string path = StoreLayout.ColdFolder + "/copy";
        ColdStores.WriteFile(copy, path, bytes);
        Assert.True(ShardReader.TryOpen(copy, path, isMapped: false, out ShardReader? reader, out _));
        using (reader)
        {
            List<long> places = [.. Steps(0, ShardLayout.HeaderBytes, isDense ? FooterStrideBytes / 2 : 40)];
            for (long index = 0; index < reader.Footer.ChunkCount; index++)
            {
                Assert.True(reader.TryReadEntry(index, out ShardChunkHead head, out _));
                if (isDense) places.AddRange(Steps(head.OffsetBytes, ShardChunkLayout.HeadBytes, HeadStrideBytes));
                long startBytes = head.OffsetBytes + ShardChunkLayout.HeadBytes;
                places.AddRange(Steps(startBytes, head.EndBytes - startBytes, isDense ? 97 : 5000));
                if (isDense) places.Add(head.EndBytes - 1);
            }

            long directoryBytes = reader.Footer.DirectoryPage * IndexPageLayout.PageBytes;
            places.AddRange(Steps(reader.Footer.ChunksEndBytes, directoryBytes - reader.Footer.ChunksEndBytes, 1000));
            for (long at = directoryBytes; at < bytes.Length; at += IndexPageLayout.PageBytes)
            {
                places.AddRange(Steps(at, IndexPageLayout.PageBytes, isDense ? 200 : 900));
                places.AddRange(Steps(at + IndexPageLayout.Hash, IndexPageLayout.PageBytes - IndexPageLayout.Hash, 12));
            }

            long footerBytes = bytes.Length - IndexPageLayout.PageBytes;
            if (isDense) places.AddRange(Steps(footerBytes, ShardFooterLayout.FixedBytes, FooterStrideBytes));
            return places;
        }
    }

    private static IEnumerable<long> Steps(long startBytes, long lengthBytes, int strideBytes)
    {
        for (long at = 0; at < lengthBytes; at += strideBytes) yield return startBytes + at;
    }
}
