using System.Text;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Purging: what is erased is nowhere afterwards, and every other answer is what it was.</summary>
public sealed class PurgeTests
{
    private const string Model = "model";

    private readonly ManualTime _time = new();

    private FeedlogOptions Options => new()
    {
        SegmentBytes = 4096,
        TailBytes = 2000,
        CloseTailBytes = 1,
        TimeProvider = _time,
    };

    [Theory]
    [InlineData(null)]
    [InlineData(0)]
    [InlineData(3)]
    public async Task Purge_OfAKey_LeavesNoByteOfItAndAllOthers(int? keepSegments)
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options))
        {
            await FillAsync(store, 60);
            if (keepSegments is int kept)
                await store.ArchiveAsync(new ArchiveOptions { KeepSegments = kept, Codec = ArchiveCodec.Brotli });
            foreach (int number in (int[])[0, 17, 59])
            {
                Record[] before = await store.ScanAsync().ToArrayAsync();
                PurgeResult result = await store.PurgeAsync([PurgeTarget.OfKey(KeyOf(number))]);

                Assert.Equal((1L, 0, 0), (result.Purged, result.NotFound.Count, result.QuarantineFiles));
                Assert.InRange(result.FilesRewritten, 1, 3);
                AssertGone(storage, number);
                await AssertSameAsync(before.Where(record => record.Key != KeyOf(number)), store);
            }

            AssertSound(storage, isLive: true);
        }

        await using FeedlogStore again = await FeedlogStore.OpenAsync(storage, Options);
        Assert.Equal((true, ""), (again.OpenReport.WasClean, again.OpenReport.IndexFault));
        Assert.Equal(57, await again.ScanAsync().CountAsync());
        Assert.True(again.GetStats().BytesIndex > 0);
        await again.DisposeAsync();
        AssertSound(storage, isLive: false);
    }

    [Fact]
    public async Task Purge_OfManyRecords_TakesOnePass()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(store, 300);
        await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 5 });
        Record[] before = await store.ScanAsync().ToArrayAsync();
        Random random = new(31);
        int[] numbers = [.. Enumerable.Range(0, 300).OrderBy(_ => random.Next()).Take(100)];
        ulong generation = ManifestFile.Read(storage).Generation;

        PurgeResult result = await store.PurgeAsync(
            [.. numbers.Select(number => number % 2 == 0
                ? PurgeTarget.OfKey(KeyOf(number))
                : PurgeTarget.OfId(before[number].Id))]);

        Assert.Equal((100L, 0), (result.Purged, result.NotFound.Count));
        Assert.InRange(ManifestFile.Read(storage).Generation - generation, 1UL, 5UL);
        foreach (int number in numbers) AssertGone(storage, number);
        HashSet<string?> gone = [.. numbers.Select(KeyOf)];
        await AssertSameAsync(before.Where(record => !gone.Contains(record.Key)), store);
        AssertSound(storage, isLive: true);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Purge_OfAKeyWithVersionsAndTombstones_ErasesAllOfThem(bool isArchived)
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(store, 5);
        foreach (int version in (int[])[1, 2])
        {
            await store.AppendAsync(new RecordDraft { Content = $"shameful version{version}", Key = "shame" });
            await store.AppendAsync("between");
            if (version == 2) await store.DeleteAsync("shame");
        }

        AppendResult byId = await store.AppendAsync(new RecordDraft { Content = "shameful nameless" });
        await store.DeleteAsync(byId.Id);
        if (isArchived) await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 0 });

        PurgeResult result = await store.PurgeAsync([PurgeTarget.OfKey("shame"), PurgeTarget.OfId(byId.Id)]);

        Assert.Equal(3, result.Purged);
        AssertNowhere(storage, "shame");
        AssertNowhere(storage, "shameful");
        Assert.Empty(StoreBytes.Holding(storage, BitConverter.GetBytes(byId.Id.Value)));
        Assert.Empty(await store.HistoryAsync("shame").ToArrayAsync());
        Assert.Equal(7, await store.ScanAsync().CountAsync());
        AssertSound(storage, isLive: true);
    }

    [Fact]
    public async Task Purge_OfOneVersion_KeepsWhatItHadEndedEnded()
    {
        MemoryStorage storage = new();
        ulong last;
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options))
        {
            AppendResult first = await store.AppendAsync("one", "key");
            AppendResult second = await store.AppendAsync("secret two", "key");
            AppendResult third = await store.AppendAsync("three", "key");
            AppendResult other = await store.AppendAsync("secret last", "other");
            await store.AppendAsync("else", "else");
            last = store.LastSequence;

            await store.PurgeAsync([PurgeTarget.OfId(second.Id), PurgeTarget.OfSequence(other.Sequence)]);

            AssertNowhere(storage, "secret");
            AssertNowhere(storage, "other");
            Check(store);
            Assert.False(store.TryGet(second.Id, out _));

            void Check(FeedlogStore asked)
            {
                Assert.Equal(last, asked.LastSequence);
                Assert.True(asked.TryGet("key", out Record? found));
                Assert.Equal(third.Id, found.Id);
                using FeedlogSnapshot between = asked.AsOf(second.Sequence);
                Assert.False(between.TryGet("key", null, out _));
                using FeedlogSnapshot before = asked.AsOf(first.Sequence);
                Assert.True(before.TryGet("key", null, out _));
            }
        }

        await using FeedlogStore again = await FeedlogStore.OpenAsync(storage, Options);
        AssertSound(storage, isLive: true);
        RecordVersion[] versions = await again.HistoryAsync("key").ToArrayAsync();
        Assert.Equal([VersionEnd.Current, VersionEnd.Deleted], versions.Select(version => version.End));
        Assert.Equal(2UL, versions[1].EndedAtSequence);
    }

    [Fact]
    public async Task Purge_OfARecordWithVectors_ErasesThemToo()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        float[] secret = [.1234567f, .7654321f, .5555555f];
        AppendResult[] results = new AppendResult[10];
        for (int i = 0; i < results.Length; i++)
        {
            results[i] = await store.AppendAsync(new RecordDraft
            {
                Content = $"record {i}",
                Vectors = [new RecordVector(Model, i == 3 ? secret : [i, 1, 2])],
            });
        }

        await store.AppendVectorAsync(results[3].Id, new RecordVector("another", new float[] { .1234567f, 2 }));
        await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 0 });
        await store.AppendVectorAsync(results[3].Id, new RecordVector(Model, new float[] { .1234567f, 1, 1 }));
        Assert.NotEmpty(StoreBytes.Holding(storage, BitConverter.GetBytes(secret[0])));

        await store.PurgeAsync([PurgeTarget.OfId(results[3].Id)]);

        Assert.Empty(StoreBytes.Holding(storage, BitConverter.GetBytes(secret[0])));
        SearchOptions options = new() { Mode = SearchMode.Vector, Vector = new float[] { 3, 1, 2 }, Model = Model };
        SearchHit[] hits = await store.SearchAsync("", options).ToArrayAsync();
        Assert.Equal(results[4].Id, hits[0].Record.Id);
        Assert.Equal(9, hits.Length);
        AssertSound(storage, isLive: true);
    }

    [Fact]
    public async Task Purge_EmptiesQuarantine_AndOnlyIfThereIsSomethingToPurge()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(store, 5);
        storage.CreateFolder(StoreLayout.QuarantineFolder);
        string path = StoreLayout.QuarantineFolder + "/000001-hot-000000000001.feed";
        WriteFile(storage, path, Encoding.UTF8.GetBytes("...secret 3 word3..."));

        PurgeTarget unknown = PurgeTarget.OfKey("unknown");
        PurgeResult nothing = await store.PurgeAsync([unknown, PurgeTarget.OfSequence(99), PurgeTarget.OfId(new RecordId(9))]);
        Assert.Equal((0L, 3, 0), (nothing.Purged, nothing.NotFound.Count, nothing.FilesRewritten));
        Assert.Same(unknown, nothing.NotFound[0]);
        Assert.Single(storage.List(StoreLayout.QuarantineFolder));
        PurgeResult dry = await store.PurgeAsync(
            [PurgeTarget.OfKey(KeyOf(3))], new PurgeOptions { IsDryRun = true });
        Assert.Equal((1L, 1, 1), (dry.Purged, dry.FilesRewritten, dry.QuarantineFiles));
        Assert.True(store.TryGet(KeyOf(3), out _));
        Assert.Single(storage.List(StoreLayout.QuarantineFolder));

        PurgeResult result = await store.PurgeAsync([PurgeTarget.OfKey(KeyOf(3)), PurgeTarget.OfKey(KeyOf(3))]);

        Assert.Equal((1L, 1), (result.Purged, result.QuarantineFiles));
        AssertGone(storage, 3);
        Assert.Empty(storage.List(StoreLayout.QuarantineFolder));
    }

    [Fact]
    public async Task Purge_WhereItCannotBe_SaysWhyAndChangesNothing()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(store, 30);
        PurgeTarget[] targets = [PurgeTarget.OfKey(KeyOf(3))];
        await using (FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(storage, Options))
            await Stores.RefusedAsync(FeedlogErrorCode.ReadOnly, async () => await reader.PurgeAsync(targets));
        await Assert.ThrowsAsync<ArgumentException>(
            async () => await store.PurgeAsync(targets, new PurgeOptions { BytesPerSecond = -1 }));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            async () => await store.PurgeAsync(targets, null, null, new CancellationToken(true)));

        string stray = StoreLayout.Segment(500);
        WriteFile(storage, stray, new byte[9000].Select((_, i) => (byte)i).ToArray());
        FeedlogException refusal = await Stores.RefusedAsync(
            FeedlogErrorCode.UnlistedFile, async () => await store.PurgeAsync(targets));
        Assert.Equal(stray, refusal.File);
        Assert.True(store.TryGet(KeyOf(3), out _));
        storage.Delete(stray);
        Assert.Equal(1, (await store.PurgeAsync(targets)).Purged);
    }

    [Fact]
    public async Task Purge_BesideAppendsAndReaders_LosesNothing()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(store, 100);
        using CancellationTokenSource stop = new();
        Task<int> appending = Task.Run(async () =>
        {
            int count = 0;
            for (; !stop.IsCancellationRequested; count++)
            {
                AppendResult result = await store.AppendAsync($"beside {count}", $"beside {count}");
                Assert.True(store.TryGet(result.Id, out _));
                Assert.True(store.TryGet(KeyOf(7), out _));
            }

            return count;
        });
        for (int number = 10; number < 20; number++)
            Assert.Equal(1, (await store.PurgeAsync([PurgeTarget.OfKey(KeyOf(number))])).Purged);
        await stop.CancelAsync();
        int appended = await appending;
        Assert.True(appended > 0);
        Assert.Equal(90 + appended, await store.ScanAsync().CountAsync());
        for (int number = 10; number < 20; number++) AssertGone(storage, number);
        AssertSound(storage, isLive: true);
    }

    [Fact]
    public async Task ViewsOfBefore_DoNotSeeWhatNoFileHolds()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore filled = await FeedlogStore.OpenAsync(storage, Options)) await FillAsync(filled, 40);
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        await using FeedlogStore reader = await FeedlogStore.OpenReadOnlyAsync(storage, Options);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        await store.PurgeAsync([PurgeTarget.OfKey(KeyOf(4))]);

        AssertGone(storage, 4);
        Assert.True(reader.TryGet(KeyOf(5), out _));
        Assert.False(reader.TryGet(KeyOf(4), out _));
        Assert.Empty(await reader.HistoryAsync(KeyOf(4)).ToArrayAsync());
        Assert.Equal(39, await reader.RangeAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).CountAsync());
        await Stores.RefusedAsync(FeedlogErrorCode.Purged, async () => await reader.SearchAsync("word4").ToArrayAsync());
        Assert.True(snapshot.TryGet(KeyOf(39), null, out _));
        await using FeedlogStore fresh = await FeedlogStore.OpenReadOnlyAsync(storage, Options);
        Assert.Empty(await fresh.SearchAsync("word4").ToArrayAsync());
    }

    [Fact]
    public async Task Purge_OfWhatATornTailHeldToo_RewritesThatSegment()
    {
        CrashStorage storage = new();
        FeedlogStore first = await FeedlogStore.OpenAsync(storage, Options);
        await FillAsync(first, 2);
        for (int i = 2; i < 4; i++)
            await first.AppendAsync(Draft(i), new AppendOptions { Durability = Durability.Interval });
        storage = await Stores.KillAsync(storage, first);
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options);
        Assert.True(store.OpenReport.RescuedFrames > 0, store.OpenReport.ToString());
        Assert.True(StoreBytes.Holding(storage, Encoding.UTF8.GetBytes("word3")).Count() > 1);

        await store.PurgeAsync([PurgeTarget.OfKey(KeyOf(3))]);

        AssertGone(storage, 3);
        Assert.Equal(3, await store.ScanAsync().CountAsync());
    }

    private static string KeyOf(int number) => $"key{number}x";

    private RecordDraft Draft(int number) => new()
    {
        Content = $"secret {number} word{number} " + string.Join(' ', Enumerable.Range(number, 60)),
        Key = KeyOf(number),
        Tags = [$"tag{number}x"],
        Metadata = $"{{\"meta{number}x\":1}}",
        Timestamp = _time.Now.AddDays(number % 70),
    };

    private async Task FillAsync(FeedlogStore store, int count)
    {
        for (int i = 0; i < count; i++) await store.AppendAsync(Draft(i));
    }

    private static void AssertGone(IStorage storage, int number)
    {
        foreach (string text in (string[])[KeyOf(number), $"secret {number} ", $"word{number} ", $"tag{number}x", $"meta{number}x"])
            AssertNowhere(storage, text);
    }

    private static void AssertNowhere(IStorage storage, string text) =>
        Assert.Empty(StoreBytes.Holding(storage, Encoding.UTF8.GetBytes(text)));

    private static void AssertSound(IStorage storage, bool isLive)
    {
        CheckReport report = new StoreCheck(storage, new CheckOptions { IsDeep = true, IsLive = isLive }).Run();
        Assert.Empty(report.Findings);
    }

    private static async Task AssertSameAsync(IEnumerable<Record> expected, FeedlogStore store)
    {
        Record[] wanted = [.. expected];
        Record[] actual = await store.ScanAsync().ToArrayAsync();
        Assert.Equal(wanted.Select(Describe), actual.Select(Describe));
        foreach (Record record in wanted)
        {
            Assert.True(store.TryGet(record.Key!, out Record? found));
            Assert.Equal(Describe(record), Describe(found));
            Assert.True(store.TryGet(record.Id, out _));
        }

        Assert.Equal(wanted.Length, await store.RangeAsync(DateTimeOffset.MinValue, DateTimeOffset.MaxValue).CountAsync());
        Assert.Equal(wanted.Length, await store.SearchAsync("secret", new SearchOptions { Limit = 1000 }).CountAsync());
    }

    private static string Describe(Record record) => $"{record} {record.Key} {record.Content} {record.Timestamp:O}";

    private static void WriteFile(MemoryStorage storage, string path, byte[] bytes)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Create);
        file.Write(0, bytes);
    }
}
