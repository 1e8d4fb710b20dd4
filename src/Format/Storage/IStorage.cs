namespace Feedlog.Format.Storage;

/// <summary>
/// The one seam to the file system: everything that Feedlog does to files goes through here and through
/// <see cref="IStorageFile"/>. Paths are relative to the store's folder, with '/', and come from StoreLayout.
/// </summary>
/// <remarks>
/// Failures are <see cref="IOException"/>s (a missing file is a <see cref="FileNotFoundException"/>). Any thread may
/// call. The implementations: <see cref="DiskStorage"/>, <see cref="MemoryStorage"/>, and in the tests one that
/// forgets and fails on command.
/// </remarks>
public interface IStorage
{
    /// <summary>Where the store is, for messages.</summary>
    string Place { get; }

    /// <summary>Says whether the store's folder exists.</summary>
    bool Exists { get; }

    /// <summary>Creates a folder (empty path: the store's own) unless it exists, for its owner only.</summary>
    void CreateFolder(string folder);

    /// <summary>The names of the files and folders in a folder, sorted; none if it does not exist.</summary>
    IReadOnlyList<string> List(string folder);

    /// <summary>Opens a file.</summary>
    IStorageFile Open(string path, StorageOpen how);

    /// <summary>Renames a file within a folder, replacing the target in one step.</summary>
    void Rename(string source, string target);

    /// <summary>Removes a file.</summary>
    void Delete(string path);

    /// <summary>Makes the names in a folder durable.</summary>
    void SyncFolder(string folder);

    /// <summary>
    /// Takes the lock of the store at once or not at all. Writers exclude each other; readers exclude nobody but who
    /// asks for <see cref="StorageLockKind.Readers"/>.
    /// </summary>
    /// <param name="kind">What is locked.</param>
    /// <param name="note">What to leave in the lock file for messages of others; never trusted.</param>
    /// <param name="storageLock">The lock, when the result is true; dispose it to let go.</param>
    /// <param name="holder">The note of the holder, when the result is false.</param>
    bool TryLock(StorageLockKind kind, string note, out IDisposable? storageLock, out string holder);
}
