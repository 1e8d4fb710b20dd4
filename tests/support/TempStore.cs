namespace Feedlog.Tests.Support;

/// <summary>A place on the disk for one store, which is not there yet; removed at the end.</summary>
public sealed class TempStore : IDisposable
{
    private readonly string _root = Directory.CreateTempSubdirectory("feedlog-test-").FullName;

    /// <summary>The store's folder.</summary>
    public string Folder => Path.Join(_root, "store");

    /// <summary>Opens the store, making it if it is not there.</summary>
    public ValueTask<FeedlogStore> OpenAsync(FeedlogOptions? options = null) =>
        FeedlogStore.OpenAsync(Folder, options);

    /// <summary>A path beside the store, for what a test wants to keep there.</summary>
    public string Beside(string name) => Path.Join(_root, name);

    /// <summary>Every file of the store with its bytes, by path relative to its folder.</summary>
    public IReadOnlyDictionary<string, byte[]> Dump() =>
        Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories).ToDictionary(
            path => Path.GetRelativePath(Folder, path).Replace('\\', '/'), File.ReadAllBytes, StringComparer.Ordinal);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (Directory.Exists(_root)) Directory.Delete(_root, recursive: true);
    }
}
