using System.Text;
using Feedlog.Format;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Long reads of shards: the same answers as of segments, whatever is unpacked by whom and when.</summary>
public sealed class ColdReadTests
{
    private const int Records = 700;

    [Theory]
    [InlineData(0, ReadMode.Mapped, ArchiveCodec.Lz4)]
    [InlineData(1 << 20, ReadMode.Positioned, ArchiveCodec.Lz4)]
    [InlineData(1 << 25, ReadMode.Mapped, ArchiveCodec.Brotli)]
    public async Task Answers_AreThoseOfTheLog(long cacheBytes, ReadMode mode, ArchiveCodec codec)
    {
        IndexWork work = new();
        FeedlogOptions options = work.Options with { ColdCacheBytes = cacheBytes, ReadMode = mode };
        await using FeedlogStore store = await FeedlogStore.OpenAsync(new MemoryStorage(), options);
        await work.DoAsync(store, Records);
        string expected = work.Answers(store);
        string[] ranges = Ranges(store);
        await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 0, Codec = codec });
        Assert.True(store.GetStats().BytesCold > 0);
        for (int i = 0; i < 3; i++)
        {
            Assert.Equal(expected, work.Answers(store));
            Assert.Equal(ranges, Ranges(store));
        }
    }

    [Fact]
    public async Task RangeOverADamagedChunk_GivesWhatLiesBeforeIt()
    {
        IndexWork work = new();
        MemoryStorage storage = new();
        ulong[][] whole;
        await using (FeedlogStore store = await FeedlogStore.OpenAsync(storage, work.Options))
        {
            await work.DoAsync(store, Records);
            await store.ArchiveAsync(new ArchiveOptions { KeepSegments = 0 });
            using FeedlogSnapshot before = store.OpenSnapshot();
            whole = [.. Reads(before).Select(records => records.Select(record => record.Sequence).ToArray())];
        }

        ShardEntry shard = ManifestFile.Read(storage).Shards[0];
        ShardChunkHead damaged = ColdStores.Chunks(storage)[7].Head;
        ColdStores.FlipBit(storage, shard.Path, damaged.OffsetBytes + damaged.TotalLengthBytes / 2, 1);
        await using FeedlogStore opened = await FeedlogStore.OpenAsync(storage, work.Options);
        using FeedlogSnapshot snapshot = opened.OpenSnapshot();
        IEnumerable<Record>[] reads = Reads(snapshot);
        for (int i = 0; i < reads.Length; i++)
        {
            List<ulong> read = [];
            FeedlogCorruptException failure = Assert.Throws<FeedlogCorruptException>(
                () => read.AddRange(reads[i].Select(record => record.Sequence)));
            Assert.Equal(
                (FormatFault.BadBodyChecksum, shard.Path, damaged.OffsetBytes),
                (failure.Fault, failure.File, failure.OffsetBytes));
            // One that has expired may be what is met first in the chunk.
            Assert.Equal(whole[i].TakeWhile(sequence => !IsIn(sequence, damaged)).Take(read.Count), read);
            Assert.True(read.Count > 50, $"Only {read.Count} records were read.");
        }
    }

    private static bool IsIn(ulong sequence, in ShardChunkHead chunk) =>
        sequence >= chunk.FirstSequence && sequence <= chunk.LastSequence;

    private static IEnumerable<Record>[] Reads(FeedlogSnapshot snapshot) =>
        [snapshot.Scan(), Range(snapshot, isReverse: false), Range(snapshot, isReverse: true)];

    private static IEnumerable<Record> Range(FeedlogSnapshot snapshot, bool isReverse) => snapshot.Range(
        DateTimeOffset.MinValue, DateTimeOffset.MaxValue, new RangeOptions { Reverse = isReverse });

    // Ranges of several lengths in both directions, copied and lent; some are left before their end.
    private static string[] Ranges(FeedlogStore store)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        DateTimeOffset[] times = [.. snapshot.Scan().Select(record => record.Timestamp)];
        Random random = new(1);
        List<string> ranges = [];
        for (int i = 0; i < 60; i++)
        {
            DateTimeOffset from = times[random.Next(times.Length)];
            RangeOptions options = new() { Reverse = i % 2 == 0, Limit = i % 3 == 0 ? int.MaxValue : 150 };
            DateTimeOffset to = i % 5 == 0 ? from.AddSeconds(100) : DateTimeOffset.MaxValue;
            ranges.Add(string.Join(' ', snapshot.Range(from, to, options).Select(record => record.Content)));
            List<string> lent = [];
            using RangeCursor cursor = snapshot.OpenRange(from, to, options);
            while (lent.Count < 200 && cursor.MoveNext()) lent.Add(Encoding.UTF8.GetString(cursor.Record.Content));
            ranges.Add(string.Join(' ', lent));
        }

        return [.. ranges];
    }
}
