using System.CommandLine;
using Feedlog.Format.Storage;

namespace Feedlog.Fsck.Commands;

/// <summary>Reads everything at a pace that leaves the disk to others.</summary>
internal static class ScrubCommand
{
    private const long BytesPerMegabyte = 1_000_000;

    /// <summary>The command with its options.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new("scrub", "Read and verify everything, no faster than a rate, to find rot early.");
        Argument<string> store = CommandScope.StoreArgument();
        Option<int> rate = new("--rate")
        {
            Description = "How many megabytes to read in a second at most.",
            HelpName = "MB/s",
            DefaultValueFactory = _ => 50,
        };
        command.Arguments.Add(store);
        command.Options.Add(rate);
        command.Options.Add(scope.FindingsMax);
        command.Options.Add(scope.Progress);
        command.SetAction(parsed =>
        {
            if (parsed.GetValue(rate) < 1) throw new UsageException("--rate takes megabytes a second: 1 or more.");
            WorkMeter meter = new(parsed.GetValue(rate) * BytesPerMegabyte);
            DiskStorage storage = CommandScope.Storage(parsed, store);
            using ProgressDisplay progress = scope.Watch(parsed, meter);
            return new FsckRun(storage, scope.Writer(parsed)).Verify(
                scope.Options(parsed, meter), progress, scope.CancellationToken);
        });
        scope.SetExamples(command, "fsck scrub memory --rate 20", "fsck scrub memory --progress --json");
        return command;
    }
}
