using System.Globalization;

namespace Feedlog.Compare.Reports;

/// <summary>Compares the ratios of a run with those of an earlier one; times are never compared.</summary>
internal static class BaselineCheck
{
    /// <summary>
    /// One line for every ratio that both runs have, and how many of them are worse than they may be.
    /// </summary>
    /// <param name="current">This run.</param>
    /// <param name="baseline">The earlier run, with as many records.</param>
    /// <param name="tolerance">The share by which a ratio may fall short.</param>
    internal static (IReadOnlyList<string> Lines, int Worse) Compare(
        ComparisonReport current, ComparisonReport baseline, double tolerance)
    {
        List<string> lines = [];
        int worse = 0;
        foreach (RowReport row in current.Rows)
        {
            RowReport? before = baseline.Rows.FirstOrDefault(one => one.Id == row.Id);
            foreach (EntrantReport entrant in row.Entrants.Where(static one => one.Ratio is not null))
            {
                EntrantReport? old = before?.Entrants.FirstOrDefault(one => one.Name == entrant.Name);
                if (entrant.Ratio is null || old?.Ratio is null) continue;
                double least = old.Ratio.Median * (1 - tolerance);
                bool isWorse = entrant.Ratio.Median < least;
                if (isWorse) worse++;
                lines.Add(string.Create(CultureInfo.InvariantCulture,
                    $"{(isWorse ? "WORSE" : "ok")} {row.Id} against {entrant.Name}: {entrant.Ratio.Median:f2} times, " +
                    $"baseline {old.Ratio.Median:f2}, at least {least:f2}"));
            }
        }

        return (lines, worse);
    }
}
