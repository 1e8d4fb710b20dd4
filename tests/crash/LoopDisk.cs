using System.ComponentModel;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Feedlog.Tests.Crash;

/// <summary>
/// A small file system in a file, mounted, that can be shut down as if the power had gone: what was not synced is not
/// there when it is mounted again.
/// </summary>
internal sealed class LoopDisk : IDisposable
{
    private const long SizeBytes = 320L << 20; // XFS makes none below 300 MiB.
    private const uint Shutdown = 0x8004587D; // FS_IOC_SHUTDOWN
    private const int WithoutFlushingTheLog = 2;

    private readonly string _root = Directory.CreateTempSubdirectory("feedlog-power-").FullName;
    private bool _isMounted;

    /// <summary>Makes the file system and mounts it.</summary>
    /// <exception cref="IOException">It cannot be had here.</exception>
    /// <exception cref="Win32Exception">A tool is missing.</exception>
    public LoopDisk(string fileSystem)
    {
        try
        {
            using (FileStream image = File.Create(Image)) image.SetLength(SizeBytes);
            Run("mkfs." + fileSystem, fileSystem == "ext4" ? ["-q", "-F", Image] : ["-q", "-f", Image]);
            Directory.CreateDirectory(Folder);
            Mount();
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Where it is mounted.</summary>
    public string Folder => Path.Join(_root, "mounted");

    private string Image => Path.Join(_root, "image");

    /// <summary>Shuts the file system down without writing anything more; files in it fail from now on.</summary>
    public void CutPower()
    {
        int folder = Open(Folder, 0);
        int how = WithoutFlushingTheLog;
        int result = folder < 0 ? folder : Control(folder, Shutdown, ref how);
        int errno = Marshal.GetLastPInvokeError();
        if (folder >= 0) _ = Close(folder);
        if (result != 0) throw new IOException($"The shutdown failed: {Marshal.GetPInvokeErrorMessage(errno)}.");
    }

    /// <summary>Mounts it anew, as a machine does that starts again. Nobody may have a file open.</summary>
    public void Remount()
    {
        Unmount();
        _isMounted = false;
        Mount();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isMounted) Run("umount", "--lazy", Folder);
        Directory.Delete(_root, recursive: true);
    }

    // A process that is just being started elsewhere may hold what this one had open, for a moment.
    private void Unmount()
    {
        const int attemptsMax = 100;
        for (int attempt = 1; ; attempt++)
        {
            try
            {
                Run("umount", Folder);
                return;
            }
            catch (IOException) when (attempt < attemptsMax)
            {
                Thread.Sleep(TimeSpan.FromMilliseconds(50));
            }
        }
    }

    private void Mount()
    {
        Run("mount", "-o", "loop", Image, Folder);
        _isMounted = true;
    }

    private static void Run(string program, params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        using Process process = Process.Start(start) ?? throw new IOException($"{program} did not start.");
        string errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0) throw new IOException($"{program} failed: {errors.Trim()}");
    }

    [DllImport("libc", EntryPoint = "open", SetLastError = true, CharSet = CharSet.Ansi, BestFitMapping = false)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Open(string path, int flags);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Control(int descriptor, nuint request, ref int argument);

    [DllImport("libc", EntryPoint = "close")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Close(int descriptor);
}
