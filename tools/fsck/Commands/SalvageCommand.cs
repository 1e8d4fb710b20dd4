using System.CommandLine;
using Feedlog.Format.Storage;
using Feedlog.Fsck.Salvaging;

namespace Feedlog.Fsck.Commands;

/// <summary>Copies what can be read into a new store.</summary>
internal static class SalvageCommand
{
    /// <summary>The command with its options.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new("salvage", "Copy every record that can be read into a new store, and list what is lost.");
        Argument<string> store = CommandScope.StoreArgument();
        Option<string> target = CommandScope.OutOption(
            "NEW", "The folder of the new store; it must not hold anything.");
        Option<string?> identity = new("--identity-from")
        {
            Description = "Another copy of the store, if no file of this one says any more which store it is.",
            HelpName = "COPY",
        };
        command.Arguments.Add(store);
        command.Options.Add(target);
        command.Options.Add(identity);
        command.Options.Add(scope.FindingsMax);
        command.Options.Add(scope.Progress);
        command.SetAction(parsed =>
        {
            ReportWriter writer = scope.Writer(parsed);
            WorkMeter meter = new();
            DiskStorage source = CommandScope.Storage(parsed, store);
            SalvageRun salvage = new(source, CommandScope.Storage(parsed.GetValue(target), target.Name),
                scope.Options(parsed, meter), scope.CancellationToken)
            {
                IdentityFrom = parsed.GetValue(identity) is string copy
                    ? CommandScope.Storage(copy, identity.Name)
                    : null,
            };
            CheckReport report;
            using (scope.Watch(parsed, meter)) report = salvage.Run();
            return writer.WriteAll(report);
        });
        scope.SetExamples(command,
            "fsck salvage broken --out rescued", "fsck salvage broken --out rescued --identity-from last-backup");
        return command;
    }
}
