using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>A record whose content is a commit frame that is valid at exactly the place where it lies.</summary>
internal static class HiddenFrame
{
    /// <summary>Where the record begins that carries it, in bytes.</summary>
    public const int CarrierOffsetBytes = SegmentLayout.HeaderBytes;

    /// <summary>Where it lies, in bytes.</summary>
    public const int OffsetBytes = CarrierOffsetBytes + FrameLayout.HeaderBytes;

    /// <summary>Where the record ends that carries it, in bytes.</summary>
    public const int CarrierEndBytes = OffsetBytes + CommitLayout.FrameBytes + BytesBehind;

    private const int BytesBehind = 64;

    /// <summary>The group that it claims to be durable, and that never was.</summary>
    public const ulong ClaimedGroup = 1_000_000;

    /// <summary>A store with three records, the first of which carries the frame.</summary>
    public static async Task<StoreImage> StoreAsync()
    {
        MemoryStorage storage = new();
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, new FeedlogOptions()))
        {
            byte[] content = new byte[CommitLayout.FrameBytes + BytesBehind];
            CommitFrame commit = new()
            {
                Group = ClaimedGroup + 1,
                RecordedAtMs = 0,
                FirstSequence = 7_000_000,
                FrameCount = 1,
                ByteCount = 64,
                GroupHash = 1,
                PreviousCommit = 2,
                DurableThrough = ClaimedGroup,
            };
            ulong salt = StoreImage.Of(storage).Manifest.Store.Salt;
            ulong seed = Checksum.PlaceSeed(salt, 1, OffsetBytes);
            commit.Write(content, seed);
            await store.AppendAsync(new RecordDraft { ContentBytes = content });
            await store.AppendAsync("second");
            await store.AppendAsync("third");
        }

        StoreImage image = StoreImage.Of(storage);
        ulong place = Checksum.PlaceSeed(image.Manifest.Store.Salt, 1, OffsetBytes);
        Assert.True(FrameDecoder.TryRead(image[SampleStores.First].AsSpan(OffsetBytes), place, out _, out _));
        return image;
    }
}
