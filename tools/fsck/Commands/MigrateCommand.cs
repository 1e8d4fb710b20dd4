using System.CommandLine;
using Feedlog.Format.Storage;
using Feedlog.Fsck.Migrating;

namespace Feedlog.Fsck.Commands;

/// <summary>Makes a store of a v1 file.</summary>
internal static class MigrateCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new(
            "migrate", "Make a store of a file of frames v1; 'feedlog export --format v1' is the way back.");
        Argument<string> file = CommandScope.StoreArgument("FILE.v1", "The file of frames v1.");
        Option<string> target = CommandScope.OutOption("NEW", "The folder of the store; it must not hold anything.");
        command.Arguments.Add(file);
        command.Options.Add(target);
        command.Options.Add(scope.FindingsMax);
        command.Options.Add(scope.Progress);
        command.SetAction(parsed =>
        {
            string full = Path.GetFullPath(CommandScope.Storage(parsed, file).Place);
            string parent = Path.GetDirectoryName(full) ?? throw new UsageException("FILE.v1 names a folder.");
            DiskStorage folder = new(parent);
            WorkMeter meter = new();
            MigrateRun run = new(folder, Path.GetFileName(full),
                CommandScope.Storage(parsed.GetValue(target), target.Name), scope.Options(parsed, meter),
                scope.CancellationToken);
            CheckReport report;
            using (scope.Watch(parsed, meter)) report = run.Run();
            ReportWriter writer = scope.Writer(parsed);
            foreach (Finding finding in report.Findings) writer.Write(finding);
            if (parsed.GetValue(scope.Quiet) && !writer.IsJson) return report.Exit;
            writer.WriteRow(
            [
                ("taken", run.TakenCount), ("skipped", run.SkippedCount),
                ("findings", report.Findings.Count + report.OmittedCount),
                ("seconds", Math.Round(report.Seconds, 3)), ("exit", report.Exit),
            ]);
            return report.Exit;
        });
        scope.SetExamples(
            command, "fsck migrate memory.v1 --out memory", "feedlog export memory --format v1 > back.v1");
        return command;
    }
}
