using Microsoft.Win32.SafeHandles;

namespace Feedlog.Format.Storage;

/// <summary>A held lock of a store on a disk.</summary>
/// <remarks>
/// It is let go of by name before the descriptor is closed: a child process that is being started at this moment may
/// hold a copy of the descriptor for an instant, and with it the lock.
/// </remarks>
internal sealed class DiskLock(SafeFileHandle handle) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        if (handle.IsClosed) return;
        if (!OperatingSystem.IsWindows()) _ = LibC.FLock(handle, LibC.LockRelease);
        handle.Dispose();
    }
}
