namespace Feedlog.Tests.Cli;

/// <summary>A folder of its own for one test, removed afterwards.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly string _path = Directory.CreateTempSubdirectory("feedlog-cli-").FullName;

    /// <summary>Path of the store that the test works on; nothing is there at first.</summary>
    public string Store => File("store");

    /// <summary>A path in the folder.</summary>
    public string File(string name) => Path.Combine(_path, name);

    /// <summary>Writes a file and returns its path.</summary>
    public string Write(string name, ReadOnlySpan<byte> content)
    {
        string path = File(name);
        System.IO.File.WriteAllBytes(path, content);
        return path;
    }

    /// <summary>Every file below the folder with its bytes, to see whether anything changed.</summary>
    public IReadOnlyDictionary<string, string> Fingerprint() => Directory
        .EnumerateFiles(_path, "*", SearchOption.AllDirectories)
        .ToDictionary(path => path, path => Convert.ToHexString(
            System.Security.Cryptography.SHA256.HashData(System.IO.File.ReadAllBytes(path))));

    /// <summary>Says whether there is anything at this path.</summary>
    public static bool Exists(string path) => Path.Exists(path);

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_path, recursive: true);
}
