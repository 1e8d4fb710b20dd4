namespace Feedlog.Tool;

// The seam to the file system serves the files of a store. What is read here are a user's own files, at any path, as
// streams; and the demonstration's folder is removed as a whole, which no store ever asks for.
#pragma warning disable RS0030

/// <summary>Files and folders outside of stores.</summary>
internal static class LocalFiles
{
    private const int ReadBufferBytes = 128 * 1024;

    /// <summary>Opens a file for reading from its beginning to its end.</summary>
    /// <exception cref="CliException">It cannot be opened.</exception>
    public static Stream OpenForReading(string path)
    {
        FileStreamOptions options = new()
        {
            Mode = FileMode.Open,
            Access = FileAccess.Read,
            Share = FileShare.ReadWrite | FileShare.Delete,
            Options = FileOptions.SequentialScan,
            BufferSize = ReadBufferBytes,
        };
        try
        {
            return new FileStream(path, options);
        }
        catch (Exception failure) when (failure is IOException or UnauthorizedAccessException or ArgumentException)
        {
            throw CliException.CouldNotRun("Input", failure.Message, path);
        }
    }

    /// <summary>Makes an empty folder for its owner only.</summary>
    public static string CreateTemporaryFolder() => Directory.CreateTempSubdirectory("feedlog-").FullName;

    /// <summary>Removes a folder and all in it.</summary>
    public static void DeleteFolder(string path) => Directory.Delete(path, recursive: true);
}
