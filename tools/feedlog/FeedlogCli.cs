using System.CommandLine;
using System.CommandLine.Help;
using System.Text;

namespace Feedlog.Tool;

/// <summary>The command line as a function: arguments and streams in, exit code out.</summary>
internal static class FeedlogCli
{
    private static readonly CliError s_cancelled = new("Cancelled", "Cancelled.");

    private static readonly ParserConfiguration s_parsing = new()
    {
        // Arguments are data: "@file" is not a file of arguments, and "-nx" is not "-n -x".
        ResponseFileTokenReplacer = null,
        EnablePosixBundling = false,
    };

    /// <summary>Reports that a command was left in the middle of a read that cannot be cancelled.</summary>
    /// <returns>The exit code.</returns>
    public static int ReportCancelled(IReadOnlyList<string> args, CliStreams streams)
    {
        s_cancelled.WriteTo(streams.Error, WantsJson(args));
        return ExitCode.Cancelled;
    }

    /// <summary>Runs one command line.</summary>
    /// <param name="args">The arguments, without the name of the program.</param>
    /// <param name="streams">Where to read and write.</param>
    /// <param name="cancellationToken">Ends the command cleanly; it then returns <see cref="ExitCode.Cancelled"/>.
    /// </param>
    public static async Task<int> RunAsync(
        IReadOnlyList<string> args, CliStreams streams, CancellationToken cancellationToken = default)
    {
        GlobalOptions globals = new();
        IReadOnlyList<CliCommand> commands = CommandList();
        RootCommand root = Compose(commands, globals);
        ArgumentTokens arguments = ArgumentTokens.Read(args, root);
        ParseResult parsed = root.Parse(arguments.Tokens, s_parsing);
        if (arguments.Error is not null) return Refuse(arguments.Error, args, streams);

        CliCommand? command = commands.FirstOrDefault(each => each.Symbol == parsed.CommandResult.Command);
        if (parsed.Errors.Count > 0) return Refuse(parsed.Errors[0].Message, args, streams);
        if (parsed.Action is not null || command is null) return await ShowAsync(parsed, streams).ConfigureAwait(false);

        Invocation call = new(parsed, streams, globals, arguments.EndsLiteral);
        return await RunAsync(command, call, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The tree of commands, for those who look through it.</summary>
    internal static RootCommand Compose(IReadOnlyList<CliCommand> commands, GlobalOptions globals)
    {
        RootCommand root = new("Feedlog, an append-only memory engine: append records, find them again.");
        root.Directives.Clear();
        globals.AddTo(root);
        foreach (CliCommand command in commands) root.Subcommands.Add(command.Symbol);

        HelpOption help = root.Options.OfType<HelpOption>().Single();
        root.Options.Remove(help);
        root.Options.Add(new HelpOption("--help", "-h")
        {
            Action = new HelpWithExamples(new HelpAction(), symbol => Examples(symbol, commands)),
        });
        return root;
    }

    /// <summary>All commands, in the order of the help.</summary>
    internal static IReadOnlyList<CliCommand> CommandList() =>
    [
        new DemoCommand(),
        new InitCommand(),
        new AddCommand(),
        new ImportCommand(),
        new GetCommand(),
        new RangeCommand(),
        new SearchCommand(),
        new SimilarCommand(),
        new EmbedCommand(),
        new TailCommand(),
        new HistoryCommand(),
        new DeleteCommand(),
        new PurgeCommand(),
        new ArchiveCommand(),
        new StatsCommand(),
        new ExportCommand(),
        new MaintainCommand(),
        new QueryCommand(),
        new ExportParquetCommand(),
        new DemoWriterCommand(),
    ];

    private static IReadOnlyList<string> Examples(Command symbol, IReadOnlyList<CliCommand> commands) =>
        commands.FirstOrDefault(each => each.Symbol == symbol)?.Examples ??
        ["feedlog demo", "feedlog init memory", "feedlog add memory 'The kettle is blue.' --key kettle",
            "feedlog search memory kettle"];

    private static async Task<int> RunAsync(
        CliCommand command, Invocation call, CancellationToken cancellationToken)
    {
        try
        {
            return await command.RunAsync(call, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            call.Complain(s_cancelled);
            return ExitCode.Cancelled;
        }
        catch (CliException failure)
        {
            call.Complain(failure.Error);
            return failure.ExitCode;
        }
        catch (FeedlogException failure)
        {
            call.Complain(CliError.Of(failure));
            return ExitCodeOf(failure.Code);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            call.Complain(new CliError("Io", failure.Message));
            return ExitCode.CouldNotRun;
        }
        catch (ArgumentException failure)
        {
            call.Complain(new CliError("InvalidArgument", failure.Message));
            return ExitCode.Usage;
        }
        catch (Exception failure) when (failure is not OutOfMemoryException)
        {
            // The root of the command: whatever else happens is a defect, told whole and with an exit of the contract.
            call.Complain(new CliError("Internal", failure.ToString()));
            return ExitCode.CouldNotRun;
        }
    }

    private static int ExitCodeOf(FeedlogErrorCode code) => code switch
    {
        FeedlogErrorCode.Corrupt => ExitCode.Damage,
        FeedlogErrorCode.InvalidRecord => ExitCode.Usage,
        FeedlogErrorCode.InvalidQuery or FeedlogErrorCode.InvalidCursor => ExitCode.Usage,
        FeedlogErrorCode.IdConflict or FeedlogErrorCode.SequenceConflict => ExitCode.Rejected,
        FeedlogErrorCode.NoSuchRecord => ExitCode.NotFound,
        FeedlogErrorCode.TooLarge => ExitCode.Rejected,
        _ => ExitCode.CouldNotRun,
    };

    private static int Refuse(string message, IReadOnlyList<string> args, CliStreams streams)
    {
        bool isJson = WantsJson(args);
        CliError error = new("Usage", message);
        error.WriteTo(streams.Error, isJson);
        if (!isJson) streams.Error.WriteLine("Run 'feedlog --help' or 'feedlog COMMAND --help'.");
        return ExitCode.Usage;
    }

    private static bool WantsJson(IReadOnlyList<string> args) =>
        args.TakeWhile(arg => arg != "--").Contains("--json");

    private static async Task<int> ShowAsync(ParseResult parsed, CliStreams streams)
    {
        StreamWriter output = new(streams.Output, new UTF8Encoding(false), leaveOpen: true);
        await using (output.ConfigureAwait(false))
        {
            InvocationConfiguration invocation = new()
            {
                Output = output,
                Error = streams.Error,
                EnableDefaultExceptionHandler = false,
            };
            return await parsed.InvokeAsync(invocation).ConfigureAwait(false);
        }
    }
}
