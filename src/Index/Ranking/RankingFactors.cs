using System.Collections.Frozen;

namespace Feedlog.Indexing.Ranking;

/// <summary>What a score is multiplied with for age, kind and significance of a record. Immutable.</summary>
/// <remarks>The default multiplies with 1. Factors are not below 0: the better never becomes the worse.</remarks>
public sealed record RankingFactors
{
    private const long DayMs = 86_400_000;

    /// <summary>Nothing counts but the score.</summary>
    public static RankingFactors None { get; } = new();

    /// <summary>How fast records fade: a record of n whole days counts 1 / (1 + n times this); 0 for never.</summary>
    public double FadingPerDay { get; init; }

    /// <summary>What records of a kind count; 1 for those that are not named.</summary>
    public FrozenDictionary<string, double> Kinds { get; init; } = FrozenDictionary<string, double>.Empty;

    /// <summary>How much significance counts: a record counts 1 + this times its significance.</summary>
    public double SignificanceWeight { get; init; }

    /// <summary>The factor for the age of a record.</summary>
    /// <param name="ageMs">Its age in milliseconds; what lies in the future counts as new.</param>
    /// <param name="fadingPerDay">See <see cref="FadingPerDay"/>.</param>
    public static double OfAge(long ageMs, double fadingPerDay) =>
        1 / (1 + fadingPerDay * (Math.Max(0, ageMs) / DayMs));

    /// <summary>The product of all factors.</summary>
    /// <param name="ageMs">The age of the record in milliseconds.</param>
    /// <param name="kind">Its kind; empty for none.</param>
    /// <param name="significance">Its significance, 0 to 1; 0 if it has none.</param>
    /// <exception cref="ArgumentOutOfRangeException">A property of this, or the significance, is below 0.</exception>
    public double Of(long ageMs, string kind, double significance)
    {
        double kindFactor = Kinds.GetValueOrDefault(kind, 1);
        ArgumentOutOfRangeException.ThrowIfNegative(FadingPerDay);
        ArgumentOutOfRangeException.ThrowIfNegative(kindFactor);
        ArgumentOutOfRangeException.ThrowIfNegative(SignificanceWeight);
        ArgumentOutOfRangeException.ThrowIfNegative(significance);
        return OfAge(ageMs, FadingPerDay) * kindFactor * (1 + SignificanceWeight * significance);
    }
}
