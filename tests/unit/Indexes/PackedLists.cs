using Feedlog.Format;
using Feedlog.Indexing.Sealed;

namespace Feedlog.Tests.Unit.Indexes;

/// <summary>Sorted lists of times and sequences, from usual ones to those at the ends of what numbers can be.</summary>
internal static class PackedLists
{
    public static readonly string[] Styles =
    [
        "one", "equal times", "equal times, wild sequences", "seconds", "seconds, falling", "jitter", "days",
        "legal years", "all of time", "ends of time", "wild", "mixed", "late rest", "odd widths",
    ];

    /// <summary>Makes a list.</summary>
    /// <param name="style">One of <see cref="Styles"/>.</param>
    /// <param name="count">How many entries.</param>
    /// <param name="seed">Everything random follows from it.</param>
    public static TimeEntry[] Make(string style, int count, int seed)
    {
        Random random = new(seed);
        TimeEntry[] entries = new TimeEntry[style == "one" ? 1 : count];
        for (int i = 0; i < entries.Length; i++) entries[i] = Entry(style, i, entries.Length, random);
        Array.Sort(entries);
        return entries;
    }

    private static TimeEntry Entry(string style, int i, int count, Random random)
    {
        ulong rising = 1_000_000 + (ulong)i;
        ulong wild = (ulong)random.NextInt64(long.MinValue, long.MaxValue);
        return style switch
        {
            "equal times" => new TimeEntry(-7, rising),
            "equal times, wild sequences" => new TimeEntry(long.MaxValue, wild),
            "seconds" => new TimeEntry(1_600_000_000_000 + i * 1000L, rising),
            "seconds, falling" => new TimeEntry(-i * 1000L, rising),
            "jitter" => new TimeEntry(i * 1000L + random.Next(3000), rising),
            "days" => new TimeEntry(random.Next(-30_000, 30_000) * 86_400_000L, rising),
            "legal years" => new TimeEntry(
                random.NextInt64(FormatLimits.TimestampMsMin, FormatLimits.TimestampMsMax + 1), rising),
            "all of time" => new TimeEntry(random.NextInt64(long.MinValue, long.MaxValue), rising),
            "ends of time" => new TimeEntry(
                random.Next(2) == 0 ? long.MinValue + random.Next(3) : long.MaxValue - random.Next(3),
                random.Next(2) == 0 ? (ulong)random.Next(3) : ulong.MaxValue - (ulong)random.Next(3)),
            "wild" => new TimeEntry(random.NextInt64(long.MinValue, long.MaxValue), wild),
            "mixed" => random.Next(500) == 0
                ? new TimeEntry(random.NextInt64(long.MinValue, long.MaxValue), wild)
                : new TimeEntry(random.Next(100_000), rising),
            // Where sequences less what a slope gives them fall below 0.
            "late rest" => new TimeEntry(i, i > count / 2 ? (ulong)(i - count / 2) / 2 : ulong.MaxValue - (ulong)i),
            _ => new TimeEntry(random.NextInt64(1L << random.Next(1, 63)), wild >> random.Next(64)),
        };
    }
}
