using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Feedlog.Format.Storage;

#pragma warning disable RS0030 // This file is where the banned file calls belong.

/// <summary>Files on a disk. Folders get mode 0700 and files 0600; symbolic links are not followed on Linux.</summary>
public sealed class DiskStorage : IStorage
{
    private const int OwnerOnlyFile = 0x180; // 0600

    private readonly string _root;

    /// <summary>A storage in this folder, which need not exist yet.</summary>
    public DiskStorage(string folder) => _root = Path.GetFullPath(folder);

    /// <inheritdoc/>
    public string Place => _root;

    /// <inheritdoc/>
    public bool Exists => Directory.Exists(_root);

    /// <inheritdoc/>
    public void CreateFolder(string folder)
    {
        string path = Full(folder);
        bool isNew = !Directory.Exists(path);
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(path);
        else Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        // The name of the store's own folder lies in a folder that nobody else will sync.
        if (isNew && folder.Length == 0 && Path.GetDirectoryName(_root) is string parent) SyncPath(parent);
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> List(string folder)
    {
        string path = Full(folder);
        if (!Directory.Exists(path)) return [];
        string[] names = Directory.EnumerateFileSystemEntries(path).Select(entry => Path.GetFileName(entry)).ToArray();
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    /// <inheritdoc/>
    public IStorageFile Open(string path, StorageOpen how) => new DiskFile(path, OpenHandle(path, how));

    /// <inheritdoc/>
    public void Rename(string source, string target) => File.Move(Full(source), Full(target), overwrite: true);

    /// <inheritdoc/>
    public void Delete(string path) => File.Delete(Full(path));

    /// <inheritdoc/>
    public void SyncFolder(string folder) => SyncPath(Full(folder));

    /// <inheritdoc/>
    public bool TryLock(StorageLockKind kind, string note, out IDisposable? storageLock, out string holder)
    {
        holder = "";
        if (OperatingSystem.IsWindows()) return TryLockOnWindows(kind, note, out storageLock, out holder);
        return kind == StorageLockKind.Readers
            ? TryLockFolder(out storageLock)
            : TryLockFile(note, out storageLock, out holder);
    }

    private static void SyncPath(string path)
    {
        // Windows has no such call; its file systems journal names.
        if (OperatingSystem.IsWindows()) return;
        using SafeFileHandle handle = OpenFolder(path);
        while (LibC.FSync(handle) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno != LibC.Interrupted) throw LibC.Failure("fsync", path, errno);
        }
    }

    // flock through the C library: an environment variable can switch off the locks that .NET takes.
    private bool TryLockFile(string note, out IDisposable? storageLock, out string holder)
    {
        string path = Full(Stores.StoreLayout.Lock);
        int flags = LinuxOpenFlags.ReadWrite | LinuxOpenFlags.Create;
        SafeFileHandle handle = OperatingSystem.IsLinux()
            ? OpenOnLinux(path, flags, Stores.StoreLayout.Lock)
            : File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.ReadWrite);
        holder = "";
        if (!TryFlock(handle, LibC.LockExclusive, path))
        {
            holder = ReadNote(handle);
            handle.Dispose();
            storageLock = null;
            return false;
        }

        byte[] bytes = Encoding.UTF8.GetBytes(note);
        RandomAccess.SetLength(handle, bytes.Length);
        RandomAccess.Write(handle, bytes, 0);
        storageLock = new DiskLock(handle);
        return true;
    }

    // Readers share a lock on the folder itself, so that they need no write access and leave no trace.
    private bool TryLockFolder(out IDisposable? storageLock)
    {
        SafeFileHandle handle = OpenFolder(_root);
        bool isHeld = TryFlock(handle, LibC.LockShared, _root);
        storageLock = isHeld ? new DiskLock(handle) : null;
        if (!isHeld) handle.Dispose();
        return isHeld;
    }

    private bool TryLockOnWindows(
        StorageLockKind kind, string note, out IDisposable? storageLock, out string holder)
    {
        holder = "";
        storageLock = null;
        if (kind == StorageLockKind.Readers)
        {
            storageLock = new MemoryStream();
            return true;
        }

        string path = Full(Stores.StoreLayout.Lock);
        try
        {
            SafeFileHandle handle =
                File.OpenHandle(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.Read);
            byte[] bytes = Encoding.UTF8.GetBytes(note);
            RandomAccess.SetLength(handle, bytes.Length);
            RandomAccess.Write(handle, bytes, 0);
            storageLock = new DiskLock(handle);
            return true;
        }
        catch (IOException) when (File.Exists(path))
        {
            using SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            holder = ReadNote(handle);
            return false;
        }
    }

    private static bool TryFlock(SafeFileHandle handle, int operation, string path)
    {
        while (LibC.FLock(handle, operation | LibC.LockNonBlocking) != 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == LibC.Interrupted) continue;
            const int wouldBlockOnLinux = 11;
            const int wouldBlockOnMac = 35;
            if (errno is wouldBlockOnLinux or wouldBlockOnMac) return false;
            throw LibC.Failure("flock", path, errno);
        }

        return true;
    }

    private static string ReadNote(SafeFileHandle handle)
    {
        const int noteBytesMax = 512;
        Span<byte> buffer = stackalloc byte[noteBytesMax];
        int lengthBytes = RandomAccess.Read(handle, buffer, 0);
        return Encoding.UTF8.GetString(buffer[..lengthBytes]);
    }

    private SafeFileHandle OpenHandle(string path, StorageOpen how)
    {
        string full = Full(path);
        if (OperatingSystem.IsLinux())
        {
            int flags = how switch
            {
                StorageOpen.Read => LinuxOpenFlags.ReadOnly,
                StorageOpen.Write => LinuxOpenFlags.ReadWrite,
                _ => LinuxOpenFlags.ReadWrite | LinuxOpenFlags.Create | LinuxOpenFlags.Exclusive,
            };
            return OpenOnLinux(full, flags, path);
        }

        SafeFileHandle handle = how switch
        {
            StorageOpen.Read => File.OpenHandle(full, FileMode.Open, FileAccess.Read, FileShare.ReadWrite),
            StorageOpen.Write => File.OpenHandle(full, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite),
            _ => File.OpenHandle(full, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite),
        };
        if (how == StorageOpen.Create && !OperatingSystem.IsWindows())
            File.SetUnixFileMode(handle, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        return handle;
    }

    private static SafeFileHandle OpenOnLinux(string full, int flags, string path)
    {
        // NonBlocking: a pipe in the place of a file must not hang us; it is refused below.
        flags |= LinuxOpenFlags.CloseOnExec | LinuxOpenFlags.NoFollow | LinuxOpenFlags.NonBlocking;
        int descriptor;
        while ((descriptor = LibC.Open(full, flags, OwnerOnlyFile)) < 0)
        {
            int errno = Marshal.GetLastPInvokeError();
            if (errno == LibC.Interrupted) continue;
            if (errno == LibC.NoEntry) throw new FileNotFoundException($"{full} does not exist.", path);
            throw LibC.Failure("open", full, errno);
        }

        SafeFileHandle handle = new(descriptor, ownsHandle: true);
        if (IsSeekable(handle) && !File.GetAttributes(handle).HasFlag(FileAttributes.Directory)) return handle;
        handle.Dispose();
        throw new IOException($"{full} is not a regular file.");
    }

    private static bool IsSeekable(SafeFileHandle handle)
    {
        try
        {
            RandomAccess.GetLength(handle);
            return true;
        }
        catch (NotSupportedException)
        {
            return false;
        }
    }

    private static SafeFileHandle OpenFolder(string full)
    {
        if (!OperatingSystem.IsLinux())
            throw new PlatformNotSupportedException("Opening a folder is implemented for Linux and Windows only.");
        int flags = LinuxOpenFlags.ReadOnly | LinuxOpenFlags.Folder | LinuxOpenFlags.CloseOnExec;
        int descriptor = LibC.Open(full, flags, 0);
        return descriptor >= 0
            ? new SafeFileHandle(descriptor, ownsHandle: true)
            : throw LibC.Failure("open", full, Marshal.GetLastPInvokeError());
    }

    private string Full(string path) => path.Length == 0 ? _root : Path.Join(_root, path);
}
