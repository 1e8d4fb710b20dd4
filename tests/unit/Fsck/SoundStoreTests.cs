using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>The checker is silent on every kind of store that the engine makes.</summary>
public sealed class SoundStoreTests
{
    [Fact]
    public async Task Check_NewStore_IsSilent()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 0);

        AssertSilent(image.Check(), frames: 0);
    }

    [Fact]
    public async Task Check_ManySegments_IsSilentAndCountsEveryFrame()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 200);

        CheckReport report = image.Check();

        AssertSilent(report, frames: 200);
        Assert.True(image.Manifest.Segments.Count > 10);
        Assert.Equal(image.Manifest.Segments.Count, report.Totals.Segments);
        Assert.Equal(200, report.Totals.Groups);
    }

    [Fact]
    public async Task Check_TombstonesAndSupersededRecords_IsSilent()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            await SampleStores.AppendAsync(store, 0, 30, Durability.Durable);
            await SampleStores.AppendAsync(store, 0, 30, Durability.Durable);
            Assert.True(await store.DeleteAsync("kettle-3"));
        }

        CheckReport report = StoreImage.Of(storage).Check();

        AssertSilent(report, frames: 61);
        Assert.Equal(1, report.Totals.Tombstones);
        Assert.Equal(60, report.Totals.Records);
    }

    [Fact]
    public async Task Check_LargeGroups_IsSilent()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            await store.AppendManyAsync([.. Enumerable.Range(0, 500).Select(i => new RecordDraft("Record " + i))]);
            await store.AppendAsync(new string('x', 3_000_000));
            await store.AppendAsync("small");
        }

        AssertSilent(StoreImage.Of(storage).Check(), frames: 502);
    }

    [Theory]
    [InlineData(Durability.Durable)]
    [InlineData(Durability.Interval)]
    [InlineData(Durability.None)]
    public async Task Check_KilledProcess_IsSilent(Durability durability)
    {
        StoreImage image = await SampleStores.KilledAsync(records: 50, durability);

        AssertSilent(image.Check(), frames: 50);
    }

    [Fact]
    public async Task Check_AfterEveryAppend_IsSilent()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
        for (int i = 0; i < 60; i++)
        {
            await SampleStores.AppendAsync(store, i, 1, i % 2 == 0 ? Durability.None : Durability.Durable);

            AssertSilent(new StoreCheck(storage).Run(), frames: i + 1);
        }
    }

    [Fact]
    public async Task Check_RecoveredStore_IsSilent()
    {
        StoreImage killed = await SampleStores.KilledAsync(records: 50, Durability.None);
        MemoryStorage storage = killed.ToStorage();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            Assert.False(store.OpenReport.WasClean);
            await SampleStores.AppendAsync(store, 50, 20, Durability.Durable);
        }

        AssertSilent(StoreImage.Of(storage).Check(), frames: 70);
    }

    [Fact]
    public async Task Check_TornTailRecovered_IsSilent()
    {
        StoreImage torn = await SampleStores.KilledAsync(
            records: 8, Durability.None, new FeedlogOptions { SegmentBytes = 1 << 20 });
        byte[] bytes = torn[SampleStores.First];
        int writtenEnd = Array.FindLastIndex(bytes, b => b != 0) + 1;
        bytes.AsSpan(writtenEnd - 40).Clear();
        Assert.Equal(ExitCode.Benign, torn.Check().Exit);
        MemoryStorage storage = torn.ToStorage();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions()))
            Assert.False(store.OpenReport.WasClean);

        AssertSilent(StoreImage.Of(storage).Check(), frames: 7);
    }

    [Fact]
    public async Task Check_FailedWriteSkippedSequences_IsSilent()
    {
        FailingStorage storage = new(new MemoryStorage());
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            storage.WritesToFail = 1;
            await Assert.ThrowsAsync<FeedlogException>(async () => await store.AppendAsync("lost"));
            await SampleStores.AppendAsync(store, 0, 3, Durability.Durable);
            storage.WritesToFail = 1;
            await Assert.ThrowsAsync<FeedlogException>(async () => await store.AppendAsync("lost too"));
            await SampleStores.AppendAsync(store, 3, 3, Durability.Durable);
        }

        StoreImage image = StoreImage.Of(storage);

        AssertSilent(image.Check(), frames: 6);
        Assert.Contains(image.Manifest.Segments, entry => entry is { State: SegmentState.Sealed, SlotCount: 0 });
        Assert.Contains(image.Manifest.Segments, entry => entry is { SlotCount: > 0, FooterOffsetBytes: 0 });
    }

    [Fact]
    public async Task Check_Quick_IsSilentToo()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 200);

        CheckReport report = image.Check(new CheckOptions { IsQuick = true });

        AssertSilent(report, frames: 0);
        Assert.True(report.Totals.BytesRead < 64 * 1024);
    }

    [Fact]
    public async Task Check_FrameHiddenInContent_IsNotTakenForOne()
    {
        StoreImage image = await HiddenFrame.StoreAsync();

        AssertSilent(image.Check(), frames: 3);
    }

    private static void AssertSilent(CheckReport report, long frames)
    {
        Assert.Empty(report.Findings);
        Assert.Equal(ExitCode.Clean, report.Exit);
        Assert.Equal(frames, report.Totals.CheckedFrames);
        Assert.Equal(frames, report.Totals.IntactFrames);
        Assert.Equal(0, report.Totals.MissingFrames);
    }
}
