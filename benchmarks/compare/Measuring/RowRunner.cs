using System.Diagnostics;
using Feedlog.Compare.Reports;

namespace Feedlog.Compare.Measuring;

/// <summary>
/// Runs a row: first every entrant until it is warm, then the rounds that count, each entrant once a round in turn.
/// </summary>
internal static class RowRunner
{
    // The runtime replaces its first, slow code for a method in the background, after some tens of calls and some
    // tenths of a second without new methods; on busy cores it takes longer. Native rivals are warm at once.
    private const int WarmRunsMax = 20;

    private static readonly TimeSpan s_warmFor = TimeSpan.FromSeconds(1.5);

    /// <summary>How often an entrant of a row runs at most.</summary>
    internal static int RunsMax(int rounds) => rounds > 1 ? WarmRunsMax + rounds : 1 + rounds;

    /// <summary>Measures a row; with one round nobody gets warm: that is to see that everything works.</summary>
    internal static async ValueTask<RowReport> RunAsync(Row row, int rounds, Action<string> say)
    {
        List<Measurement>[] measured = [.. row.Entrants.Select(static _ => new List<Measurement>())];
        foreach (Entrant entrant in row.IsInNewProcess ? [] : row.Entrants)
        {
            say($"{row.Id}: warming up {entrant.Name}");
            await WarmUpAsync(entrant, rounds > 1 ? s_warmFor : TimeSpan.Zero);
        }

        for (int round = 1; round <= rounds; round++)
        {
            for (int i = 0; i < row.Entrants.Count; i++)
            {
                say($"{row.Id}: round {round} of {rounds}, {row.Entrants[i].Name}");
                CollectGarbage();
                measured[i].Add(await row.Entrants[i].RunAsync());
            }
        }

        return Summarize(row, measured);
    }

    private static async ValueTask WarmUpAsync(Entrant entrant, TimeSpan warmFor)
    {
        long started = Stopwatch.GetTimestamp();
        for (int run = 0; run < WarmRunsMax; run++)
        {
            await entrant.RunAsync();
            if (Stopwatch.GetElapsedTime(started) > warmFor) return;
        }
    }

    // Otherwise an entrant would pay for what the one before it left behind.
    private static void CollectGarbage()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
    }

    private static RowReport Summarize(Row row, List<Measurement>[] measured)
    {
        List<EntrantReport> entrants = [];
        for (int i = 0; i < row.Entrants.Count; i++)
        {
            string name = row.Entrants[i].Name;
            bool isSubject = i == 0;
            entrants.Add(new EntrantReport
            {
                Name = name,
                Figure = Spread.Of(measured[i].Select(one => Show(row.Unit, one.SecondsPerOperation))),
                Ratio = isSubject ? null : Spread.Of(measured[0].Zip(measured[i], static (subject, rival) =>
                    rival.SecondsPerOperation / subject.SecondsPerOperation)),
                Bar = row.Bars.TryGetValue(name, out double bar) ? bar : null,
                Details = measured[i][0].Details.Keys.ToDictionary(
                    static key => key, key => Spread.Of(measured[i].Select(one => one.Details[key])).Median),
            });
        }

        return new RowReport { Id = row.Id, Title = row.Title, Unit = row.Unit, Entrants = entrants };
    }

    private static double Show(RowUnit unit, double secondsPerOperation) => unit switch
    {
        RowUnit.RecordsPerSecond => 1 / secondsPerOperation,
        RowUnit.Milliseconds => secondsPerOperation * 1e3,
        RowUnit.Bytes => secondsPerOperation,
        _ => secondsPerOperation * 1e6,
    };
}
