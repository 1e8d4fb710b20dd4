namespace Feedlog.Tests.Support.Storage;

/// <summary>
/// What lies under one or more <see cref="CrashStorage"/>s: files, names, and of both what is durable and what is not
/// yet. Callers hold <see cref="Gate"/>.
/// </summary>
internal sealed class CrashMedium
{
    private readonly Dictionary<string, CrashBytes> _seen = new(StringComparer.Ordinal);
    private readonly HashSet<string> _seenFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<string, CrashBytes> _durable = new(StringComparer.Ordinal);
    private readonly HashSet<string> _durableFolders = new(StringComparer.Ordinal);
    private readonly Dictionary<int, CrashBytes> _files = [];
    private readonly List<PendingName> _pendingNames = [];
    private readonly List<StorageStep> _steps = [];
    private long _order;

    /// <summary>Guards everything here.</summary>
    public Lock Gate { get; } = new();

    /// <summary>Says whether steps are kept in <see cref="Steps"/>.</summary>
    public bool IsRecording { get; set; }

    /// <summary>What was done while recording.</summary>
    public IReadOnlyList<StorageStep> Steps => _steps;

    /// <summary>What the writer's lock holder left; null if nobody writes.</summary>
    public string? WriterNote { get; set; }

    /// <summary>The files that everybody sees.</summary>
    public IReadOnlyDictionary<string, CrashBytes> Files => _seen;

    /// <summary>The files whose names are durable.</summary>
    public IReadOnlyDictionary<string, CrashBytes> DurableFiles => _durable;

    /// <summary>The folders that everybody sees.</summary>
    public IReadOnlySet<string> Folders => _seenFolders;

    /// <summary>The folders whose names are durable.</summary>
    public IReadOnlySet<string> DurableFolders => _durableFolders;

    /// <summary>Changes of names since their folder was last synced, in order.</summary>
    public IReadOnlyList<PendingName> PendingNames => _pendingNames;

    /// <summary>Every file that has or had a name.</summary>
    public IReadOnlyCollection<CrashBytes> AllFiles => _files.Values;

    /// <summary>Does one step and keeps it if recording.</summary>
    public void Apply(StorageStep step)
    {
        if (IsRecording) _steps.Add(step);
        long order = ++_order;
        switch (step.Kind)
        {
            case StorageStepKind.CreateFolder: AddFolder(order, step.Path); break;
            case StorageStepKind.Create: AddFile(order, step.Path, step.FileNumber); break;
            case StorageStepKind.Rename: Rename(order, step.Path, step.Target); break;
            case StorageStepKind.Delete: Remove(order, step.Path); break;
            case StorageStepKind.SyncFolder: SyncFolder(step.Path); break;
            case StorageStepKind.Write: File(step).Write(order, step.OffsetBytes, step.Bytes); break;
            case StorageStepKind.Allocate: File(step).Allocate(order, step.LengthBytes); break;
            case StorageStepKind.PunchHole: File(step).PunchHole(order, step.OffsetBytes, step.LengthBytes); break;
            case StorageStepKind.Sync: File(step).Sync(); break;
            case StorageStepKind.LoseUnsynced: File(step).LoseUnsynced(); break;
            default: break;
        }
    }

    /// <summary>A number that no file of this medium has had.</summary>
    public int NextFileNumber() => _files.Count + 1;

    /// <summary>Puts a file there for sure; for building images.</summary>
    public void AddDurable(string path, byte[] bytes)
    {
        CrashBytes file = CrashBytes.Holding(NextFileNumber(), bytes);
        _files.Add(file.Number, file);
        _seen[path] = file;
        _durable[path] = file;
    }

    /// <summary>Puts a folder there for sure; for building images.</summary>
    public void AddDurableFolder(string path)
    {
        _seenFolders.Add(path);
        _durableFolders.Add(path);
    }

    /// <summary>A medium that holds what is seen here, all of it durable, under the same file numbers.</summary>
    public CrashMedium Copy()
    {
        CrashMedium copy = new();
        foreach (string folder in _seenFolders) copy.AddDurableFolder(folder);
        Dictionary<int, string> names = _seen.ToDictionary(pair => pair.Value.Number, pair => pair.Key);
        foreach (CrashBytes file in _files.Values.OrderBy(file => file.Number))
        {
            CrashBytes copied = CrashBytes.Holding(file.Number, file.Seen.ToArray());
            copy._files.Add(copied.Number, copied);
            if (!names.TryGetValue(file.Number, out string? path)) continue;
            copy._seen[path] = copied;
            copy._durable[path] = copied;
        }

        return copy;
    }

    /// <summary>Says whether all folders above a path are among these.</summary>
    public static bool IsReachable(string path, HashSet<string> folders)
    {
        for (string folder = FolderOf(path); folder.Length > 0; folder = FolderOf(folder))
        {
            if (!folders.Contains(folder)) return false;
        }

        return true;
    }

    /// <summary>The folder that a path lies in; empty for the store's own.</summary>
    public static string FolderOf(string path)
    {
        int slash = path.LastIndexOf('/');
        return slash < 0 ? "" : path[..slash];
    }

    private CrashBytes File(StorageStep step) => _files[step.FileNumber];

    // The store's own folder is outside of what the seam can sync; it counts as durable once it is there.
    private void AddFolder(long order, string path)
    {
        if (!_seenFolders.Add(path)) return;
        if (path.Length == 0) _durableFolders.Add(path);
        else _pendingNames.Add(new PendingName(order, FolderOf(path), "", path, null));
    }

    private void AddFile(long order, string path, int number)
    {
        CrashBytes file = new(number);
        _files.Add(number, file);
        _seen.Add(path, file);
        _pendingNames.Add(new PendingName(order, FolderOf(path), "", path, file));
    }

    private void Rename(long order, string source, string target)
    {
        _seen.Remove(source, out CrashBytes? file);
        _seen[target] = file ?? throw new FileNotFoundException($"{source} does not exist.", source);
        _pendingNames.Add(new PendingName(order, FolderOf(target), source, target, file));
    }

    private void Remove(long order, string path)
    {
        if (_seen.Remove(path)) _pendingNames.Add(new PendingName(order, FolderOf(path), path, "", null));
    }

    private void SyncFolder(string folder)
    {
        foreach (PendingName name in _pendingNames.Where(name => name.Folder == folder))
            ApplyName(name, _durable, _durableFolders);
        _pendingNames.RemoveAll(name => name.Folder == folder);
    }

    /// <summary>Carries a change of names out on a set of names.</summary>
    public static void ApplyName(PendingName name, Dictionary<string, CrashBytes> files, HashSet<string> folders)
    {
        if (name.Removed.Length > 0) files.Remove(name.Removed);
        if (name.Added.Length == 0) return;
        if (name.File is null) folders.Add(name.Added);
        else files[name.Added] = name.File;
    }
}
