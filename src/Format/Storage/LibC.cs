using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Feedlog.Format.Storage;

/// <summary>
/// The calls of the C library that .NET has no faithful door to. The managed flush hides a failing fsync on Linux, so
/// every sync of Feedlog comes through here and is checked.
/// </summary>
internal static partial class LibC
{
    /// <summary>No such file or folder.</summary>
    public const int NoEntry = 2;

    /// <summary>The call was interrupted and may be repeated.</summary>
    public const int Interrupted = 4;

    /// <summary>The file exists already.</summary>
    public const int Exists = 17;

    /// <summary>The file system does not support the operation.</summary>
    public const int NotSupported = 95;

    /// <summary>flock: shared.</summary>
    public const int LockShared = 1;

    /// <summary>flock: exclusive.</summary>
    public const int LockExclusive = 2;

    /// <summary>flock: at once or not at all.</summary>
    public const int LockNonBlocking = 4;

    /// <summary>flock: let go.</summary>
    public const int LockRelease = 8;

    /// <summary>fallocate: keep the length and give the space back.</summary>
    public const int PunchHoleKeepSize = 3;

    /// <summary>madvise: read it in.</summary>
    public const int WillNeed = 3;

    /// <summary>fcntl on macOS: write through to the medium.</summary>
    public const int FullSync = 51;

    [LibraryImport("libc", EntryPoint = "open", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int Open(string path, int flags, int mode);

    [LibraryImport("libc", EntryPoint = "fsync", SetLastError = true)]
    internal static partial int FSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int FDataSync(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    internal static partial int FControl(SafeFileHandle file, int command);

    [LibraryImport("libc", EntryPoint = "flock", SetLastError = true)]
    internal static partial int FLock(SafeFileHandle file, int operation);

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int FAllocate(SafeFileHandle file, int mode, long offsetBytes, long lengthBytes);

    [LibraryImport("libc", EntryPoint = "madvise")]
    internal static unsafe partial int MAdvise(void* start, nuint lengthBytes, int advice);

    [LibraryImport("libc", EntryPoint = "setpriority")]
    internal static partial int SetPriority(int which, uint who, int niceness);

    /// <summary>An IOException that says what failed, where, and the system's own words.</summary>
    internal static IOException Failure(string call, string path, int errno) =>
        new($"{call} failed on {path}: {Marshal.GetPInvokeErrorMessage(errno)} (errno {errno}).", errno);
}
