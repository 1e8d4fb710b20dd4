using System.Diagnostics;

namespace Feedlog.Tests.Cli;

/// <summary>Runs the built tool as a process of its own.</summary>
internal static class CliProcess
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(1);

    /// <summary>Starts the tool; the caller waits for it and disposes it.</summary>
    public static Process Start(IEnumerable<string> args, IReadOnlyDictionary<string, string>? environment = null)
    {
        ProcessStartInfo start = new("dotnet")
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "Feedlog.Tool.dll"));
        foreach (string arg in args) start.ArgumentList.Add(arg);
        foreach ((string name, string value) in environment ?? new Dictionary<string, string>())
            start.Environment[name] = value;
        return Process.Start(start) ?? throw new InvalidOperationException("The tool did not start.");
    }

    /// <summary>Runs the tool to its end.</summary>
    public static async Task<CliResult> RunAsync(
        byte[] input, IReadOnlyDictionary<string, string>? environment, params string[] args)
    {
        using Process process = Start(args, environment);
        return await FinishAsync(process, input);
    }

    /// <summary>Runs the tool to its end, with nothing on standard input.</summary>
    public static Task<CliResult> RunAsync(params string[] args) => RunAsync([], null, args);

    /// <summary>Gives a started tool its input and waits for its end.</summary>
    public static async Task<CliResult> FinishAsync(Process process, byte[] input)
    {
        using CancellationTokenSource patience = new(s_patience);
        using MemoryStream output = new();
        Task copy = process.StandardOutput.BaseStream.CopyToAsync(output, patience.Token);
        Task<string> error = process.StandardError.ReadToEndAsync(patience.Token);
        await process.StandardInput.BaseStream.WriteAsync(input, patience.Token);
        process.StandardInput.Close();
        await process.WaitForExitAsync(patience.Token);
        await copy;
        return new CliResult(process.ExitCode, output.ToArray(), await error);
    }
}
