using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;
using Feedlog.Fsck.Repairing;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What repair mends, and that it loses nothing on the way.</summary>
public sealed class RepairTests
{
    public static TheoryData<string> Damages() =>
    [
        "manifest-missing", "manifest-damaged", "manifest-older", "header", "footer", "watermark-missing",
        "watermark-damaged", "watermark-slot", "watermark-slack", "torn-tail", "strays", "index-damaged",
        "index-missing", "manifest-missing-with-strays",
    ];

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Repair_DamageThatCostsNoFrame_IsMendedAndNothingIsLost(string damage)
    {
        StoreImage image = await StoreAsync();
        string[] expected = await StoreRecords.LivingAsync(image.ToStorage());
        Plant(image, damage);
        MemoryStorage storage = image.ToStorage();
        List<RepairStep> planned = [];
        CheckReport found = Run(storage, planned).Plan();

        Assert.NotEmpty(found.Findings);
        Assert.NotEmpty(planned);
        AssertSame(image, storage);

        List<RepairStep> done = [];
        RepairRun repair = Run(storage, done);
        CheckReport left = repair.Apply();
        Assert.Empty(left.Findings);
        Assert.Equal(done.Count, repair.DoneCount);
        Assert.Equal(planned[0].Action, done[0].Action);

        List<RepairStep> again = [];
        StoreImage mended = StoreImage.Of(storage);
        Assert.Empty(Run(storage, again).Apply().Findings);
        Assert.Empty(again);
        AssertSame(mended, storage, except: StoreLayout.Lock);
        Assert.Equal(expected, await StoreRecords.LivingAsync(storage));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Repair_WhatItReplaces_IsInQuarantine(string damage)
    {
        StoreImage image = await StoreAsync();
        Plant(image, damage);
        MemoryStorage storage = image.ToStorage();

        Run(storage, []).Apply();

        HashSet<string> kept = [];
        foreach (string name in storage.List(StoreLayout.QuarantineFolder))
            kept.Add(Hash(storage, StoreLayout.QuarantineFolder + "/" + name));
        foreach (string path in image.Paths.Where(path => path != StoreLayout.Lock))
        {
            bool isThere = storage.List(Path.GetDirectoryName(path)!.Replace('\\', '/')).Contains(Path.GetFileName(path));
            string before = Hash(image.ToStorage(), path);
            bool isSame = isThere && Hash(storage, path) == before;
            // Of manifests that can be read there may be many; only those that were damaged are worth keeping.
            bool isReplacedManifest = path == StoreLayout.Manifest && damage is not ("manifest-damaged" or
                "manifest-older" or "footer");
            Assert.True(isSame || isReplacedManifest || kept.Contains(before), path);
        }
    }

    [Fact]
    public async Task Repair_DamagedFrames_AreLeftToSalvage()
    {
        StoreImage image = await StoreAsync();
        image[SampleStores.First][SegmentLayout.HeaderBytes + 8] ^= 1;
        MemoryStorage storage = image.ToStorage();
        List<RepairStep> done = [];

        CheckReport left = Run(storage, done).Apply();

        Assert.Empty(done);
        Assert.Equal(ExitCode.Damage, left.Exit);
        AssertSame(image, storage, except: StoreLayout.Lock);
    }

    [Fact]
    public async Task Repair_OpenSegmentReplacedByOtherBytes_GetsNoHeaderThatHidesTheLoss()
    {
        StoreImage image = await StoreAsync();
        string open = StoreLayout.Segment(image.Manifest.Segments[^1].Number);
        image[open] = new byte[image[open].Length];
        image.Remove(StoreLayout.Watermark);
        MemoryStorage storage = image.ToStorage();
        List<RepairStep> done = [];

        CheckReport left = Run(storage, done).Apply();

        Assert.Empty(done);
        Assert.Equal(ExitCode.Damage, left.Exit & ExitCode.Damage);
    }

    [Fact]
    public async Task Repair_SegmentMissingAndManifestToo_SaysWhyNot()
    {
        StoreImage image = await StoreAsync();
        image.Remove(StoreLayout.Manifest);
        image.Remove(SampleStores.Second);
        RepairRun repair = Run(image.ToStorage(), []);

        CheckReport report = repair.Plan();

        Assert.Equal(ExitCode.Damage, report.Exit & ExitCode.Damage);
        Assert.Contains("goes on behind group", repair.Obstacle, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Repair_OnlyStrays_LeavesTheRest()
    {
        StoreImage image = await StoreAsync();
        Plant(image, "strays");
        Plant(image, "watermark-slot");
        MemoryStorage storage = image.ToStorage();
        List<RepairStep> done = [];

        CheckReport left = new RepairRun(storage, null, RepairArea.Strays, new CheckOptions(), default)
        {
            OnStep = done.Add,
        }.Apply();

        Assert.All(done, step => Assert.Equal(RepairArea.Strays, step.Area));
        Assert.Equal(["watermark-slot-damaged"], left.Findings.Select(finding => finding.Code.Name));
    }

    [Fact]
    public async Task Repair_StoreOfARunningWriter_IsRefused()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
        await store.AppendAsync("here");

        Assert.Equal("Locked", Assert.Throws<CommandException>(() => Run(storage, []).Apply()).Code);
    }

    // Several sealed segments, an open one with records, runs and deaths.
    internal static async Task<StoreImage> StoreAsync()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments))
        {
            await SampleStores.AppendAsync(store, 0, 50, Durability.Durable);
            await SampleStores.AppendAsync(store, 0, 12, Durability.Durable);
            await store.DeleteAsync("kettle-21");
        }

        return IndexedStore.Of(StoreImage.Of(storage), tailGroups: 3);
    }

    internal static void Plant(StoreImage image, string damage)
    {
        Manifest manifest = image.Manifest;
        string open = StoreLayout.Segment(manifest.Segments[^1].Number);
        switch (damage)
        {
            case "manifest-missing": image.Remove(StoreLayout.Manifest); break;
            case "manifest-damaged": image[StoreLayout.Manifest][70] ^= 1; break;
            case "manifest-older":
                image[StoreLayout.Manifest] = (manifest with
                {
                    Generation = 1,
                    NextSegment = 2,
                    Segments = [new SegmentEntry { Number = 1, State = SegmentState.Open, FirstSequence = 1, FirstGroup = 1 }],
                    Runs = [],
                    Deaths = [],
                }).Write();
                break;
            case "header": image[SampleStores.Second][40] ^= 1; break;
            case "footer": image[SampleStores.Second][manifest.Segments[1].FooterOffsetBytes + 70] ^= 1; break;
            case "watermark-missing": image.Remove(StoreLayout.Watermark); break;
            case "watermark-damaged":
                image[StoreLayout.Watermark][10] ^= 1;
                image[StoreLayout.Watermark][WatermarkLayout.SlotStrideBytes + 10] ^= 1;
                break;
            case "watermark-slot": image[StoreLayout.Watermark][10] ^= 1; break;
            case "watermark-slack": image[StoreLayout.Watermark][200] ^= 1; break;
            case "torn-tail": image[open] = [.. image[open], .. "a torn write"u8]; break;
            case "strays":
                image[StoreLayout.Segment(90)] = [1, 2, 3];
                image[StoreLayout.ManifestDraft] = [1];
                image[StoreLayout.SegmentDraft(91)] = [1];
                image[StoreLayout.Index(90)] = [1];
                break;
            case "index-damaged": image[StoreLayout.Index(1)][5000] ^= 1; break;
            case "index-missing": image.Remove(StoreLayout.Live(3)); break;
            default:
                image.Remove(StoreLayout.Manifest);
                image[StoreLayout.SegmentDraft(91)] = [1];
                break;
        }
    }

    private static RepairRun Run(IStorage storage, List<RepairStep> steps) =>
        new(storage, null, RepairArea.All, new CheckOptions(), default) { OnStep = steps.Add };

    private static string Hash(IStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return Feedlog.Format.Checksum.Xxh3Wide(bytes).ToString();
    }

    private static void AssertSame(StoreImage image, IStorage storage, string except = "")
    {
        StoreImage now = StoreImage.Of(storage);
        Assert.Equal(image.Paths.Where(path => path != except), now.Paths.Where(path => path != except));
        Assert.All(image.Paths.Where(path => path != except), path => Assert.Equal(image[path], now[path]));
    }
}
