using System.Text.Json;

namespace Feedlog.Tests.Support;

/// <summary>
/// Keeps what a test has counted where a script can add it up: one file a name, in the folder that
/// FEEDLOG_TEST_COUNTS names, or beside the test's own files.
/// </summary>
public static class TestCounts
{
    private const string Variable = "FEEDLOG_TEST_COUNTS";

    private static readonly JsonSerializerOptions s_format = new() { WriteIndented = true };

    /// <summary>Writes the counts of one test, replacing those of an earlier run.</summary>
    public static void Write(string name, IReadOnlyDictionary<string, double> counts)
    {
        string? given = Environment.GetEnvironmentVariable(Variable);
        string folder = string.IsNullOrEmpty(given) ? Path.Join(AppContext.BaseDirectory, "counts") : given;
        Directory.CreateDirectory(folder);
        string file = name.Replace('/', '-').Replace(' ', '-') + ".json";
        File.WriteAllText(Path.Join(folder, file), JsonSerializer.Serialize(counts, s_format));
    }
}
