using System.IO.Compression;

namespace Feedlog.Tests.Cli;

/// <summary>The test data that lies outside of the repository.</summary>
internal static class SharedFolder
{
    /// <summary>Path of a file of the data; null if it is not there.</summary>
    public static string? Find(string relativePath)
    {
        string? root = Environment.GetEnvironmentVariable("FEEDLOG_TEST_DATA");
        if (root is not null) return Existing(Path.Combine(root, relativePath));
        for (string? folder = AppContext.BaseDirectory; folder is not null; folder = Path.GetDirectoryName(folder))
        {
            string? path = Existing(Path.Combine(folder, "shared", "data", relativePath));
            if (path is not null) return path;
        }

        return null;
    }

    /// <summary>Path of a file that a <see cref="NeedsSharedFactAttribute"/> has made sure of.</summary>
    public static string Require(string relativePath) =>
        Find(relativePath) ?? throw new FileNotFoundException("The test data is missing.", relativePath);

    /// <summary>The unpacked bytes of such a file.</summary>
    public static byte[] Unpack(string relativePath)
    {
        using FileStream packed = File.OpenRead(Require(relativePath));
        using GZipStream unpacked = new(packed, CompressionMode.Decompress);
        using MemoryStream bytes = new();
        unpacked.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static string? Existing(string path) => File.Exists(path) ? path : null;
}
