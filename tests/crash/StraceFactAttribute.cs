using System.Diagnostics;

namespace Feedlog.Tests.Crash;

/// <summary>A fact that needs strace and the right to trace; skipped, with the reason, without.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class StraceFactAttribute : FactAttribute
{
    private static readonly Lazy<string?> s_whyNot = new(Probe);

    /// <summary>Looks whether strace works here.</summary>
    public StraceFactAttribute() => Skip = s_whyNot.Value;

    private static string? Probe()
    {
        if (!OperatingSystem.IsLinux()) return "strace exists on Linux only.";
        try
        {
            ProcessStartInfo start = new("strace", ["-e", "inject=fsync:error=EIO", "true"])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start) ?? throw new InvalidOperationException("strace did not start.");
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"strace may not trace here: {errors}";
        }
        catch (System.ComponentModel.Win32Exception exception)
        {
            return $"strace is not installed: {exception.Message}";
        }
    }
}
