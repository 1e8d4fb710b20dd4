using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Checks beside a writer that is at work.</summary>
public sealed class LiveStoreTests
{
    [Fact]
    public async Task CheckLive_BytesBehindThePublishedEnd_AreNotLookedAt()
    {
        StoreImage image = await SampleStores.KilledAsync(records: 8, Durability.Durable);
        string path = StoreLayout.Segment(image.Manifest.Segments[^1].Number);
        image[path][^1] = 1;
        image[StoreLayout.ManifestDraft] = [1];
        image[StoreLayout.Segment(image.Manifest.NextSegment)] = [1];

        CheckReport live = image.Check(new CheckOptions { IsLive = true });

        Assert.Empty(live.Findings);
        Assert.True(live.IsLive);
        Assert.Equal(8, live.Totals.IntactFrames);
        Assert.Equal(["draft-file", "tail-torn", "stray-file"], image.Check().Findings.Select(each => each.Code.Name));
    }

    [Fact]
    public async Task CheckLive_DamageBelowThePublishedEnd_IsFound()
    {
        StoreImage image = await SampleStores.KilledAsync(records: 8, Durability.None);
        image[SampleStores.First][Feedlog.Format.Segments.SegmentLayout.HeaderBytes + 8] ^= 1;

        CheckReport live = image.Check(new CheckOptions { IsLive = true });

        Assert.Equal((FindingCode.SegmentDamaged, 120L), (live.Findings[0].Code, live.Findings[0].OffsetBytes));
        Assert.Equal((7, 1), (live.Totals.IntactFrames, live.Totals.MissingFrames));
    }

    [Fact]
    public async Task Check_WriterRollsMeanwhile_IsRepeatedUpToThePublishedEnd()
    {
        FailingStorage storage = new(new MemoryStorage());
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
        await SampleStores.AppendAsync(store, 0, 40, Durability.Durable);
        bool hasWritten = false;
        storage.OnRead = path =>
        {
            if (hasWritten || path != SampleStores.Second) return;
            hasWritten = true;
            SampleStores.AppendAsync(store, 40, 60, Durability.Durable).GetAwaiter().GetResult();
        };

        CheckReport report = new StoreCheck(storage).Run();

        Assert.True(hasWritten);
        Assert.Empty(report.Findings);
        Assert.True(report.IsLive);
        Assert.Equal(100, report.Totals.IntactFrames);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Check_AgainAndAgainBesideAWriter_NeverReportsDamage(bool isLive)
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
        await SampleStores.AppendAsync(store, 0, 40, Durability.Durable);
        Task writing = Task.Run(async () =>
        {
            for (int i = 40; i < 1000; i++)
                await SampleStores.AppendAsync(store, i, 1, i % 3 == 0 ? Durability.None : Durability.Durable);
        });

        List<CheckReport> reports = [];
        do reports.Add(new StoreCheck(storage, new CheckOptions { IsLive = isLive }).Run());
        while (!writing.IsCompleted);
        await writing;

        Assert.All(reports, report => Assert.Equal(0, report.Exit & ~ExitCode.Benign));
        Assert.All(reports, report => Assert.True(report.Totals.IntactFrames >= 40));
        if (isLive) Assert.All(reports, report => Assert.Empty(report.Findings));
    }
}
