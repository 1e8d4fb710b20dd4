using System.Runtime.InteropServices;

namespace Feedlog.Tool;

/// <summary>Looks at the other end of standard output, which .NET has no door to: it hides a broken pipe.</summary>
internal static class OutputPipe
{
    private const int StandardOutput = 1;
    private const short Failed = 0x8;
    private const short HungUp = 0x10;

    /// <summary>Says whether the reader of the pipe has gone. Always false on Windows, and for a file.</summary>
    public static bool IsAbandoned()
    {
        if (OperatingSystem.IsWindows()) return false;
        PollEntry entry = new() { Descriptor = StandardOutput };
        return Poll(ref entry, 1, timeoutMs: 0) > 0 && (entry.Found & (Failed | HungUp)) != 0;
    }

    [DllImport("libc", EntryPoint = "poll")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Poll(ref PollEntry entries, nuint count, int timeoutMs);

    /// <summary>struct pollfd: nothing is asked for, since what is looked for is always told.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct PollEntry
    {
        public int Descriptor;
        public short Wanted;
        public short Found;
    }
}
