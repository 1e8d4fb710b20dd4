namespace Feedlog;

/// <summary>Size and filters of a search.</summary>
public sealed record SearchOptions
{
    /// <summary>At most so many hits.</summary>
    public int Limit { get; init; } = 10;

    /// <summary>Only records at or after this time.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only records before this time.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Only this stream.</summary>
    public string? Stream { get; init; }

    /// <summary>Only this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only records with all of these tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
