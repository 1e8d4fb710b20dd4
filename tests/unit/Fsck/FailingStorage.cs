using Feedlog.Format.Storage;

namespace Feedlog.Tests.Unit.Fsck;

/// <summary>A storage that fails on command, writes to segments and reads of a range of a file, and tells of reads.
/// </summary>
internal sealed class FailingStorage(IStorage storage) : IStorage
{
    /// <summary>How many of the next writes to segments fail after half of their bytes.</summary>
    public int WritesToFail { get; set; }

    /// <summary>The file with the unreadable range.</summary>
    public string UnreadablePath { get; set; } = "";

    /// <summary>Where the unreadable range begins.</summary>
    public long UnreadableFromBytes { get; set; }

    /// <summary>Where the unreadable range ends.</summary>
    public long UnreadableToBytes { get; set; }

    /// <summary>The file that may not be opened.</summary>
    public string ForbiddenPath { get; set; } = "";

    /// <summary>Called before each read, with the path.</summary>
    public Action<string>? OnRead { get; set; }

    public string Place => storage.Place;

    public bool Exists => storage.Exists;

    public void CreateFolder(string folder) => storage.CreateFolder(folder);

    public IReadOnlyList<string> List(string folder) => storage.List(folder);

    public IStorageFile Open(string path, StorageOpen how) => path == ForbiddenPath
        ? throw new IOException("Permission denied", 13)
        : new FailingFile(this, storage.Open(path, how));

    public void Rename(string source, string target) => storage.Rename(source, target);

    public void Delete(string path) => storage.Delete(path);

    public void SyncFolder(string folder) => storage.SyncFolder(folder);

    public bool TryLock(StorageLockKind kind, string note, out IDisposable? storageLock, out string holder) =>
        storage.TryLock(kind, note, out storageLock, out holder);

    private sealed class FailingFile(FailingStorage owner, IStorageFile file) : IStorageFile
    {
        public string Path => file.Path;

        public long LengthBytes => file.LengthBytes;

        public int Read(long offsetBytes, Span<byte> target)
        {
            owner.OnRead?.Invoke(Path);
            bool isHit = Path == owner.UnreadablePath && offsetBytes < owner.UnreadableToBytes &&
                offsetBytes + target.Length > owner.UnreadableFromBytes;
            return isHit ? throw new IOException("Input/output error", 5) : file.Read(offsetBytes, target);
        }

        public void Write(long offsetBytes, ReadOnlySpan<byte> source)
        {
            bool isSegment = Path.StartsWith("hot/", StringComparison.Ordinal);
            if (isSegment && owner.WritesToFail > 0)
            {
                owner.WritesToFail--;
                file.Write(offsetBytes, source[..(source.Length / 2)]);
                throw new IOException("Input/output error", 5);
            }

            file.Write(offsetBytes, source);
        }

        public void Allocate(long lengthBytes) => file.Allocate(lengthBytes);

        public void ZeroAhead(long offsetBytes, long lengthBytes) => file.ZeroAhead(offsetBytes, lengthBytes);

        public void PunchHole(long offsetBytes, long lengthBytes) => file.PunchHole(offsetBytes, lengthBytes);

        public void Sync() => file.Sync();

        public IStorageView Map(long lengthBytes) => file.Map(lengthBytes);

        public void Dispose() => file.Dispose();
    }
}
