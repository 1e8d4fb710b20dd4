namespace Feedlog.Tests.Unit.Search;

/// <summary>A record of the world that random queries are asked of.</summary>
internal sealed record OracleRecord
{
    public required ulong Sequence { get; init; }

    public required string Content { get; init; }

    public string? Key { get; init; }

    public string? Kind { get; init; }

    public string? Stream { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    /// <summary>Paths and values: texts, doubles and booleans.</summary>
    public IReadOnlyList<(string Path, object Value)> Fields { get; init; } = [];

    public required long TimestampMs { get; init; }

    public long ExpiresAtMs { get; init; } = long.MaxValue;

    /// <summary>The sequence of what deleted or superseded it.</summary>
    public ulong EndedBy { get; set; } = ulong.MaxValue;
}
