namespace Feedlog.Compare.Workloads;

/// <summary>A mixture of two actions.</summary>
/// <param name="Id">Its letter.</param>
/// <param name="Title">What is done.</param>
/// <param name="Often">The action that is done most.</param>
/// <param name="Seldom">The other.</param>
/// <param name="SeldomShare">Share of the other among all operations.</param>
/// <param name="IsOfLatest">The newest records are read most; otherwise some records, wherever they are.</param>
internal sealed record MixedRecipe(
    string Id, string Title, MixedAction Often, MixedAction Seldom, double SeldomShare, bool IsOfLatest = false)
{
    /// <summary>
    /// All mixtures, in the order in which they run: ranges first, before some keys have thousands of versions, and the
    /// faster an entrant is the more of them (YCSB loads its store anew for them).
    /// </summary>
    internal static IReadOnlyList<MixedRecipe> All { get; } =
    [
        new("e", "95 % ranges of up to 100 by time, 5 % inserts", MixedAction.Range, MixedAction.Insert, .05),
        new("a", "half reads, half updates", MixedAction.Read, MixedAction.Update, .5),
        new("b", "95 % reads, 5 % updates", MixedAction.Read, MixedAction.Update, .05),
        new("c", "reads alone", MixedAction.Read, MixedAction.Update, 0),
        new("f", "half reads, half reads with an update behind each", MixedAction.Read, MixedAction.ReadAndUpdate, .5),
        new("d", "95 % reads of the latest, 5 % inserts", MixedAction.Read, MixedAction.Insert, .05, IsOfLatest: true),
    ];

    /// <summary>Says whether it reads by time.</summary>
    internal bool NeedsTimes => Often == MixedAction.Range;
}
