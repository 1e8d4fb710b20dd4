namespace Feedlog.Compare.Measuring;

/// <summary>One line of the comparison: the same work done by each entrant, turn by turn.</summary>
/// <param name="Id">Its name in baselines.</param>
/// <param name="Title">What is done.</param>
/// <param name="Unit">How figures are shown.</param>
/// <param name="Entrants">Who does it; the first is the subject of the ratios.</param>
internal sealed record Row(string Id, string Title, RowUnit Unit, IReadOnlyList<Entrant> Entrants)
{
    /// <summary>How many times as fast as an entrant the subject has to be, by the entrant's name.</summary>
    internal IReadOnlyDictionary<string, double> Bars { get; init; } = new Dictionary<string, double>();

    /// <summary>Says that every run begins in a new process: nothing that is measured can be warmed up here.</summary>
    internal bool IsInNewProcess { get; init; }
}
