using Feedlog.Format;
using Feedlog.Format.Shards;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>Fills stores that are then archived, and asks them whether all is there.</summary>
internal static class ColdStores
{
    /// <summary>All bytes of a file.</summary>
    public static byte[] ReadFile(MemoryStorage storage, string path)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Read);
        byte[] bytes = new byte[file.LengthBytes];
        file.Read(0, bytes);
        return bytes;
    }

    /// <summary>Makes a file.</summary>
    public static void WriteFile(MemoryStorage storage, string path, byte[] bytes)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Create);
        file.Write(0, bytes);
    }

    /// <summary>Flips bits of one byte of a file.</summary>
    public static void FlipBit(MemoryStorage storage, string path, long offsetBytes, int bits)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Write);
        byte[] one = new byte[1];
        Assert.Equal(1, file.Read(offsetBytes, one));
        one[0] ^= (byte)bits;
        file.Write(offsetBytes, one);
    }

    /// <summary>All chunks of all shards that are listed.</summary>
    public static List<ShardChunk> Chunks(MemoryStorage storage)
    {
        List<ShardChunk> chunks = [];
        foreach (ShardEntry entry in ManifestFile.Read(storage).Shards)
        {
            Assert.True(ShardReader.TryOpen(storage, entry.Path, false, out ShardReader? reader, out _));
            using (reader)
            {
                ShardWalk walk = new(reader);
                while (walk.MoveNext()) chunks.Add(walk.Chunk!);
                Assert.Equal(FormatFault.None, walk.Fault);
            }
        }

        return chunks;
    }

    /// <summary>A day of the records.</summary>
    public static DateTimeOffset Time(int day) => new DateTimeOffset(2026, 1, 2, 0, 0, 0, TimeSpan.Zero).AddDays(day);

    /// <summary>Appends a record a day, over two months and a bit at most; one key is written twice.</summary>
    public static async Task FillAsync(FeedlogStore store, int count)
    {
        for (int i = 0; i < count; i++)
        {
            await store.AppendAsync(new RecordDraft
            {
                Content = $"Record {i}: " + string.Join(' ', Enumerable.Range(i, 60)),
                Key = i == count - 1 ? "key 0" : $"key {i}",
                Kind = i % 4 == 1 ? "rare" : null,
                Tags = i % 4 == 0 ? ["even", "more"] : [],
                Timestamp = Time(Math.Min(i, 57)),
            });
        }
    }

    /// <summary>Asks a store for records one by one, in order, by time and by words.</summary>
    public static async Task AssertSameAsync(Record[] expected, FeedlogStore store)
    {
        Record[] actual = await store.ScanAsync().ToArrayAsync();
        Assert.Equal(expected.Select(Describe), actual.Select(Describe));
        foreach (Record record in expected)
        {
            Assert.True(store.TryGet(record.Id, out Record? found));
            Assert.Equal(Describe(record), Describe(found));
        }

        Record[] range = await store.RangeAsync(Time(0), Time(1000)).ToArrayAsync();
        Assert.Equal(expected.Length, range.Length);
        SearchOptions all = new() { Limit = expected.Length + 1 };
        Assert.Equal(expected.Length, await store.SearchAsync("record", all).CountAsync());
    }

    private static string Describe(Record record) => $"{record} {record.Key} {record.Kind} {record.Timestamp:O}";
}
