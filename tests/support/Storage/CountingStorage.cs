using Feedlog.Format.Storage;

namespace Feedlog.Tests.Support.Storage;

/// <summary>A storage over another one that counts what is read: files opened, bytes by position, pages touched, bytes
/// asked for. Any thread may call.</summary>
public sealed class CountingStorage(IStorage inner) : IStorage
{
    private const int PageBytes = 4096;

    private readonly Lock _gate = new();
    private readonly List<string> _opened = [];
    private readonly List<(string Path, int LengthBytes)> _reads = [];
    private readonly HashSet<(string Path, long Page)> _pages = [];
    private readonly List<(string Path, long OffsetBytes, long LengthBytes)> _asked = [];

    /// <inheritdoc/>
    public string Place => inner.Place;

    /// <inheritdoc/>
    public bool Exists => inner.Exists;

    /// <summary>How often a file was opened whose path begins so.</summary>
    public int OpenedFiles(string pathStart)
    {
        lock (_gate) return _opened.Count(path => path.StartsWith(pathStart, StringComparison.Ordinal));
    }

    /// <summary>How many bytes were read by position of files whose paths begin so.</summary>
    public long ReadBytes(string pathStart)
    {
        lock (_gate)
            return _reads.Where(read => read.Path.StartsWith(pathStart, StringComparison.Ordinal)).Sum(r => r.LengthBytes);
    }

    /// <summary>How many pages of 4 KiB were touched, by position or through a map, of files whose paths begin so.
    /// </summary>
    public int TouchedPages(string pathStart)
    {
        lock (_gate) return _pages.Count(page => page.Path.StartsWith(pathStart, StringComparison.Ordinal));
    }

    /// <summary>What views of a file asked the medium for, in order.</summary>
    public IReadOnlyList<(long OffsetBytes, long LengthBytes)> Asked(string path)
    {
        lock (_gate) return [.. _asked.Where(one => one.Path == path).Select(one => (one.OffsetBytes, one.LengthBytes))];
    }

    /// <summary>Forgets what was counted.</summary>
    public void Reset()
    {
        lock (_gate)
        {
            _opened.Clear();
            _reads.Clear();
            _pages.Clear();
            _asked.Clear();
        }
    }

    /// <inheritdoc/>
    public void CreateFolder(string folder) => inner.CreateFolder(folder);

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder) => inner.List(folder);

    /// <inheritdoc/>
    public IStorageFile Open(string path, StorageOpen how)
    {
        lock (_gate) _opened.Add(path);
        return new CountingFile(this, inner.Open(path, how));
    }

    /// <inheritdoc/>
    public void Rename(string source, string target) => inner.Rename(source, target);

    /// <inheritdoc/>
    public void Delete(string path) => inner.Delete(path);

    /// <inheritdoc/>
    public void SyncFolder(string folder) => inner.SyncFolder(folder);

    /// <inheritdoc/>
    public bool TryLock(StorageLockKind kind, string note, out IDisposable? storageLock, out string holder) =>
        inner.TryLock(kind, note, out storageLock, out holder);

    internal void CountRead(string path, long offsetBytes, int lengthBytes)
    {
        lock (_gate) _reads.Add((path, lengthBytes));
        CountTouch(path, offsetBytes, lengthBytes);
    }

    internal void CountAsk(string path, long offsetBytes, long lengthBytes)
    {
        lock (_gate) _asked.Add((path, offsetBytes, lengthBytes));
    }

    internal void CountTouch(string path, long offsetBytes, int lengthBytes)
    {
        lock (_gate)
        {
            for (long page = offsetBytes / PageBytes; page * PageBytes < offsetBytes + lengthBytes; page++)
                _pages.Add((path, page));
        }
    }
}
