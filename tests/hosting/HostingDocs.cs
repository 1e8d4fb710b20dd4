namespace Feedlog.Tests.Hosting;

/// <summary>The tables of docs/HOSTING.md.</summary>
internal static class HostingDocs
{
    /// <summary>The rows of the tables of a section, each as its cells, without back quotes.</summary>
    public static IReadOnlyList<string[]> Rows(string heading)
    {
        string[] lines =
        [
            .. File.ReadLines(Path.Join(FindRepository(), "docs", "HOSTING.md"))
                .SkipWhile(line => line != heading).Skip(1)
                .TakeWhile(line => !line.StartsWith("## ", StringComparison.Ordinal)),
        ];
        Assert.NotEmpty(lines);
        return
        [
            .. lines.Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Trim('|').Split('|').Select(cell => cell.Trim(' ', '`')).ToArray()),
        ];
    }

    private static string FindRepository()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, "Engine.sln"))) folder = folder.Parent;
        return folder?.FullName ?? throw new InvalidOperationException("The tests run outside of the repository.");
    }
}
