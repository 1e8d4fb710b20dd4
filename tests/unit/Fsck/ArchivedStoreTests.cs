using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Fsck.Copying;
using Feedlog.Fsck.Repairing;
using Feedlog.Fsck.Salvaging;
using Feedlog.Tests.Support;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Stores of which part is archived: examined, copied, salvaged, and their indexes made anew.</summary>
public sealed class ArchivedStoreTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(2)]
    public async Task Verify_SoundStore_FindsNothing(int keepSegments)
    {
        MemoryStorage storage = await StoreAsync(keepSegments);
        foreach (CheckOptions options in (CheckOptions[])[new(), new() { IsDeep = true }, new() { IsQuick = true }])
        {
            CheckReport report = new StoreCheck(storage, options).Run();
            Assert.Empty(report.Findings);
            Assert.True(report.Totals.Shards > 1);
            if (!options.IsQuick) Assert.Equal(Records + 2, report.Totals.IntactFrames);
        }
    }

    [Fact]
    public async Task Verify_AnyByteOfAShardFlipped_IsFoundInThatShard()
    {
        MemoryStorage storage = await StoreAsync(1);
        Random random = new(11);
        foreach (ShardEntry shard in ManifestFile.Read(storage).Shards)
        {
            for (int i = 0; i < 12; i++)
            {
                long at = random.NextInt64(shard.LengthBytes);
                Flip(storage, shard.Path, at);
                CheckReport report = new StoreCheck(storage).Run();
                Flip(storage, shard.Path, at);
                Assert.Contains(report.Findings, finding => finding.File == shard.Path);
                Assert.Equal(ExitCode.Damage, report.Exit & ExitCode.Damage);
            }
        }
    }

    [Fact]
    public async Task Verify_ShardsThatAreNotWhatIsListed_AreNamed()
    {
        MemoryStorage storage = await StoreAsync(0);
        IReadOnlyList<ShardEntry> shards = ManifestFile.Read(storage).Shards;
        byte[] first = Read(storage, shards[0].Path);
        byte[] second = Read(storage, shards[1].Path);

        Replace(storage, shards[0].Path, second);
        AssertFindings(storage, "shard-mismatch");
        storage.Delete(shards[0].Path);
        AssertFindings(storage, "shard-missing");
        MemoryStorage other = await StoreAsync(0);
        Replace(storage, shards[0].Path, Read(other, ManifestFile.Read(other).Shards[0].Path));
        AssertFindings(storage, "shard-foreign");
        Replace(storage, shards[0].Path, first);
        AssertFindings(storage);
        Replace(storage, StoreLayout.Shard(shards[0].Month, 999), second);
        AssertFindings(storage, "shard-unlisted");
    }

    [Fact]
    public async Task Backup_IsTheSameStore_AndCompareSaysSo()
    {
        MemoryStorage storage = await StoreAsync(1);
        MemoryStorage target = new();
        CheckReport report = new BackupRun(storage, target, new CheckOptions(), default).Run();
        Assert.Empty(report.Findings);
        Assert.Equal(await StoreRecords.LivingAsync(storage), await StoreRecords.LivingAsync(target));

        MemoryStorage hot = await StoreAsync(keepSegments: 1000);
        CompareRun same = Compare(storage, target);
        Assert.Equal((0, Records + 2L), (same.Findings.ExitBits, same.SameCount));
        Assert.Equal(Records + 2L, Compare(hot, storage).SameCount);
    }

    [Fact]
    public async Task Reindex_MakesIndexesThatSayTheSame()
    {
        MemoryStorage storage = await StoreAsync(1);
        string[] before = await StoreRecords.LivingAsync(storage);
        CheckContext context = new(storage, new CheckOptions(), null, default);
        new Reindexer(context, ManifestFile.Read(storage), null, 0).Run();

        CheckReport report = new StoreCheck(storage, new CheckOptions { IsDeep = true }).Run();
        Assert.DoesNotContain(report.Findings, finding => finding.Code != FindingCode.IndexUnlisted);
        Assert.Equal(before, await StoreRecords.LivingAsync(storage));
    }

    [Fact]
    public async Task Salvage_TakesWhatShardsHold_AndSaysWhatIsLost()
    {
        MemoryStorage storage = await StoreAsync(1);
        string[] before = await StoreRecords.LivingAsync(storage);
        MemoryStorage whole = new();
        Assert.Empty(new SalvageRun(storage, whole, new CheckOptions(), default).Run().Findings);
        Assert.Equal(before, await StoreRecords.LivingAsync(whole));

        storage.Delete(ManifestFile.Read(storage).Shards[0].Path);
        MemoryStorage part = new();
        CheckReport report = new SalvageRun(storage, part, new CheckOptions(), default).Run();
        Assert.Contains(report.Findings, finding => finding.Code == FindingCode.SequencesLost);
        Assert.InRange((await StoreRecords.LivingAsync(part)).Length, 1, before.Length - 1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task Salvage_WithoutAManifest_TakesSegmentsAndShards(int keepSegments)
    {
        MemoryStorage storage = await StoreAsync(keepSegments);
        string[] before = await StoreRecords.LivingAsync(storage);
        storage.Delete(StoreLayout.Manifest);
        MemoryStorage copy = new();
        Assert.Empty(new SalvageRun(storage, copy, new CheckOptions(), default).Run().Findings);
        Assert.Equal(before, await StoreRecords.LivingAsync(copy));

        RepairRun repair = new(storage, null, RepairArea.All, new CheckOptions(), default);
        repair.Plan();
        Assert.Contains("salvage takes both", repair.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Salvage_OfShardsAlone_FindsTheStoreAndTakesEachFrameOnce()
    {
        (MemoryStorage storage, string old, byte[] bytes) = await MergedStoreAsync();
        string[] before = await StoreRecords.LivingAsync(storage);
        using (IStorageFile file = storage.Open(old, StorageOpen.Create)) file.Write(0, bytes);
        storage.Delete(StoreLayout.Manifest);
        storage.Delete(StoreLayout.Watermark);
        foreach (string name in storage.List(StoreLayout.HotFolder)) storage.Delete(StoreLayout.HotFolder + "/" + name);
        MemoryStorage copy = new();
        CheckReport report = new SalvageRun(storage, copy, new CheckOptions(), default).Run();
        Assert.Equal(["watermark-missing"], report.Findings.Select(finding => finding.Code.Name));
        Assert.Equal(before, await StoreRecords.LivingAsync(copy));
    }

    [Fact]
    public async Task Verify_WhatAMergeHasLeftBehind_IsNamedAndDoesNoHarm()
    {
        (MemoryStorage storage, string old, byte[] bytes) = await MergedStoreAsync();
        AssertFindings(storage);
        string[] before = await StoreRecords.LivingAsync(storage);
        using (IStorageFile file = storage.Open(old, StorageOpen.Create)) file.Write(0, bytes);
        AssertFindings(storage, "shard-unlisted");
        MemoryStorage salvaged = new();
        Assert.Empty(new SalvageRun(storage, salvaged, new CheckOptions(), default).Run().Findings);
        Assert.Equal(before, await StoreRecords.LivingAsync(salvaged));
        await using (await FeedlogStore.OpenAsync(storage, new FeedlogOptions())) AssertNotThere(storage, old);
        AssertFindings(storage);
    }

    [Fact]
    public async Task PurgedStore_IsSound_AndSoIsWhatIsMadeOfIt()
    {
        MemoryStorage storage = await StoreAsync(2);
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions()))
        {
            ulong[] sequences = [5, 6, 40, store.LastSequence - 3];
            PurgeResult result = await store.PurgeAsync([.. sequences.Select(one => PurgeTarget.OfSequence(one))]);
            Assert.Equal(sequences.Length, result.Purged);
        }

        string[] living = await StoreRecords.LivingAsync(storage);
        Assert.Empty(new StoreCheck(storage, new CheckOptions { IsDeep = true }).Run().Findings);
        MemoryStorage copy = new();
        Assert.Empty(new SalvageRun(storage, copy, new CheckOptions(), default).Run().Findings);
        Assert.Equal(living, await StoreRecords.LivingAsync(copy));
        new Reindexer(new CheckContext(storage, new CheckOptions(), null, default), ManifestFile.Read(storage), null, 0)
            .Run();
        CheckReport report = new StoreCheck(storage, new CheckOptions { IsDeep = true }).Run();
        Assert.DoesNotContain(report.Findings, finding => finding.Code != FindingCode.IndexUnlisted);
        Assert.Equal(living, await StoreRecords.LivingAsync(storage));
    }

    private const int Records = 80;

    private static readonly DateTimeOffset s_start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private static async Task<MemoryStorage> StoreAsync(int keepSegments)
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(
            storage, new FeedlogOptions
            {
                SegmentBytes = 4096,
                TailBytes = 3000,
                CloseTailBytes = 1,
                TimeProvider = new ManualTime(),
            });
        for (int i = 0; i < Records; i++)
        {
            await store.AppendAsync(new RecordDraft
            {
                Id = new RecordId((ulong)i + 1),
                Content = $"Record {i}: " + string.Join(' ', Enumerable.Range(i, 30)),
                Key = i % 3 == 0 ? $"key {i % 9}" : null,
                Timestamp = s_start.AddDays(i),
                Vectors = i % 5 == 0 ? [new RecordVector("model", new float[] { i, 1, 2 })] : null,
            });
        }

        await store.DeleteAsync("key 3");
        await store.DeleteAsync(new RecordId(2));
        await store.ArchiveAsync(new ArchiveOptions { KeepSegments = keepSegments });
        return storage;
    }

    // A store in which a shard was merged into another, and that shard as it was.
    private static async Task<(MemoryStorage Storage, string OldPath, byte[] OldBytes)> MergedStoreAsync()
    {
        MemoryStorage storage = await StoreAsync(0);
        string old = ManifestFile.Read(storage).Shards[0].Path;
        byte[] bytes = Read(storage, old);
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions());
        await store.AppendAsync(new RecordDraft("Late") { Timestamp = s_start });
        Assert.Equal(1, (await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 0 })).Merged);
        return (storage, old, bytes);
    }

    private static CompareRun Compare(IStorage first, IStorage second)
    {
        CompareRun compare = new(first, second, new CheckOptions(), default);
        compare.Run();
        return compare;
    }

    private static void AssertFindings(MemoryStorage storage, params string[] names) => Assert.Equal(
        names, new StoreCheck(storage).Run().Findings.Select(finding => finding.Code.Name).Distinct());

    private static void AssertNotThere(MemoryStorage storage, string path) =>
        Assert.DoesNotContain(path, ColdFiles.Paths(storage.List));

    private static byte[] Read(MemoryStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return bytes;
    }

    private static void Replace(MemoryStorage storage, string path, byte[] bytes)
    {
        storage.Delete(path);
        using IStorageFile file = storage.Open(path, StorageOpen.Create);
        file.Write(0, bytes);
    }

    private static void Flip(MemoryStorage storage, string path, long at)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Write);
        byte[] one = new byte[1];
        file.Read(at, one);
        one[0] ^= 0x10;
        file.Write(at, one);
    }
}
