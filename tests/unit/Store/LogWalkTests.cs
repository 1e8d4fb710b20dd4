using System.Text;
using Feedlog.Format;
using Feedlog.Format.Frames;
using Feedlog.Format.Segments;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Read;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>The walk through the segments of a view, without any index.</summary>
public sealed class LogWalkTests : IAsyncDisposable
{
    private const int FrameCount = 400;

    private readonly MemoryStorage _storage = new();
    private readonly List<(ulong Sequence, FrameType Type, string Content)> _written = [];
    private StoreCore? _core;

    private AppendPath Appends => Core.Appends ?? throw new InvalidOperationException("The store is read-only.");

    private StoreCore Core => _core ?? throw new InvalidOperationException("The store is not open.");

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Walk_FromAnySequenceToAnyOther_GivesWhatWasWrittenBetween(ReadMode mode)
    {
        await WriteAsync(mode, segmentBytes: 4096);
        Assert.True(View(view => view.Entries.Count(entry => entry.FooterOffsetBytes > 0)) > 10);

        for (ulong first = 0; first <= FrameCount + 1; first += first < 60 ? 1UL : 13)
        {
            foreach (ulong last in (ulong[])[0, first, first + 1, first + 100, FrameCount, ulong.MaxValue])
            {
                Assert.Equal(
                    _written.Where(frame => frame.Sequence >= first && frame.Sequence <= last),
                    Walk(first, last));
            }
        }
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Walk_WithAHint_GivesTheSame(ReadMode mode)
    {
        await WriteAsync(mode, segmentBytes: 16 * 1024);
        FrameAddress[] addresses = Addresses();

        for (int first = 0; first < FrameCount; first += 7)
        {
            FrameAddress[] hints =
            [
                addresses[first], addresses[Math.Max(0, first - 1)], addresses[first / 2], addresses[^1], default,
                FrameAddress.At(addresses[first].SegmentNumber, 8),
                FrameAddress.At(addresses[first].SegmentNumber, addresses[first].OffsetBytes + 8),
                FrameAddress.At(addresses[first].SegmentNumber, 1 << 30),
            ];
            foreach (FrameAddress hint in hints)
                Assert.Equal(_written.Skip(first), Walk((ulong)first + 1, ulong.MaxValue, hint));
        }
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Walk_OverFramesLargerThanItsBuffer_GivesThemWhole(ReadMode mode)
    {
        Open(mode, segmentBytes: 2 * 1024 * 1024);
        foreach (int length in (int[])[10, 300_000, 200_000, 1_500_000, 1, 250_000, 262_144, 700_000, 5])
            await AppendAsync(new string((char)('a' + (_written.Count % 20)), length), null);

        Assert.Equal(_written, Walk(0, ulong.MaxValue));
        Assert.Equal(_written.Skip(4), Walk(5, ulong.MaxValue));
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Walk_AfterReopeningAndRecovery_GoesOnBehindTheGap(ReadMode mode)
    {
        await WriteAsync(mode, segmentBytes: 4096);
        await CloseAsync();
        Open(mode, segmentBytes: 4096);
        await AppendAsync("reopened", null);
        await CloseAsync();
        using (IStorageFile watermark = _storage.Open(StoreLayout.Watermark, StorageOpen.Write))
            watermark.Write(0, new byte[WatermarkLayout.FileBytes]);
        Open(mode, segmentBytes: 4096);
        await AppendAsync("recovered", null);

        Assert.True(_written[^1].Sequence > _written[^2].Sequence + 1000, "There is no gap.");
        Assert.Equal(_written, Walk(0, ulong.MaxValue));
        Assert.Equal(_written.TakeLast(1), Walk(_written[^2].Sequence + 1, ulong.MaxValue));
        Assert.Equal(_written.TakeLast(2), Walk(_written[^2].Sequence, _written[^1].Sequence));
        Assert.Empty(Walk(_written[^2].Sequence + 1, _written[^1].Sequence - 1));
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Walk_OverADamagedFrame_NamesItAndGivesWhatLiesBefore(ReadMode mode)
    {
        await WriteAsync(mode, segmentBytes: 4096);
        FrameAddress victim = Addresses()[100];
        Flip(victim.SegmentNumber, victim.OffsetBytes + FrameLayout.HeaderBytes);

        List<(ulong, FrameType, string)> given = [];
        FeedlogCorruptException damage =
            Assert.Throws<FeedlogCorruptException>(() => Walk(0, ulong.MaxValue, null, given));

        Assert.Equal(StoreLayout.Segment(victim.SegmentNumber), damage.File);
        Assert.Equal(victim.OffsetBytes, damage.OffsetBytes);
        Assert.Equal(_written.Take(100), given);
        Assert.Equal(_written.Take(100), Walk(0, 100));
        Assert.Equal(_written.Skip(101), Walk(102, ulong.MaxValue));
    }

    [Theory]
    [InlineData(ReadMode.Mapped)]
    [InlineData(ReadMode.Positioned)]
    public async Task Walk_FromTheMiddle_IsLedByTheFooterOrTheHint(ReadMode mode)
    {
        await WriteAsync(mode, segmentBytes: 64 * 1024);
        SegmentEntry entry = View(view => view.Entries[1]);
        FrameAddress[] addresses = Addresses();
        ulong first = entry.FirstSequence + FormatLimits.ChunkSlotsMax + 5;
        FrameAddress start = addresses[first - 1];
        Assert.Equal(entry.Number, start.SegmentNumber);

        // A walk from the start of the segment would stumble over this header; led by the footer it does not see it.
        Flip(entry.Number, SegmentLayout.HeaderBytes + 3);
        Assert.Equal(_written.Skip((int)first - 1), Walk(first, ulong.MaxValue));

        Flip(entry.Number, entry.FooterOffsetBytes + 100);
        FeedlogCorruptException damage =
            Assert.Throws<FeedlogCorruptException>(() => Walk(first, ulong.MaxValue));
        Assert.Equal(SegmentLayout.HeaderBytes, damage.OffsetBytes);
        Assert.Equal(_written.Skip((int)first - 1), Walk(first, ulong.MaxValue, start));
        Assert.Equal(_written.Skip((int)first - 1), Walk(first, ulong.MaxValue, addresses[first - 2]));

        Flip(entry.Number, SegmentLayout.HeaderBytes + 3);
        Assert.Equal(_written.Skip((int)first - 1), Walk(first, ulong.MaxValue));
    }

    [Fact]
    public async Task Walk_Mapped_AllocatesNothingForAFrame()
    {
        await WriteAsync(ReadMode.Mapped, segmentBytes: 4096);

        Assert.Equal(FrameCount, View(view => Count(view, out _)));
        long allocated = View(view =>
        {
            Count(view, out long bytes);
            return bytes;
        });

        Assert.Equal(0, allocated);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync() => await CloseAsync();

    private void Open(ReadMode mode, int segmentBytes) => _core = StoreCore.OpenForWriting(
        _storage, new FeedlogOptions { SegmentBytes = segmentBytes, ReadMode = mode }, CancellationToken.None);

    private async Task CloseAsync()
    {
        if (_core is not null) await _core.CloseAsync();
        _core = null;
    }

    // Records of many sizes, alone and in groups, some of which end others, with tombstones between them.
    private async Task WriteAsync(ReadMode mode, int segmentBytes)
    {
        Open(mode, segmentBytes);
        while (_written.Count < FrameCount)
        {
            int i = _written.Count;
            if (i % 11 == 10)
            {
                Assert.True(await Appends.DeleteAsync("k" + (i - 1), null, default, Durability.None, default));
                _written.Add(((ulong)i + 1, FrameType.Tombstone, ""));
            }
            else
            {
                await AppendAsync($"{i} " + new string('x', i * 31 % 500), "k" + i);
            }
        }
    }

    private async Task AppendAsync(string content, string? key)
    {
        AppendResult result = await Appends.AppendAsync(
            new RecordDraft(content) { Key = key }, new AppendOptions { Durability = Durability.None }, default);
        _written.Add((result.Sequence, FrameType.Record, content));
    }

    private List<(ulong Sequence, FrameType Type, string Content)> Walk(
        ulong first, ulong last, FrameAddress? hint = null,
        List<(ulong Sequence, FrameType Type, string Content)>? given = null) => View(view =>
        {
            List<(ulong, FrameType, string)> found = given ?? [];
            using LogWalk walk = view.Walk(Core.Store.Salt, first, last, hint);
            while (walk.MoveNext())
            {
                Assert.Equal(walk.Header.Sequence, walk.Frame.Header.Sequence);
                found.Add((walk.Header.Sequence, walk.Header.Type, Encoding.UTF8.GetString(walk.Frame.Content)));
            }

            Assert.False(walk.MoveNext());
            return found;
        });

    private FrameAddress[] Addresses() => View(view =>
    {
        List<FrameAddress> addresses = [];
        using LogWalk walk = view.Walk(Core.Store.Salt, 0);
        while (walk.MoveNext()) addresses.Add(walk.Address);
        return addresses.ToArray();
    });

    private int Count(ReadView view, out long allocatedBytes)
    {
        using LogWalk walk = view.Walk(Core.Store.Salt, 0);
        int count = 0;
        long before = GC.GetAllocatedBytesForCurrentThread();
        while (walk.MoveNext())
        {
            if (walk.Frame.Bytes.Length > 0 && walk.Address.Packed != 0) count++;
        }

        allocatedBytes = GC.GetAllocatedBytesForCurrentThread() - before;
        return count;
    }

    private void Flip(ulong segmentNumber, long offsetBytes)
    {
        using IStorageFile file = _storage.Open(StoreLayout.Segment(segmentNumber), StorageOpen.Write);
        byte[] one = new byte[1];
        file.Read(offsetBytes, one);
        one[0] ^= 0x10;
        file.Write(offsetBytes, one);
    }

    private T View<T>(Func<ReadView, T> read)
    {
        ReadView view = Core.Views.Acquire();
        try
        {
            return read(view);
        }
        finally
        {
            view.Segments.Release();
        }
    }
}
