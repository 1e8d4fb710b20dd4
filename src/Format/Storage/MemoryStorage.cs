namespace Feedlog.Format.Storage;

/// <summary>Files that live in memory and end with the process: for in-memory stores and tests.</summary>
public sealed class MemoryStorage : IStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, MemoryFileBytes> _files = new(StringComparer.Ordinal);
    private readonly HashSet<string> _folders = new(StringComparer.Ordinal);
    private string? _writerNote;

    /// <inheritdoc/>
    public string Place => "memory";

    /// <inheritdoc/>
    public bool Exists
    {
        get
        {
            lock (_gate) return _folders.Contains("");
        }
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder)
    {
        lock (_gate) _folders.Add(folder);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        lock (_gate)
        {
            return _files.Keys.Concat(_folders)
                .Where(path => path.Length > prefix.Length && path.StartsWith(prefix, StringComparison.Ordinal))
                .Select(path => path[prefix.Length..].Split('/')[0])
                .Distinct(StringComparer.Ordinal)
                .Order(StringComparer.Ordinal)
                .ToArray();
        }
    }

    /// <inheritdoc/>
    public IStorageFile Open(string path, StorageOpen how)
    {
        lock (_gate)
        {
            bool isThere = _files.TryGetValue(path, out MemoryFileBytes? bytes);
            if (_folders.Contains(path)) throw new IOException($"{path} is not a regular file.");
            if (how == StorageOpen.Create)
            {
                RequireFolderOf(path);
                if (isThere) throw new IOException($"{path} exists already.");
                _files.Add(path, bytes = new MemoryFileBytes());
            }

            return bytes is null
                ? throw new FileNotFoundException($"{path} does not exist.", path)
                : new MemoryFile(path, bytes);
        }
    }

    /// <inheritdoc/>
    public void Rename(string source, string target)
    {
        lock (_gate)
        {
            RequireFolderOf(target);
            if (!_files.Remove(source, out MemoryFileBytes? bytes))
                throw new FileNotFoundException($"{source} does not exist.", source);
            _files[target] = bytes;
        }
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        lock (_gate) _files.Remove(path);
    }

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
    }

    /// <inheritdoc/>
    public bool TryLock(StorageLockKind kind, string note, out IDisposable? storageLock, out string holder)
    {
        lock (_gate)
        {
            holder = _writerNote ?? "";
            storageLock = null;
            if (kind == StorageLockKind.Writer)
            {
                if (_writerNote is not null) return false;
                _writerNote = note;
            }

            storageLock = new Held(this, kind);
            return true;
        }
    }

    private void RequireFolderOf(string path)
    {
        int end = path.LastIndexOf('/');
        if (_folders.Contains(end < 0 ? "" : path[..end])) return;
        throw new DirectoryNotFoundException($"The folder of {path} does not exist.");
    }

    private void Release(StorageLockKind kind)
    {
        if (kind != StorageLockKind.Writer) return;
        lock (_gate) _writerNote = null;
    }

    private sealed class Held(MemoryStorage storage, StorageLockKind kind) : IDisposable
    {
        private MemoryStorage? _storage = storage;

        public void Dispose() => Interlocked.Exchange(ref _storage, null)?.Release(kind);
    }
}
