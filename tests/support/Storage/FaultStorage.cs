using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>A storage over another one in which calls fail on command. Any thread may call.</summary>
/// <remarks>A sync that fails over a <see cref="CrashStorage"/> loses what it should have kept, as Linux does.</remarks>
public sealed class FaultStorage(IStorage inner) : IStorage
{
    private readonly Lock _gate = new();
    private readonly Dictionary<StorageCalls, int> _counts = [];
    private StorageFault? _fault;
    private int _matching;

    /// <inheritdoc/>
    public string Place => inner.Place;

    /// <inheritdoc/>
    public bool Exists => inner.Exists;

    /// <summary>Called before every call with its kind and path, outside of all locks: a test may wait in it.</summary>
    public Action<StorageCalls, string>? Hook { get; set; }

    /// <summary>How many calls have failed since the fault was set.</summary>
    public int FiredCount { get; private set; }

    /// <summary>Sets the fault and begins to count; null takes it away.</summary>
    public void Set(StorageFault? fault)
    {
        lock (_gate)
        {
            _fault = fault;
            _matching = 0;
            if (fault is not null) FiredCount = 0;
        }
    }

    /// <summary>How many calls of these kinds there were since the storage was made.</summary>
    public int Count(StorageCalls calls)
    {
        lock (_gate) return _counts.Where(pair => (pair.Key & calls) != 0).Sum(pair => pair.Value);
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder)
    {
        ThrowIfDue(StorageCalls.CreateFolder, folder);
        inner.CreateFolder(folder);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        ThrowIfDue(StorageCalls.List, folder);
        return inner.List(folder);
    }

    /// <inheritdoc/>
    public IStorageFile Open(string path, StorageOpen how)
    {
        ThrowIfDue(StorageCalls.Open, path);
        return new FaultFile(this, inner.Open(path, how));
    }

    /// <inheritdoc/>
    public void Rename(string source, string target)
    {
        ThrowIfDue(StorageCalls.Rename, source);
        inner.Rename(source, target);
    }

    /// <inheritdoc/>
    public void Delete(string path)
    {
        ThrowIfDue(StorageCalls.Delete, path);
        inner.Delete(path);
    }

    /// <inheritdoc/>
    public void SyncFolder(string folder)
    {
        ThrowIfDue(StorageCalls.SyncFolder, folder);
        inner.SyncFolder(folder);
    }

    /// <inheritdoc/>
    public bool TryLock(StorageLockKind kind, string note, out IDisposable? storageLock, out string holder)
    {
        ThrowIfDue(StorageCalls.TryLock, "");
        return inner.TryLock(kind, note, out storageLock, out holder);
    }

    /// <summary>Counts a call; says how it fails if it does.</summary>
    /// <param name="call">Its kind.</param>
    /// <param name="path">What it is about.</param>
    /// <param name="hasRoom">Whether it needs no new room on the medium.</param>
    internal StorageFault? Due(StorageCalls call, string path, bool hasRoom = false)
    {
        Hook?.Invoke(call, path);
        lock (_gate)
        {
            _counts[call] = _counts.GetValueOrDefault(call) + 1;
            StorageFault? fault = _fault;
            if (fault is null || (fault.Calls & call) == 0) return null;
            if (hasRoom && fault.SparesReservedRoom) return null;
            if (!path.EndsWith(fault.PathEnd, StringComparison.Ordinal)) return null;
            if (!path.StartsWith(fault.PathStart, StringComparison.Ordinal)) return null;
            _matching++;
            bool isDue = fault.IsPersistent ? _matching >= fault.Nth : _matching == fault.Nth;
            if (!isDue) return null;
            FiredCount++;
            return fault;
        }
    }

    internal void ThrowIfDue(StorageCalls call, string path)
    {
        if (Due(call, path) is { } fault) throw Failure(fault, call, path);
    }

    internal static IOException Failure(StorageFault fault, StorageCalls call, string path) =>
        new($"Injected: {call} on {path} (errno {fault.Errno}).", fault.Errno);
}
