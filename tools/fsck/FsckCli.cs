using System.CommandLine;
using Feedlog.Fsck.Commands;

namespace Feedlog.Fsck;

/// <summary>The command line as a function: arguments and writers in, exit code out.</summary>
internal static class FsckCli
{
    private static readonly ParserConfiguration s_parsing = new()
    {
        // Arguments are data: "@file" is not a file of arguments, and "-nx" is not "-n -x".
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the name of the program.</param>
    /// <param name="output">Findings and data.</param>
    /// <param name="error">Errors.</param>
    /// <param name="cancellationToken">Ends the command; the exit code then has <see cref="ExitCode.Cancelled"/>.
    /// </param>
    public static int Run(
        IReadOnlyList<string> args, TextWriter output, TextWriter error,
        CancellationToken cancellationToken = default) =>
        Run(args, output, error, isTerminal: false, cancellationToken);

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the name of the program.</param>
    /// <param name="output">Findings and data.</param>
    /// <param name="error">Errors and progress.</param>
    /// <param name="isTerminal">Whether people look at the errors as they come.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public static int Run(
        IReadOnlyList<string> args, TextWriter output, TextWriter error, bool isTerminal,
        CancellationToken cancellationToken)
    {
        CommandTree tree = new(new CommandScope(output, error, isTerminal, cancellationToken));
        ParseResult parsed = tree.Root.Parse(args, s_parsing);
        bool isJson = args.TakeWhile(arg => arg != "--").Contains("--json");
        if (parsed.Errors.Count > 0) return Refuse(error, isJson, parsed.Errors[0].Message);

        try
        {
            int exit = parsed.Invoke(new InvocationConfiguration
            {
                Output = output,
                Error = error,
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = null,
            });
            output.Flush();
            return exit;
        }
        catch (UsageException mistake)
        {
            return Refuse(error, isJson, mistake.Message);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            Complain(error, isJson, "Cancelled", "Cancelled.");
            return ExitCode.Cancelled;
        }
        catch (CommandException refusal)
        {
            Complain(error, isJson, refusal.Code, refusal.Message);
            return refusal.Code == "Damaged" ? ExitCode.Damage : ExitCode.CouldNotRun;
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException)
        {
            Complain(error, isJson, "Io", failure.Message);
            return ExitCode.CouldNotRun;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The root of the process: a defect of ours, told whole and with an exit of the contract.
            Complain(error, isJson, "Internal", failure.ToString());
            return ExitCode.CouldNotRun;
        }
    }

    private static int Refuse(TextWriter error, bool isJson, string message)
    {
        Complain(error, isJson, "Usage", message);
        if (!isJson) error.WriteLine("Run 'fsck --help' or 'fsck COMMAND --help'.");
        return ExitCode.Usage;
    }

    private static void Complain(TextWriter error, bool isJson, string code, string message)
    {
        if (!isJson)
        {
            error.WriteLine($"fsck: {message}");
            return;
        }

        error.WriteLine(JsonLine.Write(json =>
        {
            json.WriteStartObject("error");
            json.WriteString("code", code);
            json.WriteString("message", message);
            json.WriteEndObject();
        }));
    }
}
