namespace Feedlog.Compare.Measuring;

/// <summary>What one run of an entrant gave.</summary>
/// <param name="SecondsPerOperation">The figure that ratios are made of; less is better. In a row of bytes it is these.
/// </param>
internal sealed record Measurement(double SecondsPerOperation)
{
    /// <summary>Figures beside it; every name ends in its unit.</summary>
    internal IReadOnlyDictionary<string, double> Details { get; init; } = new Dictionary<string, double>();
}
