using Feedlog.Compare.Children;
using Feedlog.Compare.Contenders;
using Feedlog.Compare.Measuring;
using Feedlog.Compare.Reports;
using Feedlog.Compare.Workloads;

namespace Feedlog.Compare;

/// <summary>Runs the comparison and reports it.</summary>
internal static class Program
{
    private const int ExitDone = 0;
    private const int ExitWorse = 1;
    private const int ExitUsage = 2;
    private const int ExitFailed = 3;

    private static async Task<int> Main(string[] arguments)
    {
        if (arguments is [ChildCommand.Argument, ..])
        {
            await ChildCommand.RunAsync(arguments);
            return ExitDone;
        }

        CompareOptions options;
        ComparisonReport? baseline;
        try
        {
            options = CompareOptions.Parse(arguments);
            baseline = ReadBaseline(options);
        }
        catch (Exception exception) when (exception is ArgumentException or IOException or InvalidDataException)
        {
            await Console.Error.WriteLineAsync($"{exception.Message} --help shows how.");
            return ExitUsage;
        }

        if (options.IsHelp)
        {
            await Console.Out.WriteAsync(Usage.Text);
            return ExitDone;
        }

        try
        {
            ComparisonReport report = await RunAsync(options);
            await PublishAsync(report, options);
            return baseline is null ? ExitDone : await CheckAsync(report, baseline, options.Tolerance);
        }
        catch (Exception exception)
        {
            // The one place where everything that went wrong comes to an end.
            await Console.Error.WriteLineAsync(exception.ToString());
            return ExitFailed;
        }
    }

    private static ComparisonReport? ReadBaseline(CompareOptions options)
    {
        if (options.Baseline is null) return null;
        ComparisonReport baseline = JsonReport.Read(File.ReadAllText(options.Baseline));
        return baseline.Records == options.Records
            ? baseline
            : throw new ArgumentException($"The baseline was taken with --records {baseline.Records}.");
    }

    private static async Task<ComparisonReport> RunAsync(CompareOptions options)
    {
        string loadBefore = MachineReport.ReadLoad();
        IReadOnlyList<IContender> invited = ContenderList.Make(options.Contenders);
        IReadOnlyList<IContender> present = [.. invited.Where(static one => one.AbsentBecause is null)];
        foreach (IContender absent in invited.Where(static one => one.AbsentBecause is not null))
            Say($"{absent.Name} is absent: {absent.AbsentBecause}");
        if (present.Count == 0) throw new InvalidOperationException("Nobody takes part.");

        Say("making the corpus");
        await using Ground ground = new(options, present);
        List<RowReport> rows = [];
        foreach (string name in options.Workloads)
        {
            Workload workload = WorkloadList.Make(name, ground);
            Say($"{name}: preparing");
            await workload.PrepareAsync();
            foreach (Row row in workload.Rows().Where(static one => one.Entrants.Count > 0))
                rows.Add(await RowRunner.RunAsync(row, options.Rounds, Say));
        }

        return new ComparisonReport
        {
            Schema = ComparisonReport.CurrentSchema,
            TakenAt = TimeProvider.System.GetUtcNow(),
            Records = options.Records,
            Rounds = options.Rounds,
            Corpus = ground.Corpus.Describe(),
            Machine = MachineReport.Describe(
                options.Folder,
                $"{loadBefore} before, {MachineReport.ReadLoad()} after (runnable threads, one minute)"),
            Contenders = [.. invited.Select(static one => new ContenderReport
            {
                Name = one.Name,
                Version = one.Version,
                Settings = one.Settings,
                AbsentBecause = one.AbsentBecause,
            })],
            Rows = rows,
        };
    }

    private static async Task PublishAsync(ComparisonReport report, CompareOptions options)
    {
        string json = JsonReport.Write(report);
        string markdown = MarkdownReport.Write(report);
        if (options.Out is null)
        {
            await Console.Out.WriteAsync(options.IsJson ? json : markdown);
        }
        else if (options.Out.EndsWith('/'))
        {
            string path = Path.Combine(options.Out, report.Machine.Slug, $"compare-{report.Records}");
            await WriteAsync(path + ".json", json);
            await WriteAsync(path + ".md", markdown);
        }
        else
        {
            await WriteAsync(options.Out, options.IsJson ? json : markdown);
        }
    }

    private static async Task WriteAsync(string file, string text)
    {
        if (Path.GetDirectoryName(file) is { Length: > 0 } folder) Directory.CreateDirectory(folder);
        await File.WriteAllTextAsync(file, text);
        Say($"wrote {file}");
    }

    private static async Task<int> CheckAsync(ComparisonReport report, ComparisonReport baseline, double tolerance)
    {
        (IReadOnlyList<string> lines, int worse) = BaselineCheck.Compare(report, baseline, tolerance);
        foreach (string line in lines) await Console.Error.WriteLineAsync(line);
        if (lines.Count == 0)
        {
            await Console.Error.WriteLineAsync("No ratio of this run is in the baseline.");
            return ExitWorse;
        }

        return worse == 0 ? ExitDone : ExitWorse;
    }

    private static void Say(string line) => Console.Error.WriteLine(line);
}
