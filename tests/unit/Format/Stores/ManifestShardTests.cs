using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;

namespace Feedlog.Tests.Unit.Format.Stores;

/// <summary>What a manifest says of shards: FORMAT.md section 7.1, and its faults of section 8.5.</summary>
public sealed class ManifestShardTests
{
    // Behind the three segment entries of the sample.
    private const int ShardAt = ManifestLayout.FixedBytes + 3 * SegmentEntryLayout.EntryBytes;

    private static readonly ShardEntry s_shard = Samples.ManifestWithShards.Shards[0];

    [Fact]
    public void Shards_ComeBackFieldForField()
    {
        ShardEntry second = s_shard with
        {
            Number = 2,
            Month = new ShardMonth(1, 1),
            TimeMinMs = FormatLimits.TimestampMsMin,
            TimeMaxMs = FormatLimits.TimestampMsMin + 1,
            ExpiryMinMs = long.MaxValue,
            FirstAddress = FrameAddress.At(1, 344),
            SlotCount = 1,
        };
        Manifest expected = Samples.ManifestWithShards with { LastShard = 9, Shards = [s_shard, second] };
        byte[] bytes = expected.Write();
        Assert.Equal(176 + 96 * 5 + 8, bytes.Length);
        Assert.True(Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault), fault.ToString());
        Assert.Equal(expected.Segments, manifest!.Segments);
        Assert.Equal(expected.Shards, manifest.Shards);
        Assert.Equal(9UL, manifest.LastShard);
        Assert.Equal(bytes, manifest.Write());
    }

    [Fact]
    public void EveryBitFlip_IsDetected()
    {
        byte[] bytes = Samples.ManifestWithShards.Write();
        for (int bit = 0; bit < bytes.Length * 8; bit++)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.False(Manifest.TryRead(bytes, out _, out _), $"bit {bit}");
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void EveryByteOfAnEntry_SetToAnything_IsReadOrRefusedWithoutAThrow()
    {
        byte[] sound = Samples.ManifestWithShards.Write();
        for (int at = ManifestLayout.LastShard; at < ShardAt + ShardEntryLayout.EntryBytes; at++)
        {
            foreach (byte value in (byte[])[0, 1, 0x7F, 0x80, 0xFF])
            {
                byte[] bytes = Samples.MendManifest(Samples.Put([.. sound], at, value));
                bool isRead = Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault);
                Assert.Equal(isRead, fault == FormatFault.None);
                if (isRead) Assert.Equal(bytes, manifest!.Write());
            }
        }
    }

    [Fact]
    public void Entry_ThatSaysWhatCannotBe_IsRefused()
    {
        AssertFault(FormatFault.BadOrder, s_shard with { Number = 0 });
        AssertFault(FormatFault.BadOrder, s_shard with { Number = ShardSeal.NumberMax + 1 });
        AssertFault(FormatFault.BadOrder, s_shard with { Number = 3 });
        AssertFault(FormatFault.BadOrder, s_shard with { SlotCount = 0 });
        AssertFault(FormatFault.BadOrder, s_shard with { SlotCount = -1 });
        AssertFault(FormatFault.BadOrder, s_shard with { SlotCount = 9, LastSequence = 60 });
        AssertFault(FormatFault.BadOrder, s_shard with { LastSequence = 5 });
        AssertFault(FormatFault.BadOrder, s_shard with { LastSequence = 0 });
        AssertFault(FormatFault.BadOrder, s_shard with { LastAddress = FrameAddress.At(1, 112) });
        AssertFault(FormatFault.BadOrder, s_shard with { LastAddress = FrameAddress.At(3, 120) });
        AssertFault(FormatFault.BadOrder, s_shard with { FirstAddress = FrameAddress.At(0, 120) });
        AssertFault(FormatFault.BadTimestamp, s_shard with { TimeMinMs = s_shard.TimeMaxMs + 1 });
        AssertFault(FormatFault.BadTimestamp, s_shard with { TimeMinMs = long.MinValue });
        AssertFault(FormatFault.BadTimestamp, s_shard with { Month = new ShardMonth(2023, 12) });
        AssertFault(FormatFault.BadLength, s_shard with { LengthBytes = 0 });
        AssertFault(FormatFault.BadLength, s_shard with { LengthBytes = -4096 });
        AssertFault(FormatFault.BadLength, s_shard with { LengthBytes = 4097 });
    }

    [Theory]
    [InlineData(ShardEntryLayout.Month, 13)]
    [InlineData(ShardEntryLayout.Month, 0)]
    [InlineData(ShardEntryLayout.Year + 1, 0xFF)]
    public void Month_ThatIsNone_IsBadTimestamp(int offset, byte value) => AssertFault(FormatFault.BadTimestamp,
        Samples.MendManifest(Samples.Put(Samples.ManifestWithShards.Write(), ShardAt + offset, value)));

    [Fact]
    public void Shards_ThatContradictEachOther_AreBadOrder()
    {
        ShardEntry next = s_shard with { Number = 2, FirstAddress = FrameAddress.At(1, 128), SlotCount = 2 };
        AssertFault(FormatFault.None, s_shard, next);
        AssertFault(FormatFault.BadOrder, next, s_shard);
        AssertFault(FormatFault.BadOrder, s_shard, next with { Number = s_shard.Number });
        AssertFault(FormatFault.BadOrder, s_shard, next with { FirstAddress = s_shard.FirstAddress });
        AssertFault(FormatFault.BadOrder, s_shard, next with { SlotCount = 3 });
    }

    [Fact]
    public void Shard_OfSegmentsThatAreNotArchived_IsBadOrder()
    {
        Manifest sound = Samples.ManifestWithShards;
        SegmentEntry[] segments = [.. sound.Segments];
        segments[0] = segments[0] with { State = SegmentState.Sealed };
        AssertFault(FormatFault.BadOrder, (sound with { Segments = segments }).Write());
    }

    private static void AssertFault(FormatFault expected, params ShardEntry[] shards) =>
        AssertFault(expected, (Samples.ManifestWithShards with { Shards = shards }).Write());

    private static void AssertFault(FormatFault expected, byte[] bytes)
    {
        Assert.Equal(expected == FormatFault.None, Manifest.TryRead(bytes, out Manifest? manifest, out FormatFault fault));
        Assert.Equal(expected, fault);
        Assert.Equal(expected == FormatFault.None, manifest is not null);
    }
}
