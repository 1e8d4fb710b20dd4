using System.CommandLine;
using Feedlog.Format.Storage;
using Feedlog.Fsck.Repairing;

namespace Feedlog.Fsck.Commands;

/// <summary>Prints what would be mended, or mends it.</summary>
internal static class RepairCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new("repair", "Plan what can be mended without loss, and with --apply mend it.");
        Argument<string> store = CommandScope.StoreArgument();
        Option<bool> apply = new("--apply")
        {
            Description = "Carry the plan out; what is replaced goes to the folder quarantine.",
            Arity = ArgumentArity.Zero,
        };
        Option<string[]> only = new("--only")
        {
            Description = "Only these parts: manifest, segments, tail, indexes, strays.",
            HelpName = "PART,..",
        };
        command.Arguments.Add(store);
        command.Options.Add(apply);
        command.Options.Add(only);
        command.Options.Add(scope.Progress);
        command.SetAction(parsed => Run(scope, parsed, CommandScope.Storage(parsed, store), parsed.GetValue(apply),
            Areas(parsed.GetValue(only) ?? [])));
        scope.SetExamples(command,
            "fsck repair memory", "fsck repair memory --apply", "fsck repair memory --apply --only indexes,strays");
        return command;
    }

    private static RepairArea Areas(string[] parts)
    {
        RepairArea areas = RepairArea.None;
        foreach (string part in parts.SelectMany(each => each.Split(',')))
        {
            areas |= part switch
            {
                "manifest" => RepairArea.Manifest,
                "segments" => RepairArea.Segments,
                "tail" => RepairArea.Tail,
                "indexes" => RepairArea.Indexes,
                "strays" => RepairArea.Strays,
                _ => throw new UsageException("--only takes manifest, segments, tail, indexes, strays."),
            };
        }

        return parts.Length == 0 ? RepairArea.All : areas;
    }

    private static int Run(
        CommandScope scope, ParseResult parsed, DiskStorage storage, bool applies, RepairArea areas)
    {
        ReportWriter writer = scope.Writer(parsed);
        WorkMeter meter = new();
        long start = TimeProvider.System.GetTimestamp();
        int stepCount = 0;
        RepairRun repair = new(storage, new DiskFileModes(storage.Place), areas, new CheckOptions { Meter = meter },
            scope.CancellationToken)
        {
            OnStep = step =>
            {
                stepCount++;
                writer.WriteRow(
                [
                    ("step", stepCount), ("action", step.Action), ("file", step.File), ("reason", step.Reason),
                ]);
            },
        };
        CheckReport report;
        using (scope.Watch(parsed, meter)) report = applies ? repair.Apply() : repair.Plan();
        foreach (Finding finding in report.Findings) writer.Write(finding);
        int exit = report.Exit | (repair.DoneCount > 0 ? ExitCode.Repaired : 0);
        if (parsed.GetValue(scope.Quiet) && !writer.IsJson) return exit;
        writer.WriteRow(
        [
            ("steps", stepCount),
            ("done", repair.DoneCount),
            ("findings", report.Findings.Count + report.OmittedCount),
            ("obstacle", repair.Obstacle.Length == 0 ? null : repair.Obstacle),
            ("seconds", Math.Round(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 3)),
            ("exit", exit),
        ]);
        return exit;
    }
}
