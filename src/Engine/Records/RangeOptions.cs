namespace Feedlog;

/// <summary>Order and filters of a range by time.</summary>
public sealed record RangeOptions
{
    /// <summary>Newest first.</summary>
    public bool Reverse { get; init; }

    /// <summary>At most so many records.</summary>
    public long Limit { get; init; } = long.MaxValue;

    /// <summary>Only this stream.</summary>
    public string? Stream { get; init; }

    /// <summary>Only this kind.</summary>
    public string? Kind { get; init; }

    /// <summary>Only records with all of these tags.</summary>
    public IReadOnlyList<string>? Tags { get; init; }
}
