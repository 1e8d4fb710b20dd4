using System.Globalization;
using System.Text;
using Feedlog.Compare.Measuring;

namespace Feedlog.Compare.Reports;

/// <summary>Writes a run as Markdown.</summary>
internal static class MarkdownReport
{
    /// <summary>The run as Markdown text.</summary>
    internal static string Write(ComparisonReport report)
    {
        StringBuilder text = new();
        Line(text, $"# Feedlog beside others, {report.Records:n0} records");
        Line(text, $"");
        WriteMachine(text, report);
        WriteContenders(text, report.Contenders);
        WriteRows(text, report.Rows);
        return text.ToString();
    }

    private static void WriteMachine(StringBuilder text, ComparisonReport report)
    {
        MachineReport machine = report.Machine;
        Line(text, $"| machine | |");
        Line(text, $"|---|---|");
        Line(text, $"| processor | {machine.Processor}, {machine.Cores} cores, {machine.MemoryGiB:f1} GiB |");
        Line(text, $"| system | {machine.Kernel}; {machine.FileSystem} |");
        Line(text, $"| runtime | {machine.Runtime} |");
        Line(text, $"| load of the machine | {machine.Load} |");
        Line(text, $"| corpus | {report.Corpus} |");
        Line(text, $"| taken | {report.TakenAt:yyyy-MM-dd HH:mm} UTC, {report.Rounds} rounds |");
        Line(text, $"");
    }

    private static void WriteContenders(StringBuilder text, IReadOnlyList<ContenderReport> contenders)
    {
        Line(text, $"| contender | version | settings |");
        Line(text, $"|---|---|---|");
        foreach (ContenderReport contender in contenders)
        {
            string settings =
                contender.AbsentBecause is null ? contender.Settings : $"absent: {contender.AbsentBecause}";
            Line(text, $"| {contender.Name} | {contender.Version} | {settings} |");
        }

        Line(text, $"");
    }

    private static void WriteRows(StringBuilder text, IReadOnlyList<RowReport> rows)
    {
        Line(text, $"\"times\" says how many times as fast as this entrant (bytes: as small) the first of its row is,");
        Line(text, $"taken round by round; median (least - greatest). The bar is what \"times\" should be at least.");
        Line(text, $"");
        Line(text, $"| row | entrant | median | least - greatest | times | bar | beside it |");
        Line(text, $"|---|---|---|---|---|---|---|");
        foreach (RowReport row in rows)
        {
            string title = $"**{row.Id}** {row.Title}";
            foreach (EntrantReport entrant in row.Entrants)
            {
                Spread figure = entrant.Figure;
                string spread = $"{Show(row.Unit, figure.Min)} - {Show(row.Unit, figure.Max)}";
                string head = $"| {title} | {entrant.Name} | {Show(row.Unit, figure.Median)} | {spread} |";
                Line(text, $"{head} {Times(entrant)} | {Bar(entrant)} | {Details(entrant)} |");
                title = "";
            }
        }
    }

    private static string Show(RowUnit unit, double figure)
    {
        string suffix = unit switch
        {
            RowUnit.RecordsPerSecond => "/s",
            RowUnit.Milliseconds => " ms",
            RowUnit.Bytes => " B",
            _ => " us",
        };
        return Number(figure) + suffix;
    }

    private static string Number(double figure) => figure.ToString(
        Math.Abs(figure) switch { >= 100 => "n0", >= 10 => "n1", >= 1 => "n2", _ => "n3" },
        CultureInfo.InvariantCulture);

    private static string Times(EntrantReport entrant) => entrant.Ratio is Spread ratio
        ? $"{Number(ratio.Median)} ({Number(ratio.Min)} - {Number(ratio.Max)})"
        : "";

    private static string Bar(EntrantReport entrant) => entrant is { Bar: double bar, Ratio: Spread ratio }
        ? $"{Number(bar)} {(ratio.Median >= bar ? "met" : "MISSED")}"
        : "";

    private static string Details(EntrantReport entrant) => string.Join(", ", entrant.Details
        .OrderBy(static detail => detail.Key, StringComparer.Ordinal)
        .Select(static detail => $"{detail.Key} {Number(detail.Value)}"));

    private static void Line(StringBuilder text, FormattableString line) =>
        text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');
}
