using System.Text.Json;

namespace Feedlog.Tests.Unit.Lz4;

/// <summary>The frames of the reference tool in the shared test data, if it is there.</summary>
internal static class Lz4Vectors
{
    private static readonly string? s_folder = FindFolder();

    /// <summary>True if the folder was found.</summary>
    internal static bool ArePresent => s_folder is not null;

    /// <summary>Rows of the manifest: file name, raw length, SHA-256 of the raw bytes in lower-case hex.</summary>
    internal static IEnumerable<(string File, int RawBytes, string RawSha256)> Manifest()
    {
        foreach (string line in File.ReadLines(PathOf("manifest.jsonl")))
        {
            using JsonDocument row = JsonDocument.Parse(line);
            yield return (
                row.RootElement.GetProperty("file").GetString() ?? string.Empty,
                row.RootElement.GetProperty("raw_bytes").GetInt32(),
                row.RootElement.GetProperty("raw_sha256").GetString() ?? string.Empty);
        }
    }

    internal static byte[] Read(string file) => File.ReadAllBytes(PathOf(file));

    private static string PathOf(string file) =>
        Path.Combine(s_folder ?? throw new DirectoryNotFoundException("shared/data/lz4 is absent."), file);

    private static string? FindFolder()
    {
        string? named = Environment.GetEnvironmentVariable("FEEDLOG_TEST_DATA");
        if (named is not null) return FolderIn(named);
        for (DirectoryInfo? at = new(AppContext.BaseDirectory); at is not null; at = at.Parent)
        {
            string? found = FolderIn(Path.Combine(at.FullName, "shared", "data"));
            if (found is not null) return found;
        }

        return null;
    }

    private static string? FolderIn(string data)
    {
        string folder = Path.Combine(data, "lz4");
        return File.Exists(Path.Combine(folder, "manifest.jsonl")) ? folder : null;
    }
}
