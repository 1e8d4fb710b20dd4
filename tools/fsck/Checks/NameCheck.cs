using Feedlog.Format.Indexes;
using Feedlog.Format.Shards;
using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Looks at the names of the store's files and at who may use them.</summary>
internal static class NameCheck
{
    private const UnixFileMode OwnerOnlyFolder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Examines all names but those of segments and indexes that the manifest does not list.</summary>
    /// <param name="context">The run.</param>
    /// <param name="topNames">The names in the store's folder.</param>
    /// <param name="hotNames">The names in the folder of the log.</param>
    public static void Run(CheckContext context, IReadOnlyList<string> topNames, IReadOnlyList<string> hotNames)
    {
        CheckModes(context, "", isFolder: true);
        foreach (string name in topNames) CheckTopName(context, name);
        foreach (string name in hotNames)
        {
            string path = StoreLayout.HotFolder + "/" + name;
            bool isSegment = StoreLayout.TryParseSegment(name, out _);
            if (StoreLayout.IsDraft(name)) ReportDraft(context, path);
            else if (!isSegment) ReportStray(context, path);
            else CheckModes(context, path, isFolder: false);
        }

        if (topNames.Contains(StoreLayout.IndexFolder)) CheckIndexNames(context);
        if (topNames.Contains(StoreLayout.ColdFolder)) CheckShardNames(context);
    }

    /// <summary>Examines the index files that the manifest does not list.</summary>
    /// <param name="context">The run.</param>
    /// <param name="manifest">The manifest.</param>
    public static void CheckUnlistedIndexes(CheckContext context, Manifest manifest)
    {
        // A writer at work makes files before it lists them, and removes them after.
        if (context.Options.IsLive) return;
        HashSet<string> listed =
        [
            .. manifest.IndexFiles.Select(file => StoreLayout.IndexFile(file.Kind, file.Number)),
        ];
        foreach (string name in context.List(StoreLayout.IndexFolder))
        {
            if (!StoreLayout.TryParseIndex(name, out IndexFileKind kind, out ulong number)) continue;
            string path = StoreLayout.IndexFile(kind, number);
            if (listed.Contains(path)) continue;
            context.Report(FindingCode.IndexUnlisted, path, 0, "The manifest does not list this index file.");
        }
    }

    /// <summary>Examines the shards that the manifest does not list.</summary>
    /// <param name="context">The run.</param>
    /// <param name="manifest">The manifest.</param>
    public static void CheckUnlistedShards(CheckContext context, Manifest manifest)
    {
        // A writer at work names shards before it lists them, and removes them after.
        if (context.Options.IsLive) return;
        HashSet<string> listed = [.. manifest.Shards.Select(shard => shard.Path)];
        foreach (string path in ColdFiles.Paths(context.List))
        {
            if (!StoreLayout.TryParseShardPath(path, out _, out _) || listed.Contains(path)) continue;
            context.Report(FindingCode.ShardUnlisted, path, 0, "The manifest does not list this shard.");
        }
    }

    private static void CheckTopName(CheckContext context, string name)
    {
        switch (name)
        {
            case StoreLayout.HotFolder or StoreLayout.IndexFolder or StoreLayout.ColdFolder or
                StoreLayout.QuarantineFolder:
                CheckModes(context, name, isFolder: true);
                CheckLink(context, name);
                break;
            case StoreLayout.Manifest or StoreLayout.Watermark or StoreLayout.Upkeep:
                CheckModes(context, name, isFolder: false);
                break;
            case StoreLayout.Lock:
                CheckModes(context, name, isFolder: false);
                context.TryOpen(name, out _)?.Dispose();
                break;
            default:
                if (StoreLayout.IsDraft(name)) ReportDraft(context, name);
                else ReportStray(context, name);
                break;
        }
    }

    private static void CheckIndexNames(CheckContext context)
    {
        foreach (string name in context.List(StoreLayout.IndexFolder))
        {
            string path = StoreLayout.IndexFolder + "/" + name;
            if (StoreLayout.IsDraft(name)) ReportDraft(context, path);
            else if (!StoreLayout.TryParseIndex(name, out _, out _)) ReportStray(context, path);
            else CheckModes(context, path, isFolder: false);
        }
    }

    private static void CheckShardNames(CheckContext context)
    {
        HashSet<string> folders = [];
        foreach (string path in ColdFiles.Paths(context.List))
        {
            bool isShard = StoreLayout.TryParseShardPath(path, out ShardMonth month, out _);
            if (StoreLayout.IsDraft(path)) ReportDraft(context, path);
            else if (!isShard) ReportStray(context, path);
            else CheckModes(context, path, isFolder: false);
            if (!isShard) continue;
            foreach (string folder in StoreLayout.ShardFolders(month).Skip(1).Where(folders.Add))
            {
                CheckModes(context, folder, isFolder: true);
                CheckLink(context, folder);
            }
        }
    }

    private static void ReportStray(CheckContext context, string path) =>
        context.Report(FindingCode.StrayFile, path, 0, "Nothing in the store is called that.");

    private static void ReportDraft(CheckContext context, string path)
    {
        // A writer at work makes drafts and renames them; they are nothing to wonder about.
        if (context.Options.IsLive) return;
        context.Report(FindingCode.DraftFile, path, 0, "A draft was left behind; it is not part of the store.");
    }

    private static void CheckLink(CheckContext context, string folder)
    {
        if (context.Modes is null || !context.Modes.IsLink(folder)) return;
        context.Report(FindingCode.NotAFile, folder, 0, "A link stands in place of the folder.");
    }

    private static void CheckModes(CheckContext context, string path, bool isFolder)
    {
        if (context.Modes?.Of(path) is not UnixFileMode mode) return;
        UnixFileMode excess = mode & ~(isFolder ? OwnerOnlyFolder : OwnerOnlyFile);
        if (excess == UnixFileMode.None) return;
        context.Report(FindingCode.PermissionsWide, path, 0,
            $"The permissions are 0{Convert.ToString((int)mode, toBase: 8)}: more than the owner needs.");
    }
}
