using Feedlog.Compare.Reports;

namespace Feedlog.Compare.Measuring;

/// <summary>Runs a row: one round that does not count, then the rounds that do, each entrant once a round in turn.</summary>
internal static class RowRunner
{
    /// <summary>Measures a row.</summary>
    internal static async ValueTask<RowReport> RunAsync(Row row, int rounds, Action<string> say)
    {
        List<Measurement>[] measured = [.. row.Entrants.Select(static _ => new List<Measurement>())];
        for (int round = 0; round <= rounds; round++)
        {
            for (int i = 0; i < row.Entrants.Count; i++)
            {
                say($"{row.Id}: {(round == 0 ? "warming up" : $"round {round} of {rounds}")}, {row.Entrants[i].Name}");
                CollectGarbage();
                Measurement measurement = await row.Entrants[i].RunAsync();
                if (round > 0) measured[i].Add(measurement);
            }
        }

        return Summarize(row, measured);
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
                Bar = name == row.BarAgainst && !isSubject ? row.Bar : null,
                Details = measured[i][0].Details.Keys.ToDictionary(
                    static key => key, key => Spread.Of(measured[i].Select(one => one.Details[key])).Median),
            });
        }

        return new RowReport { Id = row.Id, Title = row.Title, Unit = row.Unit, Entrants = entrants };
    }

    private static double Show(RowUnit unit, double secondsPerOperation) =>
        unit == RowUnit.RecordsPerSecond ? 1 / secondsPerOperation : secondsPerOperation * 1e6;
}
