using System.CommandLine;
using Feedlog.Fsck.Copying;

namespace Feedlog.Fsck.Commands;

/// <summary>Compares two stores.</summary>
internal static class CompareCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new("compare", "Say whether two stores hold the same, sequence by sequence.");
        Argument<string> first = CommandScope.StoreArgument("A", "The folder of the first store.");
        Argument<string> second = CommandScope.StoreArgument("B", "The folder of the second store.");
        Option<ulong> from = new("--from") { Description = "Begin with this sequence.", HelpName = "SEQUENCE" };
        Option<ulong?> to = new("--to") { Description = "End before this sequence.", HelpName = "SEQUENCE" };
        command.Arguments.Add(first);
        command.Arguments.Add(second);
        command.Options.Add(from);
        command.Options.Add(to);
        command.Options.Add(scope.FindingsMax);
        command.Options.Add(scope.Progress);
        command.SetAction(parsed =>
        {
            WorkMeter meter = new();
            long start = TimeProvider.System.GetTimestamp();
            CompareRun run = new(CommandScope.Storage(parsed, first), CommandScope.Storage(parsed, second),
                scope.Options(parsed, meter), scope.CancellationToken)
            {
                FromSequence = parsed.GetValue(from),
                ToSequence = parsed.GetValue(to) ?? ulong.MaxValue,
            };
            using (scope.Watch(parsed, meter)) run.Run();
            ReportWriter writer = scope.Writer(parsed);
            foreach (Finding finding in run.Findings.Kept) writer.Write(finding);
            if (parsed.GetValue(scope.Quiet) && !writer.IsJson) return run.Findings.ExitBits;
            writer.WriteRow(
            [
                ("same", run.SameCount),
                ("different", run.Findings.Kept.Count + run.Findings.OmittedCount),
                ("seconds", Math.Round(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 3)),
                ("exit", run.Findings.ExitBits),
            ]);
            return run.Findings.ExitBits;
        });
        scope.SetExamples(command, "fsck compare memory last-backup", "fsck compare memory rescued --to 5000 --json");
        return command;
    }
}
