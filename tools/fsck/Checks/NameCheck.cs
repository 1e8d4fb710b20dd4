using Feedlog.Format.Stores;

namespace Feedlog.Fsck.Checks;

/// <summary>Looks at the names of the store's files and at who may use them.</summary>
internal static class NameCheck
{
    private const UnixFileMode OwnerOnlyFolder =
        UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute;

    private const UnixFileMode OwnerOnlyFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Examines all names but those of segments that the manifest does not list.</summary>
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

        // This version lists no files of these folders, so whatever lies there belongs to nobody.
        CheckUnlisted(context, StoreLayout.IndexFolder, topNames);
        CheckUnlisted(context, StoreLayout.ColdFolder, topNames);
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
            case StoreLayout.Manifest or StoreLayout.Watermark:
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

    private static void CheckUnlisted(CheckContext context, string folder, IReadOnlyList<string> topNames)
    {
        if (!topNames.Contains(folder)) return;
        foreach (string name in context.List(folder)) ReportStray(context, folder + "/" + name);
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
