using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Reports;

/// <summary>What a row gave.</summary>
internal sealed record RowReport
{
    /// <summary>Its name in baselines.</summary>
    public required string Id { get; init; }

    /// <summary>What was done.</summary>
    public required string Title { get; init; }

    /// <summary>The unit of the figures.</summary>
    public required RowUnit Unit { get; init; }

    /// <summary>Who did it; the first is the subject of the ratios.</summary>
    public required IReadOnlyList<EntrantReport> Entrants { get; init; }
}
