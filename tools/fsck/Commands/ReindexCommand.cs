using System.CommandLine;
using Feedlog.Format.Indexes;
using Feedlog.Format.Storage;
using Feedlog.Format.Stores;
using Feedlog.Fsck.Checks;
using Feedlog.Fsck.Repairing;

namespace Feedlog.Fsck.Commands;

/// <summary>Makes all index files anew.</summary>
internal static class ReindexCommand
{
    private const string LockNote = "fsck makes the indexes of this store anew";

    /// <summary>The command with its options.</summary>
    public static Command Make(CommandScope scope)
    {
        Command command = new("reindex", "Make all index files anew from the log, and remove the old ones.");
        Argument<string> store = CommandScope.StoreArgument();
        command.Arguments.Add(store);
        command.Options.Add(scope.Progress);
        command.SetAction(parsed =>
        {
            WorkMeter meter = new();
            DiskStorage storage = CommandScope.Storage(parsed, store);
            long start = TimeProvider.System.GetTimestamp();
            Manifest made;
            using (scope.Watch(parsed, meter)) made = Run(storage, meter, scope.CancellationToken);
            if (parsed.GetValue(scope.Quiet) && !parsed.GetValue(scope.Json)) return ExitCode.Repaired;
            scope.Writer(parsed).WriteRow(
            [
                ("runs", made.Runs.Count),
                ("deaths", made.Deaths.Count),
                ("records", made.Runs.Sum(run => run.EntryCount)),
                ("ended", made.Deaths.Sum(file => file.EntryCount)),
                ("bytes", made.IndexFiles.Sum(file => file.LengthBytes)),
                ("seconds", Math.Round(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 3)),
                ("exit", ExitCode.Repaired),
            ]);
            return ExitCode.Repaired;
        });
        scope.SetExamples(command, "fsck reindex memory", "fsck reindex memory --json");
        return command;
    }

    /// <summary>Makes the index files of a store anew and removes those that were there.</summary>
    /// <returns>The manifest that is in place now.</returns>
    /// <exception cref="CommandException">Somebody writes to the store, or its log is damaged.</exception>
    /// <exception cref="IOException">It could not be done; the store is no worse than before.</exception>
    public static Manifest Run(IStorage storage, WorkMeter? meter, CancellationToken cancellationToken)
    {
        CheckOptions options = new() { FindingsMax = 1, Meter = meter, IsStrict = true };
        CheckContext context = new(storage, options, null, cancellationToken);
        Manifest manifest = ManifestCheck.Run(context) ??
            throw new CommandException("NoStore", $"{storage.Place} has no manifest that can be read.");
        if (!storage.TryLock(StorageLockKind.Writer, LockNote, out IDisposable? storeLock, out string holder))
            throw new CommandException("Locked", $"{storage.Place} is open for writing: {holder}");
        using (storeLock)
        {
            // Somebody may have had it open until now.
            manifest = ManifestCheck.Run(context) ?? manifest;
            Watermark? watermark = WatermarkCheck.Run(context, manifest.Store.Salt);
            long nowMs = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
            meter?.Begin("reindexing", manifest.Segments.Sum(entry => entry.LogicalEndBytes));
            Manifest made = new Reindexer(context, manifest, watermark, nowMs).Run();
            RemoveOthers(storage, made);
            return made;
        }
    }

    private static void RemoveOthers(IStorage storage, Manifest made)
    {
        HashSet<string> listed =
            [.. made.IndexFiles.Select(file => StoreLayout.IndexFile(file.Kind, file.Number))];
        foreach (string name in storage.List(StoreLayout.IndexFolder))
        {
            if (!StoreLayout.TryParseIndex(name, out IndexFileKind kind, out ulong number)) continue;
            string path = StoreLayout.IndexFile(kind, number);
            if (!listed.Contains(path)) storage.Delete(path);
        }

        storage.SyncFolder(StoreLayout.IndexFolder);
    }
}
