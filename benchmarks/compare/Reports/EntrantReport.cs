using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Reports;

/// <summary>What one entrant of a row reached.</summary>
internal sealed record EntrantReport
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Its figure over the rounds, in the unit of the row.</summary>
    public required Spread Figure { get; init; }

    /// <summary>How many times as fast as this entrant the subject is, round by round; null for the subject.</summary>
    public Spread? Ratio { get; init; }

    /// <summary>What the ratio should be at least, if somebody said so.</summary>
    public double? Bar { get; init; }

    /// <summary>Medians of the figures beside it; every name ends in its unit.</summary>
    public required IReadOnlyDictionary<string, double> Details { get; init; }
}
