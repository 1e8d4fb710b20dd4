using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>
/// A storage in memory that knows what is durable and what is not, as one process sees it. <see cref="Kill"/> ends
/// the process and leaves what it wrote; <see cref="PowerLoss"/> leaves what was synced and some of the rest.
/// Everything that the dead process still tries fails. Any thread may call.
/// </summary>
public sealed class CrashStorage : IStorage
{
    private const int InputOutputError = 5;

    private readonly CrashMedium _medium;
    private volatile bool _isDead;

    /// <summary>An empty storage without a store's folder.</summary>
    public CrashStorage()
        : this(new CrashMedium())
    {
    }

    internal CrashStorage(CrashMedium medium) => _medium = medium;

    /// <inheritdoc/>
    public string Place => "crash storage";

    /// <inheritdoc/>
    public bool Exists
    {
        get
        {
            lock (_medium.Gate) return _medium.Folders.Contains("");
        }
    }

    /// <summary>Says whether the steps of this and all later processes are kept.</summary>
    public bool IsRecording
    {
        get
        {
            lock (_medium.Gate) return _medium.IsRecording;
        }

        set
        {
            lock (_medium.Gate) _medium.IsRecording = value;
        }
    }

    /// <summary>A copy of the steps so far.</summary>
    public IReadOnlyList<StorageStep> Steps
    {
        get
        {
            lock (_medium.Gate) return _medium.Steps.ToArray();
        }
    }

    /// <summary>Leaves a word among the steps: what the test has been promised so far.</summary>
    public void Note(object word) => Do(new StorageStep(StorageStepKind.Note, "") { Word = word });

    /// <summary>Ends this process: its locks are free, its calls fail, and what it wrote stays as it is.</summary>
    /// <returns>The same medium for the next process.</returns>
    public CrashStorage Kill()
    {
        lock (_medium.Gate)
        {
            _isDead = true;
            _medium.WriterNote = null;
            return new CrashStorage(_medium);
        }
    }

    /// <summary>Ends this process and the machine.</summary>
    /// <returns>A medium of its own that holds what was synced and, of the rest, what the image says.</returns>
    public CrashStorage PowerLoss(CrashImage image, Random random)
    {
        lock (_medium.Gate)
        {
            _isDead = true;
            return Imagine(image, random);
        }
    }

    /// <summary>What a power loss at this moment would leave; this process goes on.</summary>
    public CrashStorage Imagine(CrashImage image, Random random)
    {
        lock (_medium.Gate) return new CrashStorage(new CrashImageBuilder(_medium, image, random).Build());
    }

    /// <summary>A medium of its own that holds what is seen now, all of it durable.</summary>
    public CrashStorage Copy() => new(CopyMedium());

    /// <summary>The bytes of every file that is seen, by path.</summary>
    public IReadOnlyDictionary<string, byte[]> Dump()
    {
        lock (_medium.Gate)
        {
            return _medium.Files.ToDictionary(
                pair => pair.Key, pair => pair.Value.Seen.ToArray(), StringComparer.Ordinal);
        }
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder) => Do(new StorageStep(StorageStepKind.CreateFolder, folder));

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        string prefix = folder.Length == 0 ? "" : folder + "/";
        lock (_medium.Gate)
        {
            ThrowIfDead();
            return _medium.Files.Keys.Concat(_medium.Folders)
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
        lock (_medium.Gate)
        {
            ThrowIfDead();
            bool isThere = _medium.Files.TryGetValue(path, out CrashBytes? bytes);
            if (how == StorageOpen.Create)
            {
                if (isThere) throw new IOException($"{path} exists already.");
                if (!_medium.Folders.Contains(CrashMedium.FolderOf(path)))
                    throw new DirectoryNotFoundException($"The folder of {path} does not exist.");
                int number = _medium.NextFileNumber();
                _medium.Apply(new StorageStep(StorageStepKind.Create, path) { FileNumber = number });
                bytes = _medium.Files[path];
            }

            return bytes is null
                ? throw new FileNotFoundException($"{path} does not exist.", path)
                : new CrashFile(this, _medium, path, bytes, isReadOnly: how == StorageOpen.Read);
        }
    }

    /// <inheritdoc/>
    public void Rename(string source, string target)
    {
        lock (_medium.Gate)
        {
            if (!_medium.Files.ContainsKey(source))
                throw new FileNotFoundException($"{source} does not exist.", source);
            Do(new StorageStep(StorageStepKind.Rename, source) { Target = target });
        }
    }

    /// <inheritdoc/>
    public void Delete(string path) => Do(new StorageStep(StorageStepKind.Delete, path));

    /// <inheritdoc/>
    public void SyncFolder(string folder) => Do(new StorageStep(StorageStepKind.SyncFolder, folder));

    /// <inheritdoc/>
    public bool TryLock(StorageLockKind kind, string note, out IDisposable? storageLock, out string holder)
    {
        lock (_medium.Gate)
        {
            ThrowIfDead();
            holder = _medium.WriterNote ?? "";
            storageLock = null;
            if (kind == StorageLockKind.Writer)
            {
                if (_medium.WriterNote is not null) return false;
                _medium.WriterNote = note;
            }

            storageLock = new CrashLock(this, kind);
            return true;
        }
    }

    internal CrashMedium CopyMedium()
    {
        lock (_medium.Gate) return _medium.Copy();
    }

    internal void Release(StorageLockKind kind)
    {
        lock (_medium.Gate)
        {
            if (!_isDead && kind == StorageLockKind.Writer) _medium.WriterNote = null;
        }
    }

    internal void Do(StorageStep step)
    {
        lock (_medium.Gate)
        {
            ThrowIfDead();
            _medium.Apply(step);
        }
    }

    internal void ThrowIfDead()
    {
        if (_isDead) throw new IOException("The process that held this storage is dead.", InputOutputError);
    }
}
