namespace Feedlog.Tests.Unit.Spec;

/// <summary>Finds the repository that the tests were built from, and its source files.</summary>
internal static class SourceTree
{
    /// <summary>The folder of the solution.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string PathOf(string relative) => Path.Combine(Root, relative);

    /// <summary>Files with this ending under these folders, build output left out; relative paths, sorted.</summary>
    public static IReadOnlyList<string> Files(string ending, params ReadOnlySpan<string> folders)
    {
        List<string> files = [];
        foreach (string folder in folders)
        {
            string path = PathOf(folder);
            if (!Directory.Exists(path)) continue;
            files.AddRange(Directory.EnumerateFiles(path, "*" + ending, SearchOption.AllDirectories)
                .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
                .Where(file => !IsBuildOutput(file)));
        }

        files.Sort(StringComparer.Ordinal);
        return files;
    }

    private static bool IsBuildOutput(string file) =>
        file.Contains("/bin/", StringComparison.Ordinal) || file.Contains("/obj/", StringComparison.Ordinal) ||
        file.Contains("/node_modules/", StringComparison.Ordinal) ||
        file.Contains("/artifacts/", StringComparison.Ordinal);

    private static string FindRoot()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Engine.sln"))) return folder.FullName;
        }

        throw new InvalidOperationException($"No Engine.sln above {AppContext.BaseDirectory}.");
    }
}
