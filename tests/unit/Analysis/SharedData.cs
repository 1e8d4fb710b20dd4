using System.IO.Compression;
using System.Text;

namespace Feedlog.Tests.Unit.Analysis;

/// <summary>Finds and reads the test data that lies outside the repository.</summary>
internal static class SharedData
{
    /// <summary>The data folder: FEEDLOG_TEST_DATA, else shared/data in a folder above the tests, else null.</summary>
    public static string? Root { get; } = Find();

    /// <summary>The path of a file or folder of the data.</summary>
    public static string PathOf(params string[] parts) =>
        Path.Combine([Root ?? throw new InvalidOperationException("There is no test data."), .. parts]);

    /// <summary>The lines of a text file, which may be gzipped.</summary>
    public static IEnumerable<string> Lines(params string[] parts)
    {
        string path = PathOf(parts);
        using Stream file = File.OpenRead(path);
        using Stream content = path.EndsWith(".gz", StringComparison.Ordinal)
            ? new GZipStream(file, CompressionMode.Decompress)
            : file;
        using StreamReader reader = new(content, Encoding.UTF8);
        while (reader.ReadLine() is { } line)
            yield return line;
    }

    private static string? Find()
    {
        string? named = Environment.GetEnvironmentVariable("FEEDLOG_TEST_DATA");
        if (!string.IsNullOrEmpty(named))
            return Directory.Exists(named) ? named : null;
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string candidate = Path.Combine(folder.FullName, "shared", "data");
            if (Directory.Exists(candidate))
                return candidate;
        }

        return null;
    }
}
