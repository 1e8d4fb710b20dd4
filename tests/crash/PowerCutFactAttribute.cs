using System.Diagnostics;

namespace Feedlog.Tests.Crash;

/// <summary>A theory that needs a file system of its own to shut down; skipped, with the reason, where it cannot have
/// one.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class PowerCutFactAttribute : FactAttribute
{
    /// <summary>Looks whether such a file system can be made, mounted and shut down here.</summary>
    public PowerCutFactAttribute(string fileSystem)
    {
        FileSystem = fileSystem;
        Skip = WhyNot(fileSystem);
    }

    /// <summary>The kind of file system.</summary>
    public string FileSystem { get; }

    private static string? WhyNot(string fileSystem)
    {
        if (!OperatingSystem.IsLinux()) return "File systems are shut down on Linux only.";
        if (!Environment.IsPrivilegedProcess) return "Mounting a file system needs root.";
        try
        {
            using LoopDisk disk = new(fileSystem);
            disk.CutPower();
            disk.Remount();
            return null;
        }
        catch (Exception failure) when (failure is IOException or System.ComponentModel.Win32Exception)
        {
            return $"No {fileSystem} of its own: {failure.Message.ReplaceLineEndings(" ")}";
        }
    }
}
