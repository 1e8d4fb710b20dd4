using System.Globalization;
using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>Stores that the engine made, in memory.</summary>
internal static class SampleStores
{
    /// <summary>How many records a sample has unless the test says otherwise: enough for several segments.</summary>
    public const int RecordCount = 60;

    /// <summary>The first segment.</summary>
    public const string First = "hot/000000000001.feed";

    /// <summary>The second segment.</summary>
    public const string Second = "hot/000000000002.feed";

    /// <summary>Segments of 4 KiB, so that few records fill many.</summary>
    public static FeedlogOptions SmallSegments { get; } = new() { SegmentBytes = 4096 };

    /// <summary>A store that was closed in good order, with several sealed segments.</summary>
    /// <param name="records">How many records are appended, one a group.</param>
    public static async Task<StoreImage> ClosedAsync(int records = RecordCount)
    {
        MemoryStorage storage = new();
        await WriteAsync(storage, records, SmallSegments);
        return StoreImage.Of(storage);
    }

    /// <summary>A store whose process ended while it was open.</summary>
    public static async Task<StoreImage> KilledAsync(int records, Durability durability, FeedlogOptions? options = null)
    {
        MemoryStorage storage = new();
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, options ?? SmallSegments);
        await AppendAsync(store, 0, records, durability);
        return StoreImage.Of(storage);
    }

    /// <summary>Opens a store, appends records and closes it.</summary>
    public static async Task WriteAsync(IStorage storage, int records, FeedlogOptions options)
    {
        await using FeedlogStore store = await FeedlogStore.OpenAsync(storage, options);
        await AppendAsync(store, 0, records, Durability.Durable);
    }

    /// <summary>Appends records with everything that a record can carry.</summary>
    public static async Task AppendAsync(FeedlogStore store, int first, int count, Durability durability)
    {
        for (int i = first; i < first + count; i++)
        {
            string number = i.ToString(CultureInfo.InvariantCulture);
            RecordDraft draft = new()
            {
                Content = "The kettle number " + number + " is blue, and so is the next one.",
                Key = i % 3 == 0 ? "kettle-" + number : null,
                Stream = i % 4 == 0 ? "kitchen" : null,
                Kind = i % 5 == 0 ? "note" : null,
                Tags = i % 2 == 0 ? ["blue", "kettle"] : null,
                Metadata = i % 6 == 0 ? "{\"n\":" + number + "}" : null,
                Timestamp = DateTimeOffset.UnixEpoch.AddDays(20_000).AddSeconds(i * 7 % 50),
            };
            await store.AppendAsync(draft, new AppendOptions
            {
                Durability = durability,
                ExpiresAt = i % 7 == 3 ? DateTimeOffset.UnixEpoch.AddDays(40_000 - i) : null,
            });
        }
    }
}
