using System.ComponentModel;
using System.Diagnostics;

namespace Feedlog.Tests.Crash;

/// <summary>A fact that puts a small library in front of the C library; skipped, with the reason, where it cannot be
/// compiled.</summary>
[AttributeUsage(AttributeTargets.Method)]
public sealed class ShortCallFactAttribute : FactAttribute
{
    /// <summary>Looks whether there is a compiler.</summary>
    public ShortCallFactAttribute() => Skip = WhyNot();

    /// <summary>Compiles the library to this path; says why not if it cannot.</summary>
    public static string? Compile(string target)
    {
        string source = Path.Join(AppContext.BaseDirectory, "shim", "short_calls.c");
        try
        {
            ProcessStartInfo start = new("gcc", ["-shared", "-fPIC", "-O1", "-o", target, source, "-ldl"])
            {
                RedirectStandardError = true,
            };
            using Process process = Process.Start(start) ?? throw new InvalidOperationException("gcc did not start.");
            string errors = process.StandardError.ReadToEnd();
            process.WaitForExit();
            return process.ExitCode == 0 ? null : $"gcc cannot compile {source}: {errors}";
        }
        catch (Win32Exception missing)
        {
            return $"gcc is not installed: {missing.Message}";
        }
    }

    private static string? WhyNot()
    {
        if (!OperatingSystem.IsLinux()) return "Libraries are put in front of others on Linux only.";
        string target = Path.GetTempFileName();
        try
        {
            return Compile(target);
        }
        finally
        {
            File.Delete(target);
        }
    }
}
