using System.Globalization;

namespace Feedlog.Tests.Analytics;

/// <summary>Stores of the tests: many months, all kinds of fields, some of it dead.</summary>
internal static class Samples
{
    public const int RecordCount = 2400;

    private static readonly DateTimeOffset s_start = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>27 years of records, about seven a month, in small segments.</summary>
    public static async Task FillAsync(FeedlogStore store)
    {
        const int recordsPerGroup = 40;
        foreach (int[] group in Enumerable.Range(0, RecordCount).Chunk(recordsPerGroup))
            await store.AppendManyAsync([.. group.Select(Draft)], new AppendOptions { Durability = Durability.None });
        await store.DeleteAsync("key5");
        await store.FlushAsync();
    }

    public static FeedlogOptions SmallSegments => new() { SegmentBytes = 16 * 1024 };

    public static DateTimeOffset TimeOf(int record) => s_start.AddHours(record * 98.5);

    public static RecordDraft Draft(int i)
    {
        RecordDraft draft = new()
        {
            Timestamp = TimeOf(i),
            Key = i % 4 == 0 ? string.Create(CultureInfo.InvariantCulture, $"key{i % 500}") : null,
            Stream = i % 8 == 0 ? "agent" : null,
            Kind = (i % 3) switch { 0 => "decision", 1 => "note", _ => null },
            Tags = i % 5 == 0 ? ["first", "tag number " + i] : null,
            Metadata = i % 6 == 0 ? $$"""{"outcome":"{{(i % 12 == 0 ? "won" : "lost")}}","score":{{i}}}""" : null,
        };
        return i % 100 == 7
            ? draft with { ContentBytes = new byte[] { 0xFF, 0, (byte)(i / 100) } }
            : draft with { Content = $"We looked at the kettle for the {i}. time. \u00e4 ' \" \n and it was blue." };
    }
}
