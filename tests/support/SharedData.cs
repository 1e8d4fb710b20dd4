using System.Text.RegularExpressions;

namespace Feedlog.Tests.Support;

/// <summary>
/// The test data that lies beside the repository, in a folder shared/data, or where FEEDLOG_TEST_DATA points. It is
/// not part of the repository: tests that need it say so with <see cref="DataFactAttribute"/>.
/// </summary>
public static class SharedData
{
    private const string Variable = "FEEDLOG_TEST_DATA";

    private static readonly Lazy<string?> s_root = new(Find);

    /// <summary>The folder of the data; null if there is none.</summary>
    public static string? Root => s_root.Value;

    /// <summary>The path of a file or folder in the data.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no data here.</exception>
    public static string PathOf(string relative) =>
        Path.Join(Root ?? throw new DirectoryNotFoundException(WhyMissing("")), relative);

    /// <summary>Why a test that needs this file or folder cannot run; null if it can.</summary>
    public static string? WhyNot(string relative)
    {
        string path = Path.Join(Root ?? "", relative);
        return Root is not null && (File.Exists(path) || Directory.Exists(path)) ? null : WhyMissing(relative);
    }

    private static string WhyMissing(string relative) =>
        $"Needs the test data '{relative}': no folder shared/data beside the repository, and {Variable} is not set " +
        "to one that has it.";

    private static string? Find()
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        if (!string.IsNullOrEmpty(given)) return Directory.Exists(given) ? Path.GetFullPath(given) : null;
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        for (; folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Join(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate)) return candidate;
        }

        return MainCheckout();
    }

    // A linked worktree has a file .git that names the main checkout; the data lies beside that one.
    private static string? MainCheckout()
    {
        DirectoryInfo? folder = new(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Join(folder.FullName, ".git"))) folder = folder.Parent;
        if (folder is null) return null;
        Match match = Regex.Match(
            File.ReadAllText(Path.Join(folder.FullName, ".git")), @"^gitdir:\s*(.+?)/\.git/worktrees/");
        if (!match.Success) return null;
        string candidate = Path.Join(Path.GetDirectoryName(Path.GetFullPath(match.Groups[1].Value)), "shared", "data");
        return Directory.Exists(candidate) ? candidate : null;
    }
}
