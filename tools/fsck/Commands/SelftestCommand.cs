using System.CommandLine;
using Feedlog.Fsck.Selftest;

namespace Feedlog.Fsck.Commands;

/// <summary>Shows that damage is found.</summary>
internal static class SelftestCommand
{
    /// <summary>The command.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new("selftest", "Damage stores in memory in many ways, and show that each is found.");
        command.SetAction(parsed =>
        {
            ReportWriter writer = scope.Writer(parsed);
            bool isQuiet = parsed.GetValue(scope.Quiet);
            SelftestRun run = new(scope.CancellationToken)
            {
                OnTrial = (name, isPassed, found) =>
                {
                    if (isQuiet && isPassed) return;
                    writer.WriteRow(
                    [
                        ("trial", name), ("passed", isPassed), ("found", found.Length == 0 ? null : found),
                    ]);
                },
            };
            run.Run();
            int exit = run.FailedCount == 0 ? ExitCode.Clean : ExitCode.CouldNotRun;
            if (!isQuiet || writer.IsJson)
                writer.WriteRow([("passed", run.PassedCount), ("failed", run.FailedCount), ("exit", exit)]);
            return exit;
        });
        scope.SetExamples(command, "fsck selftest", "fsck selftest --json");
        return command;
    }
}
