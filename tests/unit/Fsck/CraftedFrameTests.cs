using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Files whose checksums are right and whose statements no program of this version makes.</summary>
public sealed class CraftedFrameTests
{
    [Fact]
    public async Task Check_FrameOfUnknownType_IsRemarkedAndTheRestIsSound()
    {
        (StoreImage image, CommitFrame commit) = await StoreWithOneRecordAsync();
        image[SampleStores.First][SegmentLayout.HeaderBytes + FrameLayout.Type] = 9;
        Reseal(image, commit);

        AssertOnly(image, FindingCode.RecordUnknown, SampleStores.First, SegmentLayout.HeaderBytes);
    }

    [Fact]
    public async Task Check_CommitThatCallsItselfDurable_IsImpossible()
    {
        (StoreImage image, CommitFrame commit) = await StoreWithOneRecordAsync();
        Reseal(image, commit with { DurableThrough = 1 });

        AssertOnly(image, FindingCode.CommitImpossible, SampleStores.First, CommitOffset(image));
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

    private static async Task<(StoreImage Image, CommitFrame Commit)> StoreWithOneRecordAsync()
    {
        MemoryStorage storage = new();
        await SampleStores.WriteAsync(storage, 1, SampleStores.SmallSegments);
        StoreImage image = StoreImage.Of(storage);
        int commitAt = CommitOffset(image);
        ReadOnlySpan<byte> bytes = image[SampleStores.First].AsSpan(commitAt);
        Assert.True(FrameDecoder.TryRead(bytes, Seed(image, commitAt), out FrameView frame, out _));
        Assert.True(CommitFrame.TryRead(frame, out CommitFrame commit, out _));
        return (image, commit);
    }

    private static int CommitOffset(StoreImage image) =>
        SegmentLayout.HeaderBytes + BinaryPrimitives.ReadInt32LittleEndian(
            image[SampleStores.First].AsSpan(SegmentLayout.HeaderBytes + FrameLayout.TotalLength));

    private static ulong Seed(StoreImage image, int offset) =>
        Feedlog.Format.Checksum.PlaceSeed(image.Manifest.Store.Salt, 1, (ulong)offset);

    private static void Reseal(StoreImage image, CommitFrame commit)
    {
        int commitAt = CommitOffset(image);
        Span<byte> frame = image[SampleStores.First].AsSpan(SegmentLayout.HeaderBytes..commitAt);
        ulong hash = FrameEncoder.SealHeader(frame, commit.FirstSequence, Seed(image, SegmentLayout.HeaderBytes));
        commit = commit with { GroupHash = GroupScanner.HashOf([hash]) };
        commit.Write(image[SampleStores.First].AsSpan(commitAt), Seed(image, commitAt));
    }

    private static void AssertOnly(StoreImage image, FindingCode code, string file, long offsetBytes)
    {
        CheckReport report = image.Check();

        Finding finding = Assert.Single(report.Findings);
        Assert.Equal((code, file, offsetBytes), (finding.Code, finding.File, finding.OffsetBytes));
        Assert.Equal((int)code.Severity, report.Exit);
    }
}
