using Feedlog.Retrieval.Collections;
using Feedlog.Retrieval.Measuring;
using Feedlog.Retrieval.Reports;

namespace Feedlog.Retrieval;

/// <summary>Runs the measurement and reports it.</summary>
internal static class Program
{
    private const int ExitDone = 0;
    private const int ExitUsage = 2;
    private const int ExitFailed = 3;

    private static async Task<int> Main(string[] arguments)
    {
        RetrievalOptions options;
        try
        {
            options = RetrievalOptions.Parse(arguments);
        }
        catch (ArgumentException exception)
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
            await RunAsync(options);
            return ExitDone;
        }
        catch (Exception broken) when (broken is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            await Console.Error.WriteLineAsync(broken.Message);
            return ExitFailed;
        }
    }

    private static async Task RunAsync(RetrievalOptions options)
    {
        await Console.Out.WriteLineAsync(ResultTable.Head);
        List<string> rows = [];
        foreach (string folder in options.Folders)
        {
            IReadOnlyList<Collection> collections = CollectionReader.Read(folder);
            var results = await Evaluation.RunAsync(collections, options);
            string name = NameOf(folder);
            List<string> added = [ResultTable.Row(name, options, [.. results.Select(result => result.Measures)])];
            foreach (var subset in results.Where(result => result.Subset is not null).GroupBy(result => result.Subset))
                added.Add(ResultTable.Row($"{name}, {subset.Key}", options, [.. subset.Select(one => one.Measures)]));
            foreach (string row in added) await Console.Out.WriteLineAsync(row);
            rows.AddRange(added);
        }

        if (options.Out is null) return;
        string head = File.Exists(options.Out) ? "" : ResultTable.Head + "\n";
        await File.AppendAllTextAsync(options.Out, head + string.Join('\n', rows) + "\n");
    }

    // A language of a collection is named after both.
    private static string NameOf(string folder)
    {
        string full = Path.GetFullPath(folder);
        string name = Path.GetFileName(full);
        string? parent = Path.GetFileName(Path.GetDirectoryName(full));
        return name.Length == 2 ? $"{parent}/{name}" : name;
    }
}
