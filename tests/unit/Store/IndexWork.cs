using System.Globalization;
using System.Text;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Tests.Support;
using Feedlog.Tests.Support.Storage;
using Feedlog.Write;

namespace Feedlog.Tests.Unit.Store;

/// <summary>
/// The same work on any store, so long that it makes many index files: records with and without keys, newer versions,
/// deletions, records that expire, times out of order. And every answer about it, as text.
/// </summary>
internal sealed class IndexWork
{
    private const int KeyCount = 7;

    private int _made;

    /// <summary>The clock of the store.</summary>
    public ManualTime Time { get; } = new();

    /// <summary>How many records were made.</summary>
    public int Made => _made;

    /// <summary>Small tails, sealed by the writer's own thread; nothing else unless it is asked for.</summary>
    public FeedlogOptions Options => new()
    {
        TimeProvider = Time,
        SegmentBytes = 16 * 1024,
        TailBytes = 3000,
        CloseTailBytes = 1,
        HotKeyBytes = 1 << 20,
        SealsInline = true,
    };

    /// <summary>Makes so many records, and deletes some; when it returns, inline sealing is done.</summary>
    public async Task DoAsync(FeedlogStore store, int count)
    {
        for (int i = 0; i < count; i++)
        {
            _made++;
            Time.Advance(TimeSpan.FromSeconds(1));
            bool isDurable = _made % 10 == 0;
            await store.AppendAsync(Draft(_made), new AppendOptions
            {
                Durability = isDurable ? Durability.Durable : Durability.None,
                ExpiresAt = _made % 10 == 7 ? Time.Now.AddSeconds(_made % 50) : null,
            });
            if (_made % 10 == 5) await store.DeleteAsync(Key(_made / 10), null, Durability.None);
            if (_made % 10 == 9) await store.DeleteAsync(new RecordId((ulong)(_made * 3 / 4)), Durability.None);
        }

        await store.FlushAsync();
    }

    /// <summary>What the store answers now.</summary>
    public string Answers(FeedlogStore store)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        return Answers(snapshot);
    }

    /// <summary>What the store answered after a sequence.</summary>
    public string Answers(FeedlogStore store, ulong asOf)
    {
        using FeedlogSnapshot snapshot = store.AsOf(asOf);
        return Answers(snapshot);
    }

    /// <summary>Every answer that a snapshot gives.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="made">About so many records; null for all.</param>
    public string Answers(FeedlogSnapshot snapshot, int? made = null) =>
        string.Join('\n', Questions(snapshot, made ?? _made).Select(ask => ask()));

    /// <summary>Every question about so many records, to be asked one by one.</summary>
    public static IEnumerable<Func<string>> Questions(FeedlogSnapshot snapshot, int madeCount)
    {
        for (int i = 0; i <= madeCount + 1; i++)
        {
            int made = i;
            RecordId id = new((ulong)made);
            yield return () => $"id {made}: {Text(snapshot.TryGet(id, out Record? found) ? found : null)}";
            if (made % 20 == 0) yield return () => $"past of {made}: {Text(snapshot.History(id))}";
        }

        for (ulong i = 0; i <= snapshot.Sequence + 1; i++)
        {
            ulong sequence = i;
            yield return () =>
                $"sequence {sequence}: {Text(snapshot.TryGetBySequence(sequence, out Record? found) ? found : null)}";
        }

        for (int i = 0; i <= KeyCount; i++)
        {
            string key = Key(i);
            yield return () => $"key {key}: {Text(snapshot.TryGet(key, null, out Record? found) ? found : null)}";
            yield return () => $"past of {key}: {Text(snapshot.History(key))}";
        }

        yield return () => $"range: {Text(snapshot.Range(DateTimeOffset.MinValue, DateTimeOffset.MaxValue))}";
        RangeOptions last = new() { Reverse = true, Limit = 20 };
        yield return () => $"last: {Text(snapshot.Range(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, last))}";
        foreach (string query in Searches(madeCount))
        {
            yield return () =>
                $"found by {query}: {Text(snapshot.Search(query).Select(hit => hit.Record))}";
        }

        yield return () => $"scan: {Text(snapshot.Scan())}";
    }

    /// <summary>The index files that the manifest of a storage names.</summary>
    public static IReadOnlyList<IndexFileEntry> Listed(IStorage storage)
    {
        return [.. ManifestFile.Read(storage).IndexFiles];
    }

    /// <summary>Their paths, sorted.</summary>
    public static string[] ListedPaths(IStorage storage) =>
        Listed(storage).Select(PathOf).Order(StringComparer.Ordinal).ToArray();

    /// <summary>The paths of the index files that are there, sorted.</summary>
    public static string[] PresentPaths(IStorage storage) =>
        storage.List(StoreLayout.IndexFolder).Select(name => $"{StoreLayout.IndexFolder}/{name}").ToArray();

    /// <summary>The path of an index file.</summary>
    public static string PathOf(IndexFileEntry entry) => StoreLayout.IndexFile(entry.Kind, entry.Number);

    /// <summary>Makes one bit of a file another one.</summary>
    public static void FlipBit(CrashStorage storage, string path, long offsetBytes, int bit = 0)
    {
        using IStorageFile file = storage.Open(path, StorageOpen.Write);
        byte[] bytes = new byte[1];
        Assert.Equal(1, file.Read(offsetBytes, bytes));
        bytes[0] ^= (byte)(1 << bit);
        file.Write(offsetBytes, bytes);
    }

    /// <summary>Waits until something is so; fails if it takes too long.</summary>
    public static async Task UntilAsync(Func<bool> isSo, string what)
    {
        long deadline = Environment.TickCount64 + 30_000;
        while (!isSo())
        {
            Assert.True(Environment.TickCount64 < deadline, $"Waited in vain until {what}.");
            await Task.Delay(5);
        }
    }

    // Words in all, in some and in one of the records, and a phrase.
    private static string[] Searches(int made) =>
        ["record", "kind:note -2", $"{made / 2}", $"+\"record {made / 3}\" OR {made - 1}", $"{made / 10}*"];

    private RecordDraft Draft(int made) => new()
    {
        Id = new RecordId((ulong)made),
        Content = $"record {made} " + new string('x', made * 31 % 300),
        Key = made % 3 == 0 ? null : Key(made),
        Timestamp = Time.Now.AddSeconds(-(made * 37 % 100)),
        Kind = made % 4 == 0 ? "note" : null,
    };

    private static string Key(int made) => "key " + (made % KeyCount).ToString(CultureInfo.InvariantCulture);

    private static string Text(Record? record) =>
        record is null ? "none" : $"{record.Sequence}={record.Id} {record.Key} {record.Content[..10]}";

    private static string Text(IEnumerable<Record> records) => string.Join(", ", records.Select(Text));

    private static string Text(IEnumerable<RecordVersion> versions)
    {
        StringBuilder text = new();
        foreach (RecordVersion version in versions)
            text.Append(CultureInfo.InvariantCulture, $"{Text(version.Record)} {version.End} {version.EndedAtSequence}, ");
        return text.ToString();
    }
}
