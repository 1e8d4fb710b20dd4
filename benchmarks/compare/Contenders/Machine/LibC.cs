using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Feedlog.Compare.Contenders.Machine;

/// <summary>The three system calls whose speed bounds every store. Linux only.</summary>
internal static unsafe partial class LibC
{
    /// <summary>Writes at the file's position; returns bytes written or -1.</summary>
    [LibraryImport("libc", EntryPoint = "write", SetLastError = true)]
    internal static partial nint Write(SafeFileHandle file, byte* source, nuint lengthBytes);

    /// <summary>Writes at an offset; returns bytes written or -1.</summary>
    [LibraryImport("libc", EntryPoint = "pwrite", SetLastError = true)]
    internal static partial nint WriteAt(SafeFileHandle file, byte* source, nuint lengthBytes, nint offsetBytes);

    /// <summary>Makes the file's bytes durable; returns 0 or -1.</summary>
    [LibraryImport("libc", EntryPoint = "fdatasync", SetLastError = true)]
    internal static partial int SyncData(SafeFileHandle file);

    /// <summary>Throws unless a call did all that it was asked for.</summary>
    internal static void Require(nint result, nint expected, string call)
    {
        if (result != expected)
            throw new IOException(
                $"{call} returned {result} instead of {expected}: errno {Marshal.GetLastPInvokeError()}.");
    }
}
