namespace Feedlog.Compare.Reports;

/// <summary>Who took part, or why not.</summary>
internal sealed record ContenderReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its version; empty if it was absent.</summary>
    public required string Version { get; init; }

    /// <summary>Its settings.</summary>
    public required string Settings { get; init; }

    /// <summary>Why it did not take part; null if it did.</summary>
    public string? AbsentBecause { get; init; }
}
