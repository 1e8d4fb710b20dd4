namespace Feedlog.Tests.Unit.Fsck;

/// <summary>A folder of its own for a store on disk, removed with the object.</summary>
internal sealed class TempFolder : IDisposable
{
    private readonly DirectoryInfo _parent = Directory.CreateTempSubdirectory("feedlog-fsck-");

    /// <summary>Where the store goes; the folder does not exist yet.</summary>
    public string Store => Path.Combine(_parent.FullName, "store");

    /// <summary>The path of a file of the store.</summary>
    public string File(string path) => Path.Combine(Store, path);

    /// <inheritdoc/>
    public void Dispose() => _parent.Delete(recursive: true);
}
