namespace Feedlog.Tool;

/// <summary>The records of the demonstration: what an assistant might note about one week.</summary>
internal static class DemoRecords
{
    /// <summary>The first moment of the week that is shown.</summary>
    public static DateTimeOffset Monday { get; } = new(2026, 3, 9, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The key of the record that is looked up.</summary>
    public const string KnownKey = "kettle";

    /// <summary>The records, oldest first.</summary>
    public static IReadOnlyList<RecordDraft> All { get; } =
    [
        Draft(0, 8, "kettle", "fact", "The kettle is blue and stands on the left shelf.", "kitchen"),
        Draft(1, 9, "ana-tea", "preference", "Ana drinks green tea without sugar.", "kitchen", "ana"),
        Draft(1, 18, null, "event", "The boiler was repaired; the invoice came by mail.", "house"),
        Draft(2, 7, null, "event", "Ana asked for the blue cup instead of the white one.", "kitchen", "ana"),
        Draft(3, 20, "train", "fact", "The train to the coast leaves at 7:42 from platform 3.", "travel"),
        Draft(4, 12, null, "breakthrough", "Green tea tastes better at 80 degrees: boil, then wait.", "kitchen"),
        Draft(5, 10, "kettle", "fact", "The blue kettle moved to the right shelf.", "kitchen"),
    ];

    private static RecordDraft Draft(
        int day, int hour, string? key, string kind, string content, params string[] tags) => new(content)
        {
            Timestamp = Monday.AddDays(day).AddHours(hour),
            Key = key,
            Kind = kind,
            Tags = tags,
            Metadata = $$"""{"source":"demo","day":{{day + 1}}}""",
        };
}
