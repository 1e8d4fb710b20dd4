using System.CommandLine;
using Feedlog.Fsck.Copying;

namespace Feedlog.Fsck.Commands;

/// <summary>Copies a store as it is at one moment.</summary>
internal static class BackupCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new(
            "backup", "Copy a store as it is now, also while somebody writes to it, and verify the copy.");
        Argument<string> store = CommandScope.StoreArgument();
        Option<string> target = CommandScope.OutOption("DIR", "The folder of the copy; it must not hold anything.");
        command.Arguments.Add(store);
        command.Options.Add(target);
        command.Options.Add(scope.FindingsMax);
        command.Options.Add(scope.Progress);
        command.SetAction(parsed =>
        {
            WorkMeter meter = new();
            BackupRun run = new(CommandScope.Storage(parsed, store),
                CommandScope.Storage(parsed.GetValue(target), target.Name), scope.Options(parsed, meter),
                scope.CancellationToken);
            CheckReport report;
            using (scope.Watch(parsed, meter)) report = run.Run();
            ReportWriter writer = scope.Writer(parsed);
            foreach (Finding finding in report.Findings) writer.Write(finding);
            if (parsed.GetValue(scope.Quiet) && !writer.IsJson) return report.Exit;
            writer.WriteRow(
            [
                ("frames", report.Totals.IntactFrames), ("lastSequence", run.LastSequence),
                ("lastGroup", run.LastGroup), ("findings", report.Findings.Count + report.OmittedCount),
                ("seconds", Math.Round(report.Seconds, 3)), ("exit", report.Exit),
            ]);
            return report.Exit;
        });
        scope.SetExamples(command, "fsck backup memory --out /backups/monday", "fsck backup memory --out copy --json");
        return command;
    }
}
