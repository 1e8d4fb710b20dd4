namespace Feedlog.Tests.Unit.Format;

/// <summary>A fact that needs the golden checksums of the shared test data; skipped, and saying so, without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class GoldenHashesFactAttribute : FactAttribute
{
    private const string Variable = "FEEDLOG_TEST_DATA";

    /// <summary>Skips the fact, with the reason, if the file is nowhere to be found.</summary>
    public GoldenHashesFactAttribute()
    {
        if (File is null) Skip = $"No shared/data/hashes/golden.tsv beside the checkout, and {Variable} is not set.";
    }

    /// <summary>The path of the file; null if there is none.</summary>
    public static string? File { get; } = Find();

    private static string? Find()
    {
        string? folder = Environment.GetEnvironmentVariable(Variable);
        if (folder is not null) return Existing(folder);
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            if (Existing(Path.Combine(at.FullName, "shared", "data")) is { } file) return file;
        }

        return null;
    }

    private static string? Existing(string data)
    {
        string file = Path.Combine(data, "hashes", "golden.tsv");
        return System.IO.File.Exists(file) ? file : null;
    }
}
