using System.Globalization;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Fsck.Salvaging;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What salvage brings into a new store, and what it says about the rest.</summary>
public sealed class SalvageTests
{
    [Fact]
    public async Task Salvage_SoundStore_IsTheSameStoreAndVerifiesClean()
    {
        MemoryStorage source = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(source, SampleStores.SmallSegments))
        {
            await SampleStores.AppendAsync(store, 0, 60, Durability.Durable);
            await SampleStores.AppendAsync(store, 0, 10, Durability.Durable);
            await store.DeleteAsync("kettle-15");
            await store.AppendManyAsync([.. Enumerable.Range(0, 20).Select(i => new RecordDraft("Many " + i))]);
        }

        string[] expected = await StoreRecords.LivingAsync(StoreImage.Of(source).ToStorage());
        (CheckReport report, MemoryStorage target) = Salvage(StoreImage.Of(source));

        Assert.Empty(report.Findings);
        Assert.Equal(0, report.Exit);
        Assert.Empty(StoreImage.Of(target).Check(new CheckOptions { IsDeep = true }).Findings);
        Assert.Equal(expected, await StoreRecords.LivingAsync(target));
    }

    [Theory]
    [InlineData(Durability.Durable)]
    [InlineData(Durability.None)]
    public async Task Salvage_KilledStore_HasWhatRecoveryWouldHave(Durability durability)
    {
        StoreImage killed = await SampleStores.KilledAsync(40, durability);
        string[] expected = await StoreRecords.LivingAsync(killed.ToStorage());
        (CheckReport report, MemoryStorage target) = Salvage(killed);

        Assert.Equal(0, report.Exit & ExitCode.Damage);
        Assert.Equal(expected, await StoreRecords.LivingAsync(target));
    }

    [Fact]
    public async Task Salvage_RecoveredStoreWithoutManifest_TakesEveryFrameOnce()
    {
        MemoryStorage storage = (await SampleStores.KilledAsync(30, Durability.None)).ToStorage();
        for (int i = 0; i < 3; i++)
        {
            await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
            await SampleStores.AppendAsync(store, 30 + i * 5, 5, Durability.None);
            storage = StoreImage.Of(storage).ToStorage();
        }

        StoreImage image = StoreImage.Of(storage);
        string[] expected = await StoreRecords.LivingAsync(image.ToStorage());
        image.Remove(StoreLayout.Manifest);
        (CheckReport report, MemoryStorage target) = Salvage(image);

        Assert.Empty(report.Findings);
        Assert.Equal(expected, await StoreRecords.LivingAsync(target));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Salvage_FirstPartMissing_BringsAllOfTheRest(bool hasManifest)
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 200);
        string[] all = await StoreRecords.LivingAsync(image.ToStorage());
        SegmentEntry firstKept = image.Manifest.Segments[8];
        foreach (SegmentEntry entry in image.Manifest.Segments.Take(7).ToArray())
            image.Remove(StoreLayout.Segment(entry.Number));
        // And of the next one only the second half.
        string half = StoreLayout.Segment(firstKept.Number - 1);
        image[half].AsSpan(0, image[half].Length / 2).Clear();
        if (!hasManifest) image.Remove(StoreLayout.Manifest);

        (CheckReport report, MemoryStorage target) = Salvage(image);

        string[] rescued = await StoreRecords.LivingAsync(target);
        Assert.Equal(ExitCode.Damage, report.Exit & ExitCode.Damage);
        Assert.Equal(all[^rescued.Length..], rescued);
        Assert.True(rescued.Length > 200 - (int)firstKept.FirstSequence + 1);
        Assert.Equal(200, rescued.Length + report.Totals.MissingFrames);
        Assert.Contains(report.Findings, finding => finding.Code == FindingCode.SequencesLost);
    }

    [Fact]
    public async Task Salvage_AllChecksumsOfTheIdentityBroken_FindsTheSaltInTheDamagedBytes()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 40);
        string[] all = await StoreRecords.LivingAsync(image.ToStorage());
        foreach (SegmentEntry entry in image.Manifest.Segments)
            image[StoreLayout.Segment(entry.Number)][SegmentLayout.HeaderHash] ^= 1;
        image[StoreLayout.Manifest][^1] ^= 1;

        (CheckReport report, MemoryStorage target) = Salvage(image);

        Assert.Equal(all, await StoreRecords.LivingAsync(target));
        Assert.Equal(0, report.Totals.MissingFrames);
    }

    [Fact]
    public async Task Salvage_IdentityGone_NeedsACopyThatKnowsIt()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 40);
        StoreImage copy = image.Copy();
        string[] all = await StoreRecords.LivingAsync(image.ToStorage());
        image.Remove(StoreLayout.Manifest);
        foreach (string path in image.Paths.Where(path => path.StartsWith("hot/", StringComparison.Ordinal)))
            image[path].AsSpan(0, SegmentLayout.HeaderBytes).Clear();

        CommandException refusal = Assert.Throws<CommandException>(() => Salvage(image));
        MemoryStorage target = new();
        new SalvageRun(image.ToStorage(), target, new CheckOptions(), default) { IdentityFrom = copy.ToStorage() }.Run();

        Assert.Equal("SaltLost", refusal.Code);
        Assert.Equal(all, await StoreRecords.LivingAsync(target));
    }

    [Fact]
    public async Task Salvage_FramesHiddenInContent_AreNeverTaken()
    {
        StoreImage image = await HiddenFrame.StoreAsync();
        // The record that carries the frame loses its body, then its header too.
        image[SampleStores.First][HiddenFrame.CarrierEndBytes - 1] ^= 1;
        (CheckReport body, MemoryStorage withoutBody) = Salvage(image);
        image[SampleStores.First][HiddenFrame.CarrierOffsetBytes + 8] ^= 1;
        (CheckReport header, MemoryStorage withoutHeader) = Salvage(image);

        string[] rescued = await StoreRecords.LivingAsync(withoutBody);
        Assert.Equal(2, rescued.Length);
        Assert.Equal(rescued, await StoreRecords.LivingAsync(withoutHeader));
        Assert.Equal((1, 1), (body.Totals.MissingFrames, header.Totals.MissingFrames));
    }

    [Fact]
    public async Task Salvage_SegmentsOfStoresAsContent_BringsNoneOfTheirFrames()
    {
        StoreImage inner = await SampleStores.ClosedAsync(records: 30);
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions()))
        {
            for (int i = 0; i < 4; i++)
            {
                await store.AppendAsync("before " + i.ToString(CultureInfo.InvariantCulture));
                await store.AppendAsync(new RecordDraft { ContentBytes = inner[SampleStores.First] });
            }

            byte[] own = StoreImage.Of(storage)[SampleStores.First][..8192];
            await store.AppendAsync(new RecordDraft { ContentBytes = own });
            await store.AppendAsync("last");
        }

        StoreImage image = StoreImage.Of(storage);
        for (int i = 0; i < image[SampleStores.First].Length; i += 3001) image[SampleStores.First][i] ^= 1;
        string[] all = await StoreRecords.LivingAsync(storage);

        (_, MemoryStorage target) = Salvage(image);

        Assert.Subset(all.ToHashSet(), (await StoreRecords.LivingAsync(target)).ToHashSet());
    }

    [Fact]
    public async Task Salvage_TombstoneDamaged_NamesTheRecordThatLivesAgain()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            await SampleStores.AppendAsync(store, 0, 8, Durability.Durable);
            await store.DeleteAsync("kettle-3");
            await SampleStores.AppendAsync(store, 8, 8, Durability.Durable);
        }

        StoreImage image = IndexedStore.Of(StoreImage.Of(storage));
        image[SampleStores.First][FrameAt(image, sequence: 9)] ^= 1;

        (CheckReport report, MemoryStorage target) = Salvage(image);

        Finding finding = Assert.Single(report.Findings, each => each.Code == FindingCode.TombstoneLost);
        Assert.Contains("sequence 4 was ended by tombstone 9", finding.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(report.Findings, each => each.Code == FindingCode.DeathsUnknown);
        Assert.Contains(await StoreRecords.LivingAsync(target),
            each => each.Contains("|kettle-3|", StringComparison.Ordinal));

        foreach (string path in image.Paths.Where(path => path.StartsWith("index/", StringComparison.Ordinal)).ToArray())
            image.Remove(path);
        Assert.Contains(Salvage(image).Report.Findings, each => each.Code == FindingCode.DeathsUnknown);
    }

    [Fact]
    public async Task Salvage_TargetThatHoldsSomething_IsRefusedAndUntouched()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 5);
        MemoryStorage target = (await SampleStores.ClosedAsync(records: 1)).ToStorage();
        StoreImage before = StoreImage.Of(target);

        CommandException refusal = Assert.Throws<CommandException>(
            () => new SalvageRun(image.ToStorage(), target, new CheckOptions(), default).Run());

        Assert.Equal("Exists", refusal.Code);
        Assert.All(before.Paths, path => Assert.Equal(before[path], StoreImage.Of(target)[path]));
    }

    private static int FrameAt(StoreImage image, ulong sequence)
    {
        byte[] segment = image[SampleStores.First];
        for (int at = SegmentLayout.HeaderBytes; at < segment.Length;)
        {
            ulong seed = Feedlog.Format.Checksum.PlaceSeed(image.Manifest.Store.Salt, 1, (ulong)at);
            Assert.True(FrameHeader.TryRead(segment.AsSpan(at), seed, out FrameHeader header, out _));
            if (header.TakesSlot && header.Sequence == sequence) return at;
            at += header.TotalLengthBytes;
        }

        throw new InvalidOperationException("There is no such frame in the first segment.");
    }

    private static (CheckReport Report, MemoryStorage Target) Salvage(StoreImage image)
    {
        MemoryStorage target = new();
        CheckReport report = new SalvageRun(image.ToStorage(), target, new CheckOptions(), default).Run();
        return (report, target);
    }
}
