using System.CommandLine;
using System.CommandLine.Help;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Commands;
using Feedlog.Fsck.Explain;
using Feedlog.Fsck.Shards;

namespace Feedlog.Fsck;

/// <summary>The commands, their arguments and what each of them runs.</summary>
internal sealed class CommandTree
{
    private readonly CommandScope _scope;

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
    /// <param name="scope">What all commands share.</param>
    public CommandTree(CommandScope scope)
    {
        _scope = scope;
        Root = new RootCommand("Examines and mends Feedlog stores. Without a command: verify, which only reads.");
        Root.Directives.Clear();
        Root.Options.Add(scope.Json);
        Root.Options.Add(scope.Quiet);
        // The root takes a store of its own, so that "fsck STORE" means "fsck verify STORE".
        AddVerify(Root, isDefault: true);
        Command verify = new("verify", "Examine the whole store and report what is wrong with it.");
        AddVerify(verify, isDefault: false);
        Root.Subcommands.Add(verify);
        Root.Subcommands.Add(Info());
        Root.Subcommands.Add(Stats());
        Root.Subcommands.Add(Dump());
        Root.Subcommands.Add(ExplainPlace());
        Root.Subcommands.Add(RepairCommand.Make(scope));
        Root.Subcommands.Add(SalvageCommand.Make(scope));
        Root.Subcommands.Add(ReindexCommand.Make(scope));
        Root.Subcommands.Add(MigrateCommand.Make(scope));
        Root.Subcommands.Add(CompareCommand.Make(scope));
        Root.Subcommands.Add(BackupCommand.Make(scope));
        Root.Subcommands.Add(ScrubCommand.Make(scope));
        Root.Subcommands.Add(SelftestCommand.Make(scope));
        scope.SetExamples(Root, "fsck memory", "fsck verify memory --deep --json", "fsck repair memory");
        scope.SetExamples(
            verify, "fsck verify memory", "fsck verify memory --deep --json", "fsck verify memory --live");
        foreach (Option option in Root.Options.OfType<HelpOption>().ToArray()) Root.Options.Remove(option);
        Root.Options.Add(new HelpOption("--help", "-h") { Action = new HelpWithExamples(scope) });
    }

    /// <summary>The root of the tree.</summary>
    public RootCommand Root { get; }

    private void AddVerify(Command command, bool isDefault)
    {
        Argument<string> store = CommandScope.StoreArgument();
        if (isDefault) store.Arity = ArgumentArity.ZeroOrOne;
        command.Arguments.Add(store);
        command.Options.Add(_scope.FindingsMax);
        command.Options.Add(_quick);
        command.Options.Add(_deep);
        command.Options.Add(_live);
        command.Options.Add(_scope.Progress);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(_quick) && parsed.GetValue(_deep))
                throw new UsageException("--quick and --deep exclude each other.");
            WorkMeter meter = new();
            CheckOptions options = _scope.Options(parsed, meter) with
            {
                IsQuick = parsed.GetValue(_quick),
                IsDeep = parsed.GetValue(_deep),
                IsLive = parsed.GetValue(_live),
            };
            ReportWriter writer = _scope.Writer(parsed);
            using ProgressDisplay progress = _scope.Watch(parsed, meter);
            if (ShardCommand.TryMake(parsed.GetValue(store), writer, out ShardCommand? shard))
                return shard.Verify(options, progress, _scope.CancellationToken);
            DiskStorage storage = CommandScope.Storage(parsed, store);
            return new FsckRun(storage, writer).Verify(options, progress, _scope.CancellationToken);
        });
    }

    private Command Info()
    {
        Argument<string> store = CommandScope.StoreArgument();
        Command command = new("info", "Print what manifest and watermark say.");
        command.Arguments.Add(store);
        _scope.SetExamples(command, "fsck info memory", "fsck info memory --json");
        command.SetAction(parsed =>
        {
            ReportWriter writer = _scope.Writer(parsed);
            return ShardCommand.TryMake(parsed.GetValue(store), writer, out ShardCommand? shard)
                ? shard.Info(_scope.CancellationToken)
                : new InfoCommand(CommandScope.Storage(parsed, store), writer).Run(_scope.CancellationToken);
        });
        return command;
    }

    private Command Stats()
    {
        Argument<string> store = CommandScope.StoreArgument();
        Command command = new("stats", "Read the whole log and print counts and sizes.");
        command.Arguments.Add(store);
        _scope.SetExamples(command, "fsck stats memory", "fsck stats memory --json");
        command.SetAction(parsed => new FsckRun(CommandScope.Storage(parsed, store), _scope.Writer(parsed))
            .Stats(_scope.CancellationToken));
        return command;
    }

    private Command Dump()
    {
        Argument<string> store = CommandScope.StoreArgument();
        Option<ulong?> segment = new("--segment") { Description = "Only this segment.", HelpName = "N" };
        Option<long> from = new("--from") { Description = "Begin at this byte of each segment.", HelpName = "OFFSET" };
        Option<long?> limit = new("--limit") { Description = "Print at most so many frames.", HelpName = "N" };
        Command command = new(
            "dump", "Print the frames of the log and the sections of the index files, without their contents.");
        command.Arguments.Add(store);
        command.Options.Add(segment);
        command.Options.Add(from);
        command.Options.Add(limit);
        _scope.SetExamples(command, "fsck dump memory --limit 20", "fsck dump memory --segment 3 --from 120");
        command.SetAction(parsed =>
        {
            ReportWriter writer = _scope.Writer(parsed);
            long framesMax = parsed.GetValue(limit) is long max ? CommandScope.NotNegative(max, limit) : long.MaxValue;
            if (ShardCommand.TryMake(parsed.GetValue(store), writer, out ShardCommand? shard))
                return shard.Dump(framesMax, _scope.CancellationToken);
            DumpCommand dump = new(CommandScope.Storage(parsed, store), writer)
            {
                Segment = parsed.GetValue(segment),
                FromBytes = CommandScope.NotNegative(parsed.GetValue(from), from),
                FramesMax = framesMax,
            };
            return dump.Run(_scope.CancellationToken);
        });
        return command;
    }

    private Command ExplainPlace()
    {
        Argument<string> store = CommandScope.StoreArgument();
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
        _scope.SetExamples(
            command, "fsck explain memory --at MANIFEST:64", "fsck explain memory --at WATERMARK:4096 --hex");
        command.SetAction(parsed =>
        {
            DiskStorage storage = CommandScope.Storage(parsed, store);
            if (!StorePlace.TryParse(parsed.GetValue(at) ?? "", out StorePlace place))
                throw new UsageException($"--at takes FILE:OFFSET, such as {StoreLayout.Segment(1)}:120.");
            ExplainCommand explain = new(storage, _scope.Writer(parsed)) { ShowsBytes = parsed.GetValue(hex) };
            return explain.Run(place, _scope.CancellationToken);
        });
        return command;
    }
}
