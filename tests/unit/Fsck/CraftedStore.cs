using System.Buffers.Binary;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>A store with one frame, to be changed and given sound checksums again.</summary>
internal static class CraftedStore
{
    /// <summary>Where the frame begins in the first segment.</summary>
    public const int FrameOffsetBytes = SegmentLayout.HeaderBytes;

    /// <summary>A store with a record that carries everything, and the commit of its group.</summary>
    public static Task<(StoreImage Image, CommitFrame Commit)> WithOneRecordAsync() =>
        WithAsync(storage => SampleStores.WriteAsync(storage, 1, SampleStores.SmallSegments));

    /// <summary>A store that holds what the action appends: one frame.</summary>
    public static async Task<(StoreImage Image, CommitFrame Commit)> WithAsync(Func<IStorage, Task> append)
    {
        MemoryStorage storage = new();
        await append(storage);
        StoreImage image = StoreImage.Of(storage);
        int commitAt = CommitOffset(image);
        ReadOnlySpan<byte> bytes = image[SampleStores.First].AsSpan(commitAt);
        Assert.True(FrameDecoder.TryRead(bytes, Seed(image, commitAt), out FrameView frame, out _));
        Assert.True(CommitFrame.TryRead(frame, out CommitFrame commit, out _));
        return (image, commit);
    }

    /// <summary>Where the commit begins behind the frame.</summary>
    public static int CommitOffset(StoreImage image) =>
        FrameOffsetBytes + BinaryPrimitives.ReadInt32LittleEndian(
            image[SampleStores.First].AsSpan(FrameOffsetBytes + FrameLayout.TotalLength));

    /// <summary>The bytes of the frame; what is written to them is in the image.</summary>
    public static Span<byte> Frame(StoreImage image) =>
        image[SampleStores.First].AsSpan(FrameOffsetBytes..CommitOffset(image));

    /// <summary>Makes all checksums of the frame and its commit agree again.</summary>
    public static void Reseal(StoreImage image, CommitFrame commit)
    {
        int commitAt = CommitOffset(image);
        Span<byte> frame = Frame(image);
        BinaryPrimitives.WriteUInt64LittleEndian(frame[FrameLayout.BodyHash..],
            Feedlog.Format.Checksum.Xxh3(frame[FrameLayout.HeaderBytes..]));
        ulong hash = FrameEncoder.SealHeader(frame, commit.FirstSequence, Seed(image, FrameOffsetBytes));
        commit = commit with { GroupHash = GroupScanner.HashOf([hash]) };
        commit.Write(image[SampleStores.First].AsSpan(commitAt), Seed(image, commitAt));
    }

    private static ulong Seed(StoreImage image, int offset) =>
        Feedlog.Format.Checksum.PlaceSeed(image.Manifest.Store.Salt, 1, (ulong)offset);
}
