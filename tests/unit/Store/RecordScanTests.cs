using System.Globalization;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Scans that several threads share give what one enumeration gives, and leave unread what they can.</summary>
public sealed class RecordScanTests
{
    private const int RecordCount = 1500;
    private const long StartMs = 1_701_345_600_000; // Half a day before a new month.
    private const long StepMs = 60_000;

    [Theory]
    [InlineData(ReadMode.Mapped, false, 1)]
    [InlineData(ReadMode.Mapped, true, 3)]
    [InlineData(ReadMode.Positioned, false, 2)]
    [InlineData(ReadMode.Positioned, true, 1)]
    public async Task Scan_WithAnyBounds_GivesWhatAnEnumerationGives(ReadMode mode, bool headersOnly, int cursors)
    {
        using TempStore temp = new();
        ManualTime clock = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(mode) with { TimeProvider = clock });
        await FillAsync(store, clock);
        clock.Advance(TimeSpan.FromHours(2));
        using FeedlogSnapshot now = store.OpenSnapshot();
        using FeedlogSnapshot past = store.AsOf(RecordCount / 2);

        foreach (FeedlogSnapshot snapshot in (FeedlogSnapshot[])[now, past])
        {
            Record[] all = [.. snapshot.Scan()];
            Assert.InRange(all.Length, RecordCount / 4, RecordCount - 10);
            foreach (ScanOptions bounds in Bounds(all))
            {
                ScanOptions options = bounds with { HeadersOnly = headersOnly };
                Assert.Equal(
                    all.Where(record => IsWanted(record, options)).Select(Describe),
                    Read(snapshot, options, cursors, out _));
            }
        }
    }

    [Fact]
    public async Task Scan_BoundedInTimeOrByKey_ReadsTheSegmentsThatItNeeds()
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(ReadMode.Mapped));
        await FillAsync(store, new ManualTime());
        using FeedlogSnapshot snapshot = store.OpenSnapshot();

        Read(snapshot, new ScanOptions(), 2, out ScanCounters whole);
        Read(snapshot, new ScanOptions { From = At(100), To = At(110) }, 2, out ScanCounters hour);
        Record keyed = snapshot.Scan().Last(record => record.Key is not null);
        ScanOptions byKey = new() { Key = keyed.Key, Stream = keyed.Stream };
        Read(snapshot, byKey, 2, out ScanCounters key);

        Assert.True(whole.SegmentsTotal > 10, $"Only {whole.SegmentsTotal} segments.");
        Assert.Equal(whole.SegmentsTotal, whole.SegmentsRead);
        Assert.True(whole.FramesRead >= RecordCount);
        Assert.InRange(hour.SegmentsRead, 1, 3);
        Assert.InRange(hour.FramesRead, 1, 12);
        Assert.Equal((1, 1, 1), (key.SegmentsRead, key.FramesRead, key.RecordsGiven));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Scan_OfAnArchivedStore_GivesTheSame_AndOpensTheShardsThatItNeeds(bool headersOnly)
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(ReadMode.Mapped));
        await FillAsync(store, new ManualTime());
        using FeedlogSnapshot before = store.OpenSnapshot();
        Record[] all = [.. before.Scan()];

        await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 2 });

        using FeedlogSnapshot after = store.OpenSnapshot();
        foreach (ScanOptions bounds in Bounds(all))
        {
            ScanOptions options = bounds with { HeadersOnly = headersOnly };
            List<string> expected = Read(before, options, 1, out _);
            Assert.Equal(expected, Read(after, options, 3, out ScanCounters counters));
            Assert.InRange(counters.SegmentsRead, 0, counters.SegmentsTotal);
            Assert.InRange(counters.ShardsRead, 0, counters.ShardsTotal);
        }

        Read(after, new ScanOptions(), 2, out ScanCounters whole);
        Read(after, new ScanOptions { From = At(102), To = At(110) }, 2, out ScanCounters hour);
        Assert.Equal((2, whole.ShardsTotal), (whole.SegmentsTotal, whole.ShardsRead));
        Assert.True(whole.ShardsTotal > 1, $"Only {whole.ShardsTotal} shards.");
        Assert.Equal((0, 1), (hour.SegmentsRead, hour.ShardsRead));
    }

    [Fact]
    public async Task Scan_OfAnEmptyStore_GivesNothing()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        using FeedlogSnapshot snapshot = store.OpenSnapshot();

        foreach (ScanOptions options in (ScanOptions[])[new(), new() { To = DateTimeOffset.MaxValue }, new() { Key = "a" }])
            Assert.Empty(Read(snapshot, options, 2, out _));
    }

    [Fact]
    public async Task Scan_OverADamagedBody_RefusesIt_UnlessHeadersAreEnough()
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, Options(ReadMode.Positioned));
        ManualTime farAhead = new();
        farAhead.Advance(TimeSpan.FromDays(36_500));
        await FillAsync(store, farAhead);
        using (IStorageFile file = storage.Open(StoreLayout.Segment(1), StorageOpen.Write))
            file.Write(SegmentHeaderAndFrameBytes, "damage!!"u8);

        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        Assert.Throws<FeedlogCorruptException>(() => Read(snapshot, new ScanOptions(), 1, out _));
        Assert.NotEmpty(Read(snapshot, new ScanOptions { HeadersOnly = true }, 1, out _));
    }

    [Fact]
    public async Task Cursor_OutlivesItsScanAndSnapshot_AndOnesThatReadHeadersHaveNoRecord()
    {
        await using FeedlogStore store = FeedlogStore.CreateInMemory();
        await store.AppendAsync("a record");
        FeedlogSnapshot snapshot = store.OpenSnapshot();
        RecordScan scan = snapshot.OpenScan(new ScanOptions { HeadersOnly = true });
        using RecordCursor cursor = scan.OpenCursor();
        Assert.True(cursor.MoveNext());
        scan.Dispose();
        snapshot.Dispose();

        Assert.Equal(1ul, cursor.Sequence);
        Assert.Throws<InvalidOperationException>(() => cursor.Record.Content.Length);
        Assert.Throws<ObjectDisposedException>(scan.OpenCursor);
        Assert.Throws<ObjectDisposedException>(() => snapshot.OpenScan());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Cursor_Warm_AllocatesNothingForARecord(bool isBounded)
    {
        using TempStore temp = new();
        await using FeedlogStore store = await temp.OpenAsync(Options(ReadMode.Mapped) with { SegmentBytes = 1 << 22 });
        await FillAsync(store, new ManualTime());
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        ScanOptions options = isBounded ? new() { From = DateTimeOffset.UnixEpoch } : new();
        Read(snapshot, options, 1, out _);

        using RecordScan scan = snapshot.OpenScan(options);
        using RecordCursor cursor = scan.OpenCursor();
        for (int i = 0; i < 100; i++) Assert.True(cursor.MoveNext());
        long before = GC.GetAllocatedBytesForCurrentThread();
        long lengths = 0;
        for (int i = 0; i < 1000 && cursor.MoveNext(); i++) lengths += cursor.Record.Content.Length;

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.True(lengths > 0);
    }

    // Segment header, frame header and some bytes: in the body of the first frame.
    private static long SegmentHeaderAndFrameBytes =>
        Feedlog.Format.Segments.SegmentLayout.HeaderBytes + Feedlog.Format.Frames.FrameLayout.HeaderBytes + 8;

    private static FeedlogOptions Options(ReadMode mode) => new() { SegmentBytes = 16 * 1024, ReadMode = mode };

    private static DateTimeOffset At(int record) => DateTimeOffset.FromUnixTimeMilliseconds(StartMs + record * StepMs);

    // Keys that supersede each other, deletions, records that expire, and a few times out of order.
    private static async Task FillAsync(FeedlogStore store, ManualTime clock)
    {
        AppendOptions queued = new() { Durability = Durability.None };
        AppendOptions expiring = queued with { ExpiresAt = clock.GetUtcNow() + TimeSpan.FromHours(1) };
        for (int i = 0; i < RecordCount; i++)
        {
            RecordDraft draft = new($"record number {i} of the scan")
            {
                Key = i % 3 == 0 ? $"key{i % 700}" : null,
                Stream = i % 6 == 0 ? "s" : null,
                Kind = i % 5 == 0 ? "note" : null,
                Tags = i % 4 == 0 ? ["even", "more"] : null,
                Timestamp = At(i % 50 == 49 ? RecordCount - i : i),
            };
            await store.AppendAsync(draft, i % 7 == 0 ? expiring : queued);
            if (i % 40 == 39) await store.DeleteAsync($"key{(i - 39) % 700}");
        }

        await store.FlushAsync();
    }

    private static IEnumerable<ScanOptions> Bounds(Record[] all)
    {
        Record keyed = all.Last(record => record.Key is not null && record.Stream is null);
        Record streamed = all.Last(record => record.Key is not null && record.Stream is not null);
        yield return new ScanOptions();
        yield return new ScanOptions { From = At(100), To = At(400) };
        yield return new ScanOptions { From = At(1000) };
        yield return new ScanOptions { To = At(1) };
        yield return new ScanOptions { From = At(400), To = At(100) };
        yield return new ScanOptions { FirstSequence = 70, LastSequence = 900 };
        yield return new ScanOptions { FirstSequence = all[^1].Sequence };
        yield return new ScanOptions { FirstSequence = 500, LastSequence = 1200, From = At(300), To = At(700) };
        yield return new ScanOptions { Id = all[all.Length / 2].Id };
        yield return new ScanOptions { Id = all[0].Id, From = At(1000) };
        yield return new ScanOptions { Key = keyed.Key };
        yield return new ScanOptions { Key = keyed.Key, Stream = "other" };
        yield return new ScanOptions { Key = streamed.Key, Stream = streamed.Stream };
        yield return new ScanOptions { Key = streamed.Key, Stream = streamed.Stream, LastSequence = 1 };
        yield return new ScanOptions { Key = keyed.Key, Id = streamed.Id };
    }

    private static bool IsWanted(Record record, ScanOptions options) =>
        (options.From is null || record.Timestamp >= options.From) &&
        (options.To is null || record.Timestamp < options.To) &&
        record.Sequence >= options.FirstSequence && record.Sequence <= options.LastSequence &&
        (options.Id is null || record.Id == options.Id) &&
        (options.Key is null || (record.Key == options.Key && record.Stream == options.Stream));

    private static string Describe(Record record) => string.Create(
        CultureInfo.InvariantCulture, $"{record.Sequence} {record.Id} {record.TimestampMs}");

    private static List<string> Read(
        FeedlogSnapshot snapshot, ScanOptions options, int cursorCount, out ScanCounters counters)
    {
        List<(ulong Sequence, string Text)> given = [];
        using RecordScan scan = snapshot.OpenScan(options);
        List<RecordCursor> cursors = [];
        for (int i = 0; i < cursorCount; i++) cursors.Add(scan.OpenCursor());
        while (cursors.Count > 0)
        {
            for (int i = cursors.Count - 1; i >= 0; i--)
            {
                if (cursors[i].MoveNext())
                {
                    given.Add(Take(snapshot, cursors[i], options));
                    continue;
                }

                cursors[i].Dispose();
                cursors.RemoveAt(i);
            }
        }

        counters = scan.Counters;
        Assert.Equal(given.Count, counters.RecordsGiven);
        return [.. given.OrderBy(record => record.Sequence).Select(record => record.Text)];
    }

    private static (ulong Sequence, string Text) Take(
        FeedlogSnapshot snapshot, RecordCursor cursor, ScanOptions options)
    {
        if (!options.HeadersOnly)
        {
            Assert.True(snapshot.TryGetBySequence(cursor.Sequence, out Record? record));
            Assert.True(cursor.Record.Content.SequenceEqual(record.ContentBytes.Span));
            Assert.Equal(record.Tags, cursor.Record.ToRecord().Tags);
            Assert.NotNull(cursor.RecordedAtMs);
            Assert.Equal((record.Tier, record.Tier == Tier.Cold), (cursor.Tier, cursor.Shard is not null));
        }

        string text = string.Create(CultureInfo.InvariantCulture, $"{cursor.Sequence} {cursor.Id} {cursor.TimestampMs}");
        return (cursor.Sequence, text);
    }
}
