using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Files whose checksums are right and whose statements no program of this version makes.</summary>
public sealed class CraftedFrameTests
{
    [Fact]
    public async Task Check_FrameOfUnknownType_IsRemarkedAndTheRestIsSound()
    {
        (StoreImage image, CommitFrame commit) = await CraftedStore.WithOneRecordAsync();
        image[SampleStores.First][SegmentLayout.HeaderBytes + FrameLayout.Type] = 9;
        CraftedStore.Reseal(image, commit);

        AssertOnly(image, FindingCode.RecordUnknown, SampleStores.First, SegmentLayout.HeaderBytes);
    }

    [Fact]
    public async Task Check_CommitThatCallsItselfDurable_IsImpossible()
    {
        (StoreImage image, CommitFrame commit) = await CraftedStore.WithOneRecordAsync();
        CraftedStore.Reseal(image, commit with { DurableThrough = 1 });

        AssertOnly(image, FindingCode.CommitImpossible, SampleStores.First, CraftedStore.CommitOffset(image));
    }

    [Fact]
    public async Task Check_SegmentOfANewerVersion_IsNotCalledDamage()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        byte[] header = image[SampleStores.Second];
        header[SegmentLayout.Version]++;
        BinaryPrimitives.WriteUInt64LittleEndian(header.AsSpan(SegmentLayout.HeaderHash),
            Feedlog.Format.Checksum.Xxh3(header.AsSpan(0, SegmentLayout.HeaderHash)));

        AssertOnly(image, FindingCode.VersionUnknown, SampleStores.Second, SegmentLayout.Version);
    }

    [Fact]
    public async Task Check_SpaceOfTheWatermarkWritten_IsRemarked()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        image[StoreLayout.Watermark][WatermarkLayout.SlotStrideBytes - 1] = 1;

        AssertOnly(image, FindingCode.WatermarkSlack, StoreLayout.Watermark, WatermarkLayout.SlotStrideBytes - 1);
    }

    [Fact]
    public async Task Check_FileThatMayNotBeOpened_CouldNotRun()
    {
        StoreImage image = await SampleStores.ClosedAsync();
        FailingStorage storage = new(image.ToStorage()) { ForbiddenPath = SampleStores.Second };

        CheckReport report = new StoreCheck(storage).Run();

        Assert.Equal((FindingCode.FileUnreadable, SampleStores.Second),
            (Assert.Single(report.Findings).Code, report.Findings[0].File));
        Assert.Equal(ExitCode.CouldNotRun, report.Exit);
    }

    [Fact]
    public async Task Check_FrameOfANewerVersion_IsNotCalledDamage()
    {
        (StoreImage image, CommitFrame commit) = await CraftedStore.WithOneRecordAsync();
        image[SampleStores.First][SegmentLayout.HeaderBytes + FrameLayout.Version]++;
        CraftedStore.Reseal(image, commit);

        AssertOnly(image, FindingCode.VersionUnknown, SampleStores.First,
            SegmentLayout.HeaderBytes + FrameLayout.Version);
    }

    private static void AssertOnly(StoreImage image, FindingCode code, string file, long offsetBytes)
    {
        CheckReport report = image.Check();

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((code, file, offsetBytes), (finding.Code, finding.File, finding.OffsetBytes));
        Assert.Equal((int)code.Severity, report.Exit);
    }
}
