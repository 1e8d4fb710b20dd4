using System.Diagnostics;
using System.Globalization;

namespace Feedlog.Tool;

/// <summary>Starts this program as another process that appends, and kills it while it does.</summary>
internal static class DemoCrash
{
    private const int EnoughNotes = 400;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(20);

    /// <summary>Runs and kills the process.</summary>
    /// <param name="store">Path of the store; nobody else may write to it.</param>
    /// <param name="cancellationToken">Ends the process early.</param>
    /// <returns>The numbers of the notes that it had been told are durable, up to its end.</returns>
    /// <exception cref="CliException">The process could not do its work.</exception>
    public static async Task<IReadOnlyList<int>> RunAsync(string store, CancellationToken cancellationToken)
    {
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        patience.CancelAfter(s_patience);
        using Process process = Start(store);
        List<int> acknowledged = [];
        try
        {
            while (acknowledged.Count < EnoughNotes)
            {
                string? line = await process.StandardOutput.ReadLineAsync(patience.Token).ConfigureAwait(false);
                if (line is null) break;
                acknowledged.Add(int.Parse(line, CultureInfo.InvariantCulture));
            }
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // A slow disk: what was acknowledged until now has to do.
        }
        finally
        {
            process.Kill();
        }

        // What it printed between our last look and its end was acknowledged too.
        string rest = await process.StandardOutput.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        string complaint = await process.StandardError.ReadToEndAsync(cancellationToken).ConfigureAwait(false);
        await process.WaitForExitAsync(cancellationToken).ConfigureAwait(false);
        string[] lines = rest.Split('\n');

        // The last piece has no line feed behind it: it may be the beginning of a number.
        acknowledged.AddRange(lines[..^1].Select(line => int.Parse(line, CultureInfo.InvariantCulture)));
        return acknowledged.Count > 0
            ? acknowledged
            : throw CliException.CouldNotRun("Demo", $"The second process acknowledged nothing. {complaint}");
    }

    private static Process Start(string store)
    {
        // This program runs under its own name (as an installed tool) or as an argument of the dotnet host.
        string host = Environment.ProcessPath ?? "";
        string name = Path.GetFileNameWithoutExtension(host);
        bool isOwnHost = name is "feedlog" or "Feedlog.Tool";
        ProcessStartInfo start = new(isOwnHost || name == "dotnet" ? host : "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };

        // A killed process cannot remove the socket that the runtime makes for debuggers.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        if (!isOwnHost) start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Feedlog.Tool.dll"));
        start.ArgumentList.Add(DemoWriterCommand.Name);
        start.ArgumentList.Add("--");
        start.ArgumentList.Add(store);
        return Process.Start(start) ??
            throw CliException.CouldNotRun("Demo", "The second process could not be started.");
    }
}
