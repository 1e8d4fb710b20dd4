using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Feedlog.Compare.Measuring;

/// <summary>Makes the system forget what it keeps of files in memory: the first read after that goes to the disk.
/// </summary>
internal static partial class PageCache
{
    private const int DontNeed = 4; // POSIX_FADV_DONTNEED of Linux

    /// <summary>Drops all files of a folder, which nobody has mapped.</summary>
    /// <exception cref="IOException">The system refuses.</exception>
    internal static void Drop(string folder)
    {
        foreach (string path in Directory.EnumerateFiles(folder, "*", SearchOption.AllDirectories))
        {
            using SafeFileHandle file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite);
            // What is dirty stays in memory.
            RandomAccess.FlushToDisk(file);
            int error = Advise(file, 0, 0, DontNeed);
            if (error != 0) throw new IOException($"{path} was not dropped from memory: error {error}.");
        }
    }

    [LibraryImport("libc", EntryPoint = "posix_fadvise")]
    private static partial int Advise(SafeFileHandle file, long offset, long length, int advice);
}
