namespace Feedlog.Compare.Measuring;

/// <summary>One line of the comparison: the same work done by each entrant, turn by turn.</summary>
/// <param name="Id">Its name in baselines.</param>
/// <param name="Title">What is done.</param>
/// <param name="Unit">How figures are shown.</param>
/// <param name="Entrants">Who does it; the first is the subject of the ratios.</param>
internal sealed record Row(string Id, string Title, RowUnit Unit, IReadOnlyList<Entrant> Entrants)
{
    /// <summary>The entrant that the bar is about.</summary>
    internal string BarAgainst { get; init; } = "";

    /// <summary>How many times as fast as that entrant the subject has to be.</summary>
    internal double? Bar { get; init; }
}
