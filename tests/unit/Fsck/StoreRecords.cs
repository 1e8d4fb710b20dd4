using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>What a store answers, as text that can be compared.</summary>
internal static class StoreRecords
{
    /// <summary>All living records in order, with everything that they carry.</summary>
    public static async Task<string[]> LivingAsync(IStorage storage)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, SampleStores.SmallSegments);
        using FeedlogSnapshot snapshot = store.OpenSnapshot();
        return [.. snapshot.Scan().Select(Describe)];
    }

    /// <summary>A record with everything that it carries.</summary>
    public static string Describe(Record record) => string.Join('|', record.Sequence, record.Id, record.Stream,
        record.Key, record.Kind, string.Join(',', record.Tags), record.TimestampMs,
        record.ExpiresAt?.ToUnixTimeMilliseconds(), Convert.ToHexString(record.ContentBytes.Span),
        Convert.ToHexString(record.MetadataBytes.Span));
}
