using System.Buffers.Binary;
using System.Text;
using Feedlog.Format;

namespace Feedlog.Benchmarks.Cold;

/// <summary>A number that stands for all that a store answers: two stores of one digest cannot be told apart.</summary>
internal sealed class StoreDigest(FeedlogStore store)
{
    private const int RangeCount = 50;
    private const int HistoryCount = 500;
    private const int SearchCount = 50;
    private const int SearchHits = 100;

    private ulong _value;

    /// <summary>Asks for every record by scan, key and id, and for ranges, histories and words.</summary>
    internal async Task<ulong> ReadAsync()
    {
        List<Record> records = [];
        await foreach (Record record in store.ScanAsync())
        {
            Add(record);
            records.Add(record);
        }

        using (FeedlogSnapshot snapshot = store.OpenSnapshot())
        {
            foreach (Record record in records)
            {
                Add(snapshot.TryGet(record.Id, out Record? byId) ? byId : null);
                if (record.Key is not null) Add(snapshot.TryGet(record.Key, null, out Record? byKey) ? byKey : null);
            }

            AddHistories(snapshot, records);
            AddSearches(snapshot, records);
        }

        for (int i = 0; i < RangeCount; i++)
        {
            DateTimeOffset from = records[i * records.Count / RangeCount].Timestamp;
            await foreach (Record record in store.RangeAsync(from, from.AddDays(30))) Add(record);
        }

        return _value;
    }

    private void AddHistories(FeedlogSnapshot snapshot, List<Record> records)
    {
        for (int i = 0; i < HistoryCount; i++)
        {
            if (records[i * records.Count / HistoryCount].Key is not string key) continue;
            foreach (RecordVersion version in snapshot.History(key))
            {
                Add(version.Record);
                Add((ulong)version.End);
                Add(version.EndedAtSequence);
            }
        }
    }

    private void AddSearches(FeedlogSnapshot snapshot, List<Record> records)
    {
        for (int i = 0; i < SearchCount; i++)
        {
            string[] words = records[i * records.Count / SearchCount].Content.Split(' ', 3);
            foreach (SearchHit hit in snapshot.Search(Query.Words(words[^1]), new SearchOptions { Limit = SearchHits }))
            {
                Add(hit.Record.Sequence);
                Add(BitConverter.DoubleToUInt64Bits(hit.Score));
            }
        }
    }

    private void Add(Record? record)
    {
        if (record is null)
        {
            Add(0);
            return;
        }

        Add(record.Sequence);
        Add(record.Id.Value);
        Add((ulong)record.Timestamp.UtcTicks);
        Add(Checksum.Xxh3(Encoding.UTF8.GetBytes(record.Key ?? "")));
        Add(Checksum.Xxh3(record.ContentBytes.Span));
        Add(Checksum.Xxh3(record.MetadataBytes.Span));
    }

    private void Add(ulong value)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, value);
        _value = Checksum.Xxh3(bytes, _value);
    }
}
