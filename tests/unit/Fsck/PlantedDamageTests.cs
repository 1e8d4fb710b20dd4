using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Damage is found, named, and does not hide what lies behind it.</summary>
public sealed class PlantedDamageTests
{
    private const int CommitFrameBytes = CommitLayout.FrameBytes;

    [Fact]
    public async Task Check_FrameHeaderFlipped_NamesTheFrameAndReadsOn()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[SampleStores.First][SegmentLayout.HeaderBytes + FrameLayout.Id] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentDamaged, SampleStores.First, SegmentLayout.HeaderBytes);
        Assert.Equal((SampleStores.RecordCount - 1, 0, 1), Counts(report));
    }

    [Fact]
    public async Task Check_FrameBodyFlipped_CountsTheFrameAsDamaged()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[SampleStores.First][SegmentLayout.HeaderBytes + FrameLayout.HeaderBytes + 30] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentDamaged, SampleStores.First, SegmentLayout.HeaderBytes);
        Assert.Equal((SampleStores.RecordCount - 1, 1, 0), Counts(report));
    }

    [Fact]
    public async Task Check_CommitFlipped_NamesTheCommitAndKeepsItsFrames()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        SegmentEntry entry = image.Manifest.Segments[1];
        long commitAt = entry.LogicalEndBytes - CommitFrameBytes;
        image[SampleStores.Second][commitAt + FrameLayout.HeaderBytes + CommitLayout.GroupHash] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentDamaged, SampleStores.Second, commitAt);
        Assert.Equal((SampleStores.RecordCount, 0, 0), Counts(report));
    }

    [Fact]
    public async Task Check_LastGroupOfOpenSegmentFlipped_IsDamageBecauseItWasDurable()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        SegmentEntry open = image.Manifest.Segments[^1];
        string path = StoreLayout.Segment(open.Number);
        int last = Array.FindLastIndex(image[path], b => b != 0);
        image[path][last - CommitFrameBytes] ^= 1;

        CheckReport report = image.Check();

        Assert.Equal(ExitCode.Damage, report.Exit);
        Assert.Equal(path, Assert.Single(report.Findings).File);
        Assert.Equal(FindingCode.SegmentDamaged, report.Findings[0].Code);
        (long intact, long damaged, long missing) = Counts(report);
        Assert.Equal(SampleStores.RecordCount, intact + damaged + missing);
    }

    [Fact]
    public async Task Check_MiddleOfOpenSegmentFlipped_ReadsOnBehindIt()
    {
        MemoryStorage storage = new();
        await SampleStores.WriteAsync(storage, SampleStores.RecordCount, new FeedlogOptions { SegmentBytes = 1 << 20 });
        StoreImage image = StoreImage.Of(storage);
        image[SampleStores.First][SegmentLayout.HeaderBytes + FrameLayout.Timestamp] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentDamaged, SampleStores.First, SegmentLayout.HeaderBytes);
        Assert.Equal((SampleStores.RecordCount - 1, 0, 1), Counts(report));
    }

    [Fact]
    public async Task Check_ManyDamagedPlaces_FindsEveryOne()
    {
        StoreImage image = await SampleStores.KilledAsync(
            400, Durability.Durable, new FeedlogOptions { SegmentBytes = 1 << 20 });
        byte[] bytes = image[SampleStores.First];
        List<int> places = [];
        for (int at = SegmentLayout.HeaderBytes, i = 0; i < 400; i++)
        {
            int frameBytes = BitConverter.ToInt32(bytes, at + FrameLayout.TotalLength);
            if (i % 2 == 0) places.Add(at);
            at += frameBytes + CommitFrameBytes;
        }

        foreach (int place in places) bytes[place + FrameLayout.Sequence] ^= 0x40;

        CheckReport report = image.Check();

        Assert.Equal(places.Select(place => (long)place), report.Findings.Select(finding => finding.OffsetBytes));
        Assert.Equal((200, 0, 200), Counts(report));
    }

    [Fact]
    public async Task Check_ZeroedSectorInTheMiddle_CountsWhatIsLeft()
    {
        MemoryStorage storage = new();
        await SampleStores.WriteAsync(storage, 300, new FeedlogOptions { SegmentBytes = 32 * 1024 });
        StoreImage image = StoreImage.Of(storage);
        image[SampleStores.First].AsSpan(8192, 512).Clear();

        CheckReport report = image.Check();

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((FindingCode.SegmentDamaged, SampleStores.First), (finding.Code, finding.File));
        Assert.InRange(finding.OffsetBytes, 7600, 8703);
        (long intact, long damaged, long missing) = Counts(report);
        Assert.Equal(300, intact + damaged + missing);
        Assert.InRange(damaged + missing, 1, 4);
    }

    [Fact]
    public async Task Check_SegmentHeaderFlipped_IsNamedAndItsGroupsAreStillRead()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[SampleStores.Second][SegmentLayout.CreatedAt] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentHeaderDamaged, SampleStores.Second, 0);
        Assert.Equal((SampleStores.RecordCount, 0, 0), Counts(report));
    }

    [Fact]
    public async Task Check_FooterFlipped_IsNamed()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        long footerAt = image.Manifest.Segments[0].FooterOffsetBytes;
        image[SampleStores.First][footerAt + FrameLayout.HeaderBytes + FooterLayout.SlotCount] ^= 1;

        CheckReport report = image.Check();
        CheckReport quick = image.Check(new CheckOptions { IsQuick = true });

        AssertOnly(report, FindingCode.FooterDamaged, SampleStores.First, footerAt);
        AssertOnly(quick, FindingCode.FooterDamaged, SampleStores.First, footerAt);
        Assert.Equal((SampleStores.RecordCount, 0, 0), Counts(report));
    }

    [Fact]
    public async Task Check_FooterThatLies_NamesTheField()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        SegmentFooter footer = ReadFooter(image, 0);
        ChunkEntry lie = footer.Chunks[0] with { TimeMaxMs = footer.Chunks[0].TimeMaxMs + 1 };
        footer = footer with { GroupCount = footer.GroupCount + 1, Chunks = [lie, .. footer.Chunks.Skip(1)] };
        WriteFooter(image, 0, footer);

        CheckReport report = image.Check();

        long body = image.Manifest.Segments[0].FooterOffsetBytes + FrameLayout.HeaderBytes;
        Assert.Equal(["footer-mismatch", "footer-mismatch"], report.Findings.Select(each => each.Code.Name));
        Assert.Equal([body + FooterLayout.GroupCount, body + FooterLayout.FixedBytes],
            report.Findings.Select(each => each.OffsetBytes));
    }

    [Fact]
    public async Task Check_ManifestFlipped_StillReadsTheLog()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[StoreLayout.Manifest][ManifestLayout.CreatedAt] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.ManifestDamaged, StoreLayout.Manifest, 0);
        Assert.Equal((SampleStores.RecordCount, 0, 0), Counts(report));
    }

    [Fact]
    public async Task Check_ManifestDeleted_IsNamedAndTheLogIsRead()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image.Remove(StoreLayout.Manifest);
        image[SampleStores.Second][SegmentLayout.HeaderBytes + FrameLayout.Id] ^= 1;

        CheckReport report = image.Check();

        Assert.Equal(ExitCode.Damage, report.Exit);
        Assert.Equal(["manifest-missing", "segment-damaged"], report.Findings.Select(each => each.Code.Name));
        Assert.Equal((SampleStores.RecordCount - 1, 0, 1), Counts(report));
    }

    [Fact]
    public async Task Check_ManifestThatLies_NamesTheEntry()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        Manifest manifest = image.Manifest;
        SegmentEntry lie = manifest.Segments[1] with { TimeMaxMs = manifest.Segments[1].TimeMaxMs + 1 };
        image[StoreLayout.Manifest] =
            (manifest with { Segments = [manifest.Segments[0], lie, .. manifest.Segments.Skip(2)] }).Write();

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.ManifestMismatch, StoreLayout.Manifest,
            ManifestLayout.FixedBytes + SegmentEntryLayout.EntryBytes + SegmentEntryLayout.TimeMax);
        Assert.Equal(ExitCode.Damage, image.Check(new CheckOptions { IsQuick = true }).Exit);
    }

    [Fact]
    public async Task Check_ManifestWithoutOpenSegment_IsInconsistent()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        Manifest manifest = image.Manifest;
        image[StoreLayout.Manifest] = (manifest with { Segments = [.. manifest.Segments.SkipLast(1)] }).Write();

        CheckReport report = image.Check();

        Assert.Contains(report.Findings, each => each.Code == FindingCode.ManifestInconsistent);
        Assert.Equal(ExitCode.Damage, report.Exit & ExitCode.Damage);
    }

    [Fact]
    public async Task Check_StaleManifest_IsToldFromStrays()
    {
        MemoryStorage storage = new();
        await SampleStores.WriteAsync(storage, 10, SampleStores.SmallSegments);
        StoreImage before = StoreImage.Of(storage);
        await SampleStores.WriteAsync(storage, 30, SampleStores.SmallSegments);
        StoreImage image = StoreImage.Of(storage);
        image[StoreLayout.Manifest] = before[StoreLayout.Manifest];

        CheckReport report = image.Check();

        string[] codes = [.. report.Findings.Select(each => each.Code.Name).Distinct()];
        Assert.Equal(["manifest-stale", "durable-missing", "segment-unlisted"], codes);
        Assert.All(report.Findings.Where(each => each.Code == FindingCode.SegmentUnlisted),
            each => Assert.StartsWith("hot/", each.File, StringComparison.Ordinal));
        Assert.Equal(ExitCode.Damage, report.Exit);
    }

    [Fact]
    public async Task Check_OneWatermarkSlotFlipped_IsBenign()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[StoreLayout.Watermark][WatermarkLayout.SlotStrideBytes + WatermarkLayout.PublishedEnd] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.WatermarkSlotDamaged, StoreLayout.Watermark, WatermarkLayout.SlotStrideBytes);
        Assert.Equal(ExitCode.Benign, report.Exit);
    }

    [Fact]
    public async Task Check_BothWatermarkSlotsFlipped_IsDamage()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[StoreLayout.Watermark][WatermarkLayout.Hash] ^= 1;
        image[StoreLayout.Watermark][WatermarkLayout.SlotStrideBytes + WatermarkLayout.Hash] ^= 1;

        AssertOnly(image.Check(), FindingCode.WatermarkDamaged, StoreLayout.Watermark, 0);
    }

    [Fact]
    public async Task Check_WatermarkDeleted_IsDamage()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image.Remove(StoreLayout.Watermark);

        AssertOnly(image.Check(), FindingCode.WatermarkMissing, StoreLayout.Watermark, 0);
    }

    [Fact]
    public async Task Check_WatermarkThatLies_NamesTheField()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        ulong salt = image.Manifest.Store.Salt;
        Assert.True(Watermark.TryReadNewest(image[StoreLayout.Watermark], salt, out Watermark mark, out _));
        (mark with { PublishedEndBytes = mark.PublishedEndBytes - 8 }).Write(
            image[StoreLayout.Watermark].AsSpan((int)mark.SlotOffsetBytes), salt);

        AssertOnly(image.Check(), FindingCode.WatermarkMismatch, StoreLayout.Watermark,
            mark.SlotOffsetBytes + WatermarkLayout.PublishedEnd);
    }

    [Fact]
    public async Task Check_SegmentCut_NamesWhereItEnds()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image.Cut(SampleStores.Second, 1000);

        CheckReport report = image.Check();

        Assert.Contains(report.Findings, each => each is { File: SampleStores.Second, OffsetBytes: 1000 } &&
            each.Code == FindingCode.SegmentTruncated);
        (long intact, long damaged, long missing) = Counts(report);
        Assert.Equal(SampleStores.RecordCount, intact + damaged + missing);
        Assert.True(missing > 0);
    }

    [Fact]
    public async Task Check_OpenSegmentCutBelowTheDurableEnd_IsDamage()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        string path = StoreLayout.Segment(image.Manifest.Segments[^1].Number);
        image.Cut(path, SegmentLayout.HeaderBytes);

        AssertOnly(image.Check(), FindingCode.DurableMissing, path, SegmentLayout.HeaderBytes);
    }

    [Fact]
    public async Task Check_TailAboveTheDurableEndTorn_IsBenign()
    {
        StoreImage image = await SampleStores.KilledAsync(
            8, Durability.None, new FeedlogOptions { SegmentBytes = 1 << 20 });
        int last = Array.FindLastIndex(image[SampleStores.First], b => b != 0);
        image[SampleStores.First][last] ^= 1;

        CheckReport report = image.Check();

        Assert.Equal(ExitCode.Benign, report.Exit);
        Assert.Equal([FindingCode.TailTorn, FindingCode.TailLost], report.Findings.Select(each => each.Code));
        Assert.Equal(7, report.Totals.IntactFrames);
    }

    [Fact]
    public async Task Check_SegmentsSwapped_NamesBoth()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        byte[] first = image[SampleStores.First];
        image[SampleStores.First] = image[SampleStores.Second];
        image[SampleStores.Second] = first;

        CheckReport report = image.Check();

        Assert.Equal(["segment-misplaced", "segment-misplaced"], report.Findings.Select(each => each.Code.Name));
        Assert.Equal([SampleStores.First, SampleStores.Second], report.Findings.Select(each => each.File));
    }

    [Fact]
    public async Task Check_SegmentMissing_CountsItsFrames()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        long frames = image.Manifest.Segments[1].SlotCount;
        image.Remove(SampleStores.Second);

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentMissing, SampleStores.Second, 0);
        Assert.Equal((SampleStores.RecordCount - frames, 0, frames), Counts(report));
    }

    [Fact]
    public async Task Check_SegmentOfAnotherStore_IsForeign()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[SampleStores.Second] = (await SampleStores.ClosedAsync())[SampleStores.Second];

        AssertOnly(image.Check(), FindingCode.SegmentForeign, SampleStores.Second, SegmentLayout.StoreId);
    }

    [Fact]
    public async Task Check_SegmentOfAnOlderMoment_DoesNotFollow()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        SegmentHeader header = ReadHeader(image[SampleStores.Second]);
        (header with { PreviousCommit = header.PreviousCommit + 1 }).Write(image[SampleStores.Second]);

        CheckReport report = image.Check();

        Assert.Equal(FindingCode.SegmentChain, report.Findings[0].Code);
        Assert.Equal((SampleStores.Second, SegmentLayout.PreviousCommit),
            (report.Findings[0].File, report.Findings[0].OffsetBytes));
    }

    [Fact]
    public async Task Check_DamagedRecordThatCarriesAFrame_IsJumpedOver()
    {
        StoreImage image = await HiddenFrame.StoreAsync();
        image[SampleStores.First][HiddenFrame.CarrierEndBytes - 1] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentDamaged, SampleStores.First, HiddenFrame.CarrierOffsetBytes);
        Assert.Equal((2, 1, 0), Counts(report));
    }

    [Fact]
    public async Task Check_DamagedCommitBehindCarriedFrame_IsNotJudgedByWhatItClaims()
    {
        StoreImage image = await HiddenFrame.StoreAsync();
        image[SampleStores.First][HiddenFrame.CarrierEndBytes + FrameLayout.HeaderBytes] ^= 1;

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.SegmentDamaged, SampleStores.First, HiddenFrame.CarrierEndBytes);
        Assert.Equal((3, 0, 0), Counts(report));
    }

    [Fact]
    public async Task Check_UnreadableSector_IsNamedAndTheRestIsRead()
    {
        MemoryStorage storage = new();
        await SampleStores.WriteAsync(storage, 200, new FeedlogOptions { SegmentBytes = 32 * 1024 });
        FailingStorage failing = new(storage)
        {
            UnreadablePath = SampleStores.First,
            UnreadableFromBytes = 8192,
            UnreadableToBytes = 8192 + 512,
        };

        CheckReport report = new StoreCheck(failing).Run();

        Assert.Equal(["read-failed", "segment-damaged"], report.Findings.Select(each => each.Code.Name));
        Assert.Equal((SampleStores.First, 8192), (report.Findings[0].File, report.Findings[0].OffsetBytes));
        (long intact, long damaged, long missing) = Counts(report);
        Assert.Equal(200, intact + damaged + missing);
        Assert.True(intact > 170);
    }

    [Fact]
    public async Task Check_StraysAndDrafts_AreBenign()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image["notes.txt"] = [1];
        image["MANIFEST.tmp"] = [1];
        image["hot/000000000099.feed"] = [1, 2, 3];
        image["hot/000000000098.feed.tmp"] = [1];
        image["hot/12.feed"] = [1];
        image["index/000000000001.idx"] = [1];

        CheckReport report = image.Check();

        Assert.Equal(ExitCode.Benign, report.Exit);
        Assert.Equal(
            [
                ("draft-file", "hot/000000000098.feed.tmp"), ("draft-file", "MANIFEST.tmp"),
                ("index-unlisted", "index/000000000001.idx"), ("stray-file", "hot/000000000099.feed"),
                ("stray-file", "hot/12.feed"), ("stray-file", "notes.txt"),
            ],
            report.Findings.Select(each => (each.Code.Name, each.File))
                .OrderBy(each => each.Name).ThenBy(each => each.File));
    }

    [Fact]
    public async Task Check_RollCutShort_IsBenign()
    {
        StoreImage image = await SampleStores.KilledAsync(records: SampleStores.RecordCount, Durability.Durable);
        StoreImage cut = image.Copy();
        Manifest manifest = image.Manifest;
        SegmentEntry last = manifest.Segments[^2];
        int keptRecords = (int)last.LastSequence;
        SegmentEntry open = new()
        {
            Number = last.Number,
            State = SegmentState.Open,
            FirstSequence = last.FirstSequence,
            FirstGroup = last.FirstGroup,
        };
        cut[StoreLayout.Manifest] = (manifest with
        {
            NextSegment = last.Number + 1,
            Segments = [.. manifest.Segments.SkipLast(2), open],
        }).Write();
        cut.Cut(StoreLayout.Segment(last.Number + 1), SegmentLayout.HeaderBytes);
        cut[StoreLayout.Watermark].AsSpan().Clear();
        new Watermark
        {
            Counter = 1,
            DurableGroup = last.LastGroup,
            PublishedSegment = last.Number,
            PublishedEndBytes = last.LogicalEndBytes,
            PublishedGroup = last.LastGroup,
            PublishedSequence = last.LastSequence,
        }.Write(cut[StoreLayout.Watermark].AsSpan(WatermarkLayout.SlotStrideBytes), manifest.Store.Salt);

        CheckReport report = cut.Check();

        Assert.Equal(["seal-unfinished", "stray-file"], report.Findings.Select(each => each.Code.Name));
        Assert.Equal(ExitCode.Benign, report.Exit);
        Assert.Equal(keptRecords, report.Totals.IntactFrames);
    }

    [Fact]
    public async Task Check_NewerManifestAndSegments_SaysSoAndIsNotCalledDamage()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        Manifest manifest = image.Manifest;
        image[StoreLayout.Manifest] =
            (manifest with { Store = manifest.Store with { RequiredFeatures = 1 } }).Write();

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.VersionUnknown, StoreLayout.Manifest, ManifestLayout.RequiredFeatures);
        Assert.Equal(ExitCode.CouldNotRun, report.Exit);
    }

    [Fact]
    public void Check_NoStore_CouldNotRun()
    {
        MemoryStorage nothing = new();
        Assert.Equal(["store-missing"], new StoreCheck(nothing).Run().Findings.Select(each => each.Code.Name));

        nothing.CreateFolder("");
        CheckReport report = new StoreCheck(nothing).Run();

        Assert.Equal(["not-a-store"], report.Findings.Select(each => each.Code.Name));
        Assert.Equal(ExitCode.CouldNotRun, report.Exit);
    }

    [Fact]
    public async Task Check_CreationCutShort_IsBenign()
    {
        StoreImage image = await SampleStores.ClosedAsync(records: 0);
        image.Remove(StoreLayout.Manifest);
        image.Cut(SampleStores.First, SegmentLayout.HeaderBytes);

        CheckReport report = image.Check();

        AssertOnly(report, FindingCode.CreationUnfinished, StoreLayout.Manifest, 0);
        Assert.Equal(ExitCode.Benign, report.Exit);
    }

    [Fact]
    public async Task Check_MoreFindingsThanAllowed_CountsTheRest()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        for (int i = 0; i < 10; i++) image["stray" + i] = [1];
        image.Remove(SampleStores.First);

        CheckReport report = image.Check(new CheckOptions { FindingsMax = 3 });

        Assert.Equal(3, report.Findings.Count);
        Assert.Equal(8, report.OmittedCount);
        Assert.Equal(ExitCode.Benign | ExitCode.Damage, report.Exit);
    }

    [Fact]
    public async Task Check_Cancelled_SaysSo()
    {
        StoreImage image = await SampleStores.ClosedAsync();

        CheckReport report = new StoreCheck(image.ToStorage()).Run(new CancellationToken(canceled: true));

        Assert.Equal(ExitCode.Cancelled, report.Exit);
    }

    private static (long Intact, long Damaged, long Missing) Counts(CheckReport report) =>
        (report.Totals.IntactFrames, report.Totals.DamagedFrames, report.Totals.MissingFrames);

    private static void AssertOnly(CheckReport report, FindingCode code, string file, long offsetBytes)
    {
        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((code, file, offsetBytes), (finding.Code, finding.File, finding.OffsetBytes));
        Assert.Equal((int)code.Severity, report.Exit);
        Assert.EndsWith(".", finding.Message, StringComparison.Ordinal);
    }

    private static SegmentHeader ReadHeader(byte[] bytes)
    {
        Assert.True(SegmentHeader.TryRead(bytes, out SegmentHeader header, out _));
        return header;
    }

    private static ulong FooterSeed(StoreImage image, SegmentEntry entry) => Feedlog.Format.Checksum.PlaceSeed(
        image.Manifest.Store.Salt, entry.Number, (ulong)entry.FooterOffsetBytes);

    private static SegmentFooter ReadFooter(StoreImage image, int index)
    {
        SegmentEntry entry = image.Manifest.Segments[index];
        ReadOnlySpan<byte> bytes = image[StoreLayout.Segment(entry.Number)].AsSpan((int)entry.FooterOffsetBytes);
        Assert.True(FrameDecoder.TryRead(bytes, FooterSeed(image, entry), out FrameView frame, out _));
        Assert.True(SegmentFooter.TryRead(frame, out SegmentFooter? footer, out _));
        return footer!; // TryRead said so.
    }

    private static void WriteFooter(StoreImage image, int index, SegmentFooter footer)
    {
        SegmentEntry entry = image.Manifest.Segments[index];
        footer.Write(
            image[StoreLayout.Segment(entry.Number)].AsSpan((int)entry.FooterOffsetBytes), FooterSeed(image, entry));
    }
}
