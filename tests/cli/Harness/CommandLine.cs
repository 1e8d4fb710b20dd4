using System.Text;
using Feedlog.Tool;

namespace Feedlog.Tests.Cli;

/// <summary>Runs a command line inside the test's own process: the same code, without the start of a process.</summary>
internal static class CommandLine
{
    /// <summary>Runs it with nothing on standard input.</summary>
    public static Task<CliResult> RunAsync(params string[] args) => RunAsync([], args);

    /// <summary>Runs it with these bytes on standard input.</summary>
    public static async Task<CliResult> RunAsync(byte[] input, params string[] args)
    {
        using MemoryStream source = new(input);
        using MemoryStream output = new();
        using StringWriter error = new() { NewLine = "\n" };
        CliStreams streams = new() { OpenInput = () => source, Output = output, Error = error };
        int exitCode = await FeedlogCli.RunAsync(args, streams);
        return new CliResult(exitCode, output.ToArray(), error.ToString());
    }

    /// <summary>Runs it with this text on standard input.</summary>
    public static Task<CliResult> WithInputAsync(string input, params string[] args) =>
        RunAsync(Encoding.UTF8.GetBytes(input), args);

    /// <summary>Makes a store and fails the test if that fails.</summary>
    public static async Task InitAsync(string store) => (await RunAsync("init", store)).Expect(0);
}
