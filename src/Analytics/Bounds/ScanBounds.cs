namespace Feedlog.Analytics.Bounds;

/// <summary>What all records fulfil that a query can use. DuckDB filters again: bounds only spare reading.</summary>
internal sealed record ScanBounds
{
    private const long MicrosecondsPerMillisecond = 1000;

    /// <summary>No bounds.</summary>
    public static ScanBounds None { get; } = new();

    /// <summary>The first timestamp that counts, in ms.</summary>
    public long FromMs { get; private init; } = long.MinValue;

    /// <summary>The first timestamp that does not count any more, in ms.</summary>
    public long ToMs { get; private init; } = long.MaxValue;

    /// <summary>The first sequence that counts.</summary>
    public ulong FirstSequence { get; init; }

    /// <summary>The last sequence that counts.</summary>
    public ulong LastSequence { get; init; } = ulong.MaxValue;

    /// <summary>The only id.</summary>
    public RecordId? Id { get; init; }

    /// <summary>The only key.</summary>
    public string? Key { get; init; }

    /// <summary>The only stream, if <see cref="HasStream"/>; null for the nameless.</summary>
    public string? Stream { get; init; }

    /// <summary>Whether the stream is known: without it a key cannot be looked up.</summary>
    public bool HasStream { get; init; }

    /// <summary>Timestamps at or after a time in us.</summary>
    public ScanBounds From(long us) =>
        us == long.MinValue ? this : this with { FromMs = Math.Max(FromMs, FloorMs(us)) };

    /// <summary>Timestamps before a time in us.</summary>
    public ScanBounds Until(long us)
    {
        if (us == long.MaxValue) return this;
        long ms = FloorMs(us);
        return this with { ToMs = Math.Min(ToMs, ms * MicrosecondsPerMillisecond < us ? ms + 1 : ms) };
    }

    /// <summary>Timestamps at or before a time in us.</summary>
    public ScanBounds Through(long us) => us == long.MaxValue ? this : Until(us + 1);

    /// <summary>Both.</summary>
    public ScanBounds And(ScanBounds other) => this with
    {
        FromMs = Math.Max(FromMs, other.FromMs),
        ToMs = Math.Min(ToMs, other.ToMs),
        FirstSequence = Math.Max(FirstSequence, other.FirstSequence),
        LastSequence = Math.Min(LastSequence, other.LastSequence),
        Id = Id ?? other.Id,
        Key = Key ?? other.Key,
        Stream = HasStream ? Stream : other.Stream,
        HasStream = HasStream || other.HasStream,
    };

    /// <summary>Either.</summary>
    public ScanBounds Or(ScanBounds other)
    {
        bool isOneStream = HasStream && other.HasStream && Stream == other.Stream;
        return new ScanBounds
        {
            FromMs = Math.Min(FromMs, other.FromMs),
            ToMs = Math.Max(ToMs, other.ToMs),
            FirstSequence = Math.Min(FirstSequence, other.FirstSequence),
            LastSequence = Math.Max(LastSequence, other.LastSequence),
            Id = Id == other.Id ? Id : null,
            Key = Key == other.Key ? Key : null,
            Stream = isOneStream ? Stream : null,
            HasStream = isOneStream,
        };
    }

    /// <summary>The bounds as a scan takes them.</summary>
    public ScanOptions ToOptions(bool headersOnly) => new()
    {
        From = FromMs == long.MinValue ? null : Time(FromMs),
        To = ToMs == long.MaxValue ? null : Time(ToMs),
        FirstSequence = FirstSequence,
        LastSequence = LastSequence,
        Id = Id,
        Key = HasStream ? Key : null,
        Stream = Stream,
        HeadersOnly = headersOnly,
    };

    // A bound beyond the years 1 to 9999 bounds as much as their end does, but for their very last millisecond, which
    // is left out of every half-open range; so it is no bound there.
    private static DateTimeOffset? Time(long ms)
    {
        if (ms > DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()) return null;
        return DateTimeOffset.FromUnixTimeMilliseconds(
            Math.Max(ms, DateTimeOffset.MinValue.ToUnixTimeMilliseconds()));
    }

    private static long FloorMs(long us)
    {
        long ms = us / MicrosecondsPerMillisecond;
        return ms * MicrosecondsPerMillisecond > us ? ms - 1 : ms;
    }
}
