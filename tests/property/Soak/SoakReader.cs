namespace Feedlog.Tests.Property.Soak;

/// <summary>One reader of a soak: whatever it asks must be right. For one thread.</summary>
internal sealed class SoakReader(SoakRecords records, Random random)
{
    private const int RecordsOfRange = 50;
    private const int HoldMsMax = 20;

    /// <summary>Asks one question, which one is left to chance.</summary>
    public void Ask(FeedlogStore store)
    {
        int key = random.Next(SoakRecords.KeyCount);
        switch (random.Next(8))
        {
            case 0:
                HoldSnapshot(store, key);
                break;
            case 1:
                ReadNewest(store);
                break;
            case 2:
                ReadHistory(store, key);
                break;
            default:
                records.Check(key, name => store.TryGet(name, out Record? found) ? found : null);
                break;
        }
    }

    // What a snapshot says does not change while it is held.
    private void HoldSnapshot(FeedlogStore store, int key)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        ulong first = SequenceOf(snapshot, key);
        Thread.Sleep(random.Next(HoldMsMax));
        if (key < SoakRecords.FirstShortLived && SequenceOf(snapshot, key) != first)
            throw new InvalidOperationException($"A snapshot changed its mind about {SoakRecords.Key(key)}.");
    }

    private static ulong SequenceOf(FeedlogSnapshot snapshot, int key) =>
        snapshot.TryGet(SoakRecords.Key(key), null, out Record? found) ? found.Sequence : 0;

    private static void ReadNewest(FeedlogStore store)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        RangeOptions newest = new() { Reverse = true, Limit = RecordsOfRange };
        DateTimeOffset last = DateTimeOffset.MaxValue;
        foreach (Record record in snapshot.Range(DateTimeOffset.MinValue, DateTimeOffset.MaxValue, newest))
        {
            _ = SoakRecords.NumberOf(record);
            if (record.Timestamp > last) throw new InvalidOperationException("A range is out of order.");
            last = record.Timestamp;
        }
    }

    private static void ReadHistory(FeedlogStore store, int key)
    {
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        long last = long.MaxValue;
        foreach (RecordVersion version in snapshot.History(SoakRecords.Key(key)).Take(RecordsOfRange))
        {
            long number = SoakRecords.NumberOf(version.Record);
            if (number >= last) throw new InvalidOperationException($"The history of {key} is out of order.");
            last = number;
        }
    }
}
