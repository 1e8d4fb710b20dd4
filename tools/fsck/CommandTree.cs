using System.CommandLine;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Explain;

namespace Feedlog.Fsck;

/// <summary>The commands, their arguments and what each of them runs.</summary>
internal sealed class CommandTree
{
    private readonly TextWriter _output;
    private readonly TextWriter _error;
    private readonly CancellationToken _cancellationToken;

    private readonly Option<bool> _json = new("--json")
    {
        Description = "One JSON object a line.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _quiet = new("--quiet")
    {
        Description = "Findings only: no remedies and no summary.",
        Recursive = true,
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<int> _findingsMax = new("--max-findings")
    {
        Description = "How many findings to print; the exit code knows them all.",
        DefaultValueFactory = _ => CheckOptions.FindingsMaxDefault,
        HelpName = "N",
    };

    private readonly Option<bool> _quick = new("--quick")
    {
        Description = "Only manifest, watermark, headers and footers: no frame is read.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _deep = new("--deep")
    {
        Description = "Also decode what the frames carry, and work out all deaths once more.",
        Arity = ArgumentArity.Zero,
    };

    private readonly Option<bool> _live = new("--live")
    {
        Description = "Beside a running writer: only up to the published end of the watermark.",
        Arity = ArgumentArity.Zero,
    };

    /// <summary>Builds the tree.</summary>
    /// <param name="output">Findings and data.</param>
    /// <param name="error">Errors.</param>
    /// <param name="cancellationToken">Ends the command.</param>
    public CommandTree(TextWriter output, TextWriter error, CancellationToken cancellationToken)
    {
        _output = output;
        _error = error;
        _cancellationToken = cancellationToken;
        Root = new RootCommand("Examines a Feedlog store. Reads only; without a command: verify.");
        Root.Directives.Clear();
        Root.Options.Add(_json);
        Root.Options.Add(_quiet);
        // The root takes a store of its own, so that "fsck STORE" means "fsck verify STORE".
        AddVerify(Root, isDefault: true);
        Command verify = new("verify", "Examine the whole store and report what is wrong with it.");
        AddVerify(verify, isDefault: false);
        Root.Subcommands.Add(verify);
        Root.Subcommands.Add(Info());
        Root.Subcommands.Add(Stats());
        Root.Subcommands.Add(Dump());
        Root.Subcommands.Add(ExplainPlace());
    }

    /// <summary>The root of the tree.</summary>
    public RootCommand Root { get; }

    private static Argument<string> StoreArgument() => new("STORE") { Description = "The folder of the store." };

    private static DiskStorage Open(ParseResult parsed, Argument<string> store)
    {
        string? folder = parsed.GetValue(store);
        return string.IsNullOrEmpty(folder) || folder.Contains('\0', StringComparison.Ordinal)
            ? throw new UsageException("Required argument missing: STORE.")
            : new DiskStorage(folder);
    }

    private void AddVerify(Command command, bool isDefault)
    {
        Argument<string> store = StoreArgument();
        if (isDefault) store.Arity = ArgumentArity.ZeroOrOne;
        command.Arguments.Add(store);
        command.Options.Add(_findingsMax);
        command.Options.Add(_quick);
        command.Options.Add(_deep);
        command.Options.Add(_live);
        command.SetAction(parsed =>
        {
            DiskStorage storage = Open(parsed, store);
            if (parsed.GetValue(_quick) && parsed.GetValue(_deep))
                throw new UsageException("--quick and --deep exclude each other.");
            CheckOptions options = new()
            {
                IsQuick = parsed.GetValue(_quick),
                IsDeep = parsed.GetValue(_deep),
                IsLive = parsed.GetValue(_live),
                FindingsMax = NotNegative(parsed.GetValue(_findingsMax), _findingsMax),
            };
            return new FsckRun(storage, Writer(parsed)).Verify(options, _cancellationToken);
        });
    }

    private Command Info()
    {
        Argument<string> store = StoreArgument();
        Command command = new("info", "Print what manifest and watermark say.");
        command.Arguments.Add(store);
        command.SetAction(parsed => new InfoCommand(Open(parsed, store), Writer(parsed)).Run(_cancellationToken));
        return command;
    }

    private Command Stats()
    {
        Argument<string> store = StoreArgument();
        Command command = new("stats", "Read the whole log and print counts and sizes.");
        command.Arguments.Add(store);
        command.SetAction(parsed => new FsckRun(Open(parsed, store), Writer(parsed)).Stats(_cancellationToken));
        return command;
    }

    private Command Dump()
    {
        Argument<string> store = StoreArgument();
        Option<ulong?> segment = new("--segment") { Description = "Only this segment.", HelpName = "N" };
        Option<long> from = new("--from") { Description = "Begin at this byte of each segment.", HelpName = "OFFSET" };
        Option<long?> limit = new("--limit") { Description = "Print at most so many frames.", HelpName = "N" };
        Command command = new(
            "dump", "Print the frames of the log and the sections of the index files, without their contents.");
        command.Arguments.Add(store);
        command.Options.Add(segment);
        command.Options.Add(from);
        command.Options.Add(limit);
        command.SetAction(parsed =>
        {
            DumpCommand dump = new(Open(parsed, store), Writer(parsed))
            {
                Segment = parsed.GetValue(segment),
                FromBytes = NotNegative(parsed.GetValue(from), from),
                FramesMax = parsed.GetValue(limit) is long max ? NotNegative(max, limit) : long.MaxValue,
            };
            return dump.Run(_cancellationToken);
        });
        return command;
    }

    private Command ExplainPlace()
    {
        Argument<string> store = StoreArgument();
        Option<string> at = new("--at")
        {
            Description = "A place, as findings name it.",
            HelpName = "FILE:OFFSET",
            Required = true,
        };
        Option<bool> hex = new("--hex") { Description = "Print the bytes too.", Arity = ArgumentArity.Zero };
        Command command = new("explain", "Print what lies at a place, field by field.");
        command.Arguments.Add(store);
        command.Options.Add(at);
        command.Options.Add(hex);
        command.SetAction(parsed =>
        {
            DiskStorage storage = Open(parsed, store);
            if (!StorePlace.TryParse(parsed.GetValue(at) ?? "", out StorePlace place))
                throw new UsageException($"--at takes FILE:OFFSET, such as {StoreLayout.Segment(1)}:120.");
            ExplainCommand explain = new(storage, Writer(parsed)) { ShowsBytes = parsed.GetValue(hex) };
            return explain.Run(place, _cancellationToken);
        });
        return command;
    }

    private ReportWriter Writer(ParseResult parsed) =>
        new(_output, _error, parsed.GetValue(_json), parsed.GetValue(_quiet));

    private static T NotNegative<T>(T value, Option option)
        where T : System.Numerics.INumber<T> =>
        T.IsNegative(value) ? throw new UsageException($"{option.Name} is a count: 0 or more.") : value;
}
